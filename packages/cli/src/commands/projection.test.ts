import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RouteName } from "@pomona/contract/routes";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../exit-code.ts";
import { endedJob, exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pomona-cli-map-"));
const answers = {
  ...exampleAnswers(),
  // The second row of the map was deleted after its place was sent.
  mapRows: () => ({
    rows: [
      { ordinal: 3, key: "a,b", x: 0.5, y: -1 },
      { ordinal: 9, key: "c", x: 2, y: 4.25 },
    ],
  }),
};

async function bodyOf(route: RouteName, ...commandLine: string[]): Promise<unknown> {
  const { calls, stderr } = await recordRun(commandLine, answers);
  const call = calls.find((one) => one.name === route);
  if (!call) throw new Error(`${route} was not called: ${stderr}`);
  return call.body === undefined ? { ...call.parameters, ...call.query } : call.body;
}

describe("projection create", () => {
  it("asks for a UMAP of every row of the suggested space unless told otherwise", async () => {
    expect(await bodyOf("createProjection", "projection", "create")).toEqual({
      parameters: { method: "umap", metric: "euclidean", minDistance: 0.1, neighbours: 15, perplexity: 30, seed: 42 },
    });
  });

  it("sends space, name, filter and every parameter", async () => {
    const line = "--space cn3 --name apples --where label=apple --method tsne --neighbours 30 --min-distance 0.3";
    const more = "--perplexity 50 --metric cosine --seed 7 --components 64 --epochs 300 --landmarks 5000";
    expect(await bodyOf("createProjection", "projection", "create", ...`${line} ${more}`.split(" "))).toEqual({
      space: "cn3",
      name: "apples",
      filter: "label=apple",
      parameters: {
        method: "tsne",
        neighbours: 30,
        minDistance: 0.3,
        perplexity: 50,
        metric: "cosine",
        seed: 7,
        components: 64,
        epochs: 300,
        landmarks: 5000,
      },
    });
  });

  it("refuses a parameter that is out of range before anything is sent", async () => {
    const { exitCode, calls, stderr } = await recordRun(["projection", "create", "--neighbours", "1"], answers);
    expect(exitCode).toBe(exitCodes.usage);
    expect(stderr).toContain("from 2 to 200");
    expect(calls).toEqual([]);
  });

  it("shows the map when it is complete, with its quality", async () => {
    const { exitCode, stdout } = await recordRun(["projection", "create"], answers);
    expect(exitCode).toBe(exitCodes.done);
    expect(stdout).toContain("Fruit: a map of space cn3-256");
    expect(stdout).toContain("trustworthiness 0.962, continuity 0.957, 31 % of neighbours kept");
  });

  it("returns at once where a server runs, or when told to", async () => {
    const there = await recordRun(["projection", "create"], answers, { place: "local" });
    const told = await recordRun(["projection", "create", "--no-wait"], answers);
    for (const { calls } of [there, told]) expect(calls.map(({ name }) => name)).not.toContain("getJob");
  });

  it("fails when the layout fails, and says how to try again", async () => {
    const failing = () => endedJob({ id: "c1f2e3d4-15a6-4b7c-8d9e-0f1a2b3c4d5e", state: "failed", error: "No room." });
    const { exitCode, stderr } = await recordRun(["projection", "create"], { ...answers, getJob: failing });
    expect(exitCode).toBe(exitCodes.failed);
    expect(stderr).toContain("was not laid out: No room.");
    expect(stderr).toContain("pomona projection layout");
  });
});

describe("projection layout", () => {
  it("changes what is given, and takes the filter off with --every-row", async () => {
    expect(await bodyOf("relayProjection", "projection", "layout", "Fruit", "--seed", "1")).toEqual({
      parameters: { seed: 1 },
    });
    expect(await bodyOf("relayProjection", "projection", "layout", "Fruit", "--every-row")).toEqual({
      parameters: {},
      filter: null,
    });
  });
});

describe("projection list, show and clusters", () => {
  it("prints a table of projections", async () => {
    const { stdout } = await recordRun(["projection", "list"], answers);
    expect(stdout).toMatch(/^NAME +SPACE +METHOD +VERSION +STATE +ROWS +PLACED/);
    expect(stdout).toMatch(/Fruit +cn3-256 +umap +1 +complete +2,127 +1\.3 %/);
    const none = await recordRun(["projection", "list"], { ...answers, listProjections: () => [] });
    expect(none.stdout).toContain("pomona projection create");
  });

  it("prints clusters with what they have more of", async () => {
    const { stdout } = await recordRun(["projection", "clusters", "Fruit", "--level", "1"], answers);
    expect(stdout).toContain("label Granny-Smith (94 %, 21.5 times)");
    expect(await bodyOf("projectionClusters", "projection", "clusters", "Fruit", "--level", "1")).toEqual({
      name: "Fruit",
      level: 1,
    });
  });
});

describe("projection delete", () => {
  it("asks first, and says what goes", async () => {
    let question = "";
    const onAsk = (asked: string): void => {
      question = asked;
    };
    const { exitCode, calls } = await recordRun(["projection", "delete", "Fruit"], answers, { typed: "n", onAsk });
    expect(question).toContain('projection "Fruit" with 1 version, the newest of 2,127 rows');
    expect(exitCode).toBe(exitCodes.failed);
    expect(calls.map(({ name }) => name)).not.toContain("deleteProjection");
  });

  it("deletes one version with --yes", async () => {
    const line = ["projection", "delete", "Fruit", "--version-number", "1", "--yes"];
    expect(await bodyOf("deleteProjection", ...line)).toEqual({ name: "Fruit", version: 1 });
  });
});

describe("projection export and image", () => {
  const lines = [
    "key,x,y,placed,cluster0,cluster1",
    '"a,b",0.5,-1,laid out,"red, ""ripe""","red, ""ripe"""',
    "c,2,4.25,arrived,,",
    "",
  ];

  it("writes places and clusters as CSV, without rows deleted meanwhile", async () => {
    const { stdout, exitCode } = await recordRun(["projection", "export", "Fruit"], answers);
    expect(exitCode).toBe(exitCodes.done);
    expect(stdout.split("\r\n")).toEqual(lines);
    const path = join(folder, "map.csv");
    const told = await recordRun(["projection", "export", "Fruit", "-o", path], answers);
    expect(told.stdout).toContain("2 rows");
    expect(readFileSync(path, "utf8").split("\r\n")).toEqual(lines);
  });

  it("refuses another kind of file", async () => {
    const { exitCode, stderr } = await recordRun(["projection", "export", "Fruit", "-o", "map.xlsx"], answers);
    expect(exitCode).toBe(exitCodes.usage);
    expect(stderr).toContain(".csv");
  });

  it("writes the picture to a file, and not to a terminal", async () => {
    const path = join(folder, "map.png");
    await recordRun(["projection", "image", "Fruit", "-o", path, "--colour", "label"], answers);
    expect(readFileSync(path, "utf8")).toBe("picture");
    const { exitCode } = await recordRun(["projection", "image", "Fruit"], answers, { isTty: true });
    expect(exitCode).toBe(exitCodes.usage);
    expect(await bodyOf("mapImage", "projection", "image", "Fruit", "--theme", "dark")).toMatchObject({
      theme: "dark",
    });
  });
});
