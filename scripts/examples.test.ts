import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { serve } from "@pomona/server/serve";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A fact that each example must find. */
const facts: Record<string, RegExp[]> = {
  "import-dataset.ts": [/^3 imported, 1 refused$/m, /line 5: .*\(duplicate-key\)/, /^2 mails from 2 March on:/m],
  "make-batch.ts": [/^round 1: 3 of 3 sent$/m, /^round 2: 1 of 4 sent, 3 were in the project$/m],
  "make-function.ts": [/^scored 7 of 7;/m, /^arrivals\/1 scored on arrival: 0\.\d{4}$/m],
  "page-through.ts": [/^7 rows in 3 pages: reviews\/1, reviews\/2,/m, /^reviews\/3$/m],
  "search.ts": [
    /^nearest of 7 in space /m,
    /^ {2}0\.\d{4} reviews\/[127]$/m,
    /a filter that cannot be read: Column \d+:/,
  ],
  "upload-vectors.ts": [/^7 imported, 1 refused$/m, /reviews\/none: .*\(unknown-key\)/, /^1\.0000 reviews\/[47]$/m],
};

it("covers every example", () => {
  const files = readdirSync(new URL("../examples", import.meta.url)).filter(
    (name) => name.endsWith(".ts") && name !== "connect.ts",
  );
  expect(files.sort()).toEqual(Object.keys(facts).sort());
});

const run = async (name: string, more: Record<string, string> = {}): Promise<string> => {
  const { POMONA_URL: _url, POMONA_TOKEN: _token, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@pomona/source", "--import=tsx", `examples/${name}`],
    { cwd: root, env: { ...env, ...more } },
  );
  return stdout;
};

it.each(Object.entries(facts))("examples/%s runs and finds what it says", { timeout: 120_000 }, async (name, found) => {
  const stdout = await run(name);
  for (const fact of found) expect(stdout).toMatch(fact);
});

it("examples/import-dataset.ts runs against a server on this machine, as its owner", { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "pomona-served-"));
  const server = await serve({ dataDirectory: directory, port: 0, logLevel: "silent", threads: 1 });
  try {
    const url = server.url.replace("127.0.0.1", "localhost");
    const stdout = await run("import-dataset.ts", { POMONA_URL: url, POMONA_DATA: directory });
    for (const fact of facts["import-dataset.ts"] ?? []) expect(stdout).toMatch(fact);
  } finally {
    await server.close();
    await rm(directory, { recursive: true });
  }
});
