import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routeExamples } from "@pomona/contract/examples/route-examples";
import type { FunctionHealth } from "@pomona/contract/function-versions";
import { Problem } from "@pomona/contract/problems";
import { expect, it } from "vitest";
import { exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pomona-cli-versions-"));
const answers = exampleAnswers();
const callOf = async (route: string, ...commandLine: string[]) => {
  const recorded = await recordRun(commandLine, answers);
  const call = recorded.calls.find((one) => one.name === route);
  if (!call) throw new Error(`${route} was not called: ${recorded.stderr}`);
  return { ...recorded, call };
};

it("lists versions, and tells what changed between two", async () => {
  const listed = await callOf("functionVersions", "function", "versions", "green apples");
  expect(listed.stdout).toMatch(/2 +similarity +complete, serves +2\+ 1- +0\.8 +0\.930/);
  const { call, stdout } = await callOf("functionDiff", "function", "diff", "green apples", "--from", "1");
  expect(call.query).toEqual({ from: 1 });
  expect(stdout).toContain("version 1 to 2: 1 example added, 0 removed, 0 changed sides");
  expect(stdout).toMatch(/added +- +row +shop\/lime\.jpg/);
  expect(stdout).toMatch(/threshold +0\.75 +0\.8/);
  expect(stdout).toContain(
    "44 rows reached the threshold of the one before, 31 that of the one after: 2 came, 15 went",
  );
  expect((await recordRun(["function", "diff", "x"], answers)).exitCode).toBe(2);
});

it("says where evaluations in the list are not of the same rows, or of parts as they were", async () => {
  const [first] = routeExamples.functionVersions.response ?? [];
  const evaluated = { averagePrecision: 0.5, precision: 0.5, recall: 0.5, rowsId: "a", isOutdated: false };
  const listed = async (...given: object[]) =>
    (
      await recordRun(["function", "versions", "f"], {
        ...answers,
        functionVersions: () =>
          given.map((one, i) => ({ ...first, version: given.length - i, evaluated: { ...evaluated, ...one } })),
      })
    ).stdout;
  expect(await listed({}, {})).not.toContain("evaluat");
  expect(await listed({}, { rowsId: "b" })).toContain(
    '`pomona function eval "f" --versions 1,2` measures them together',
  );
  const outdated = await listed({ isOutdated: true });
  expect(outdated).toContain("0.500 (before)");
  expect(outdated).toContain("evaluated when its parts were of other versions");
});

it("prints figures that differ with the digits that count, and their intervals", async () => {
  const { stdout } = await recordRun(["function", "diff", "green apples", "--from", "1"], {
    ...answers,
    functionDiff: () => ({
      ...routeExamples.functionDiff.response,
      parameters: {
        threshold: { before: 0.34780371465007004, after: 0.5 },
        "trained.averagePrecision": { before: null, after: { value: 0.50609, low: 0.19621, high: 0.81597 } },
        "trained.calibration": { before: { method: "prior", slope: 1 }, after: { method: "platt", slope: 1.22946837 } },
        parts: { before: [{ function: null, weight: 1 }], after: [{ function: "ripe", weight: 1 }] },
      },
    }),
  });
  expect(stdout).toMatch(/threshold +0\.3478 +0\.5\n/);
  expect(stdout).toMatch(/averagePrecision +0\.506 \(0\.196 to 0\.816\)/);
  expect(stdout).toMatch(/calibration +method prior, slope 1 +method platt, slope 1\.229\n/);
  expect(stdout).toMatch(/parts +function \(deleted\), weight 1 +function ripe, weight 1\n/);
});

it("rolls back with a reason, and waits for the scoring", async () => {
  const { call, calls, exitCode } = await callOf(
    "rollBackFunction",
    ...["function", "rollback", "green apples", "--to", "1", "--note", "limes"],
  );
  expect([call.body, exitCode]).toEqual([{ version: 1, note: "limes" }, 0]);
  expect(calls.map(({ name }) => name)).toContain("getFunction");
});

it("shows some scores of a version, or writes all pages to a file", async () => {
  const shown = await callOf("versionScores", "function", "scores", "green apples", "--version-number", "1");
  expect(shown.call.body).toEqual({ limit: 20 });
  expect(shown.stdout).toContain("version 1: 2,127 rows scored, 44 reach its threshold");
  const served = await callOf("versionScores", "function", "scores", "green apples");
  expect(served.call.parameters).toEqual({ name: "green apples", version: "1" });
  const pages = [
    { version: 1, scored: 2, above: 1, rows: [{ key: "a", score: 0.9 }], next: "m1" },
    { version: 1, scored: 2, above: 1, rows: [{ key: "b", score: 0.5 }], next: null },
  ];
  const path = join(folder, "old.ndjson");
  const { calls, stdout } = await recordRun(
    ["function", "scores", "f", "--version-number", "1", "--where", "label exists", "-o", path, "--json"],
    { ...answers, versionScores: () => pages.shift() },
  );
  expect(calls.map(({ body }) => body)).toMatchObject([
    { limit: 10_000, selection: { filter: "label exists" } },
    { limit: 10_000, after: "m1", selection: { filter: "label exists" } },
  ]);
  expect(readFileSync(path, "utf8")).toBe('{"key":"a","score":0.9}\n{"key":"b","score":0.5}\n');
  expect(JSON.parse(stdout)).toMatchObject({ file: path, version: 1, rows: 2 });
});

it("writes a function to a file that it imports again", async () => {
  const path = join(folder, "red.json");
  const { call } = await callOf("exportFunction", "function", "export", "red", "--version-number", "1", "-o", path);
  expect(call.query).toEqual({ version: 1 });
  const imported = await callOf("importFunction", "function", "import", path, "--name", "reds", "--space", "colours");
  const file = routeExamples.exportFunction.response;
  expect(imported.call.body).toEqual({ file, name: "reds", space: "colours" });
  const piped = await recordRun(["function", "export", "red"], answers);
  expect(JSON.parse(piped.stdout)).toEqual(file);
});

it("says what is wrong with a file before it asks the server", async () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, "{");
  for (const [path, words] of [
    [broken, "is not JSON"],
    [join(folder, "none.json"), "There is no file or folder"],
  ] as const) {
    const { exitCode, stderr, calls } = await recordRun(["function", "import", path], answers);
    expect([exitCode, calls]).toEqual([2, []]);
    expect(stderr).toContain(words);
  }
});

it("tells a place in a file that is not right with what to do", async () => {
  const path = join(folder, "odd.json");
  writeFileSync(path, JSON.stringify(routeExamples.exportFunction.response));
  const refused = new Problem("bad-request", {
    detail: "file.name: is missing: it must be a text",
    fields: { issues: [{ at: "file.name" }] },
  });
  const { stderr, exitCode } = await recordRun(["function", "import", path], {
    ...answers,
    importFunction: () => {
      throw refused;
    },
  });
  expect(exitCode).toBe(2);
  expect(stderr).toContain("file.name: is missing: it must be a text. Nothing is imported: export the function again");
});

it("tells whether what arrives is like before, alone or with the function", async () => {
  const { stdout } = await callOf("functionHealth", "function", "health", "green apples");
  expect(stdout).toContain("new kinds of rows: DIFFERS; 21.0 % are far");
  expect(stdout).toContain("such as shop/Kiwi/003.jpg");
  expect(stdout).toContain("scores: as before; 1.9 % reach the threshold, 1.5 % did");
  const shown = await callOf("functionHealth", "function", "show", "green apples", "--health", "--json");
  expect(JSON.parse(shown.stdout)).toMatchObject({ name: "green apples", health: { arrived: 640 } });
});

it("marks a function whose arriving rows differ where it is shown, and shows it also where that cannot be known", async () => {
  const differ = "arriving rows DIFFER from those that version 2 was made on";
  const shown = (health: () => FunctionHealth, ...rest: string[]) =>
    recordRun(["function", "show", "green apples", ...rest], { ...answers, functionHealth: health });
  const whole = routeExamples.functionHealth.response as FunctionHealth;
  expect((await shown(() => whole)).stdout).toContain(differ);
  const calm = { ...whole, novelty: null };
  expect((await shown(() => calm)).stdout).not.toContain("DIFFER");
  const shifted = { ...calm, shift: calm.shift && { ...calm.shift, isFlagged: true } };
  expect((await shown(() => shifted)).stdout).toContain(differ);
  const unknown = await shown(() => {
    throw new Problem("internal", "It broke.");
  });
  expect(unknown.exitCode).toBe(0);
  expect(unknown.stdout).toContain("green apples: ");
  expect(unknown.stderr).toContain("Whether arriving rows differ is not known: It broke.");
  // Scripts ask with --health, and an earlier version is not what serves.
  for (const rest of [["--json"], ["--version-number", "1"]])
    expect((await shown(() => calm, ...rest)).calls.map(({ name }) => name)).toEqual(["getFunction"]);
});

it("tells of each score of a row which version it is of", async () => {
  const { stdout } = await callOf("getRow", "row", "show", "shop/Granny-Smith/017.jpg");
  expect(stdout).toContain("0.9312 (version 1, 2026-03-01T10:00:04.000Z)");
});
