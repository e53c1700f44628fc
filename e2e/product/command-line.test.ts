import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pomona } from "../../scripts/pomona.mjs";
import { temporaryFolder } from "../harness/catalog.ts";
import { drawFolder } from "../harness/pictures.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;
const at = (...names: string[]): string => join(folder.path, ...names);
const run = (...given: string[]) => pomona(data, given);

beforeAll(async () => {
  folder = await temporaryFolder("command-line");
  data = at("data");
  await drawFolder(at("fruit"), { apple: 200, orange: 200 });
  await writeFile(at("notes.csv"), "id,body\n1,green apples\n2,sour oranges\n");
  await writeFile(at("noise.bin"), Buffer.from([0, 255, 1, 254, 0, 0, 7]));
  await writeFile(at("broken.parquet"), "PAR1 and then nothing that belongs there");
  await run("import", at("notes.csv"), "--dataset", "notes", "--text", "body", "--no-embed");
});
afterAll(() => folder?.remove());

describe("without a server", () => {
  it.each([
    ["a path that does not exist", ["nowhere"], "usage", /^error: There is no file or folder \S+\.\n$/],
    ["a file of an unknown format", ["noise.bin"], "source-unusable", /^error: noise\.bin is neither a table .*\n$/],
    ["a table without the named column", ["notes.csv", "--text", "prose"], "source-unusable", /^error: .*prose.*\n$/],
    ["a damaged table", ["broken.parquet"], "source-unusable", /^error: .*\n$/],
  ])("an import of %s is one clear error and exit code 2", async (_what, [path = "", ...rest], code, message) => {
    const { stderr, document, code: exitCode } = await run("import", at(path), "--dataset", "x", ...rest);
    expect(stderr).toMatch(message);
    expect([exitCode, document.error.code]).toEqual([2, code]);
  });

  it.each([
    ["a missing folder", "none/x.csv", "mkdir -p"],
    ["a folder", "fruit", "is a folder"],
  ])("an export to %s is bad usage, told with its cure", async (_what, target, cure) => {
    const { stderr, document, code } = await run("export", "--format", "csv", "-o", at(target));
    expect([code, document.error.code]).toEqual([2, "usage"]);
    expect(document.error.detail).toContain(cure);
    expect(stderr).toBe(`error: ${document.error.detail}\n`);
  });

  it("an export that is refused leaves no file", async () => {
    const before = readdirSync(folder.path);
    const { code } = await run("export", "--where", "nonsense ===", "-o", at("rows.csv"));
    expect([code, readdirSync(folder.path)]).toEqual([2, before]);
  });

  it("a deletion is refused without --yes where nobody can be asked", async () => {
    const refused = await run("dataset", "delete", "notes");
    expect([refused.code, refused.document.error.code]).toEqual([2, "usage"]);
    expect(refused.document.error.detail).toContain("--yes");
    const [notes] = (await run("datasets")).document;
    expect(notes).toMatchObject({ name: "notes", rows: 2 });
  });
});

describe("Ctrl-C during an import without a server", () => {
  const importing = ["import", "fruit", "--dataset", "shop", "--label-from", "folder"];
  const active = async (): Promise<string[]> =>
    (await run("jobs")).document
      .filter((job: { state: string }) => job.state === "queued" || job.state === "running")
      .map((job: { title: string }) => job.title);

  it("leaves nothing for the next command to start, and the same import goes on", async () => {
    const bin = fileURLToPath(new URL("../../packages/cli/bin/pomona.mjs", import.meta.url));
    const child = spawn(process.execPath, [bin, "--data", data, ...importing], { cwd: folder.path });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    // The first segment is there: rows are in, and the second chunk of 256 is being embedded.
    const vectors = join(data, "vectors");
    const hasSegment = (): boolean => existsSync(vectors) && readdirSync(vectors, { recursive: true }).length > 0;
    await expect.poll(hasSegment, { timeout: 120_000 }).toBe(true);
    child.kill("SIGINT");
    const [code] = await once(child, "close");
    expect(code).toBe(130);
    expect(said).toContain("Embed in cn3");
    expect(said).toContain("The same import again goes on with the rest.");
    expect(said.match(/"level":/g)).toBe(null);
    expect(await active()).toEqual([]);

    await run("project", "create", "fruit");
    await run("space", "create", "mine", "--dims", "4");
    expect(await active()).toEqual([]);
    const before = (await run("spaces")).document.find((space: { name: string }) => space.name === "cn3");
    expect(before.pending).toBeGreaterThan(0);

    const again = await pomona(data, importing, { cwd: folder.path });
    expect(again.code).toBe(0);
    const after = (await run("spaces")).document.find((space: { name: string }) => space.name === "cn3");
    expect(after).toMatchObject({ count: 400, pending: 0, failed: 0 });
    expect(await active()).toEqual([]);
  });
});
