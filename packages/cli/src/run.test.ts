import { routeExamples } from "@pomona/contract/examples/route-examples";
import type { ImportReport } from "@pomona/contract/imports";
import type { Job } from "@pomona/contract/jobs";
import { Problem, type ProblemCode } from "@pomona/contract/problems";
import type { QueryResponse } from "@pomona/contract/rows";
import { describe, expect, it } from "vitest";
import { endedJob, recordRun } from "./recorded-run.fixture.ts";

const page = routeExamples.query.response as QueryResponse;
const refuse =
  (code: ProblemCode, fields = {}) =>
  () => {
    throw new Problem(code, { detail: `Detail of ${code}`, fields });
  };
const report = (over: Partial<ImportReport> = {}): ImportReport => ({
  dataset: "shop",
  imported: 3,
  replaced: 0,
  unchanged: 0,
  duplicates: 0,
  failed: [],
  failedCount: 0,
  warnings: [],
  jobs: [],
  ...over,
});
const broken = { item: "a.jpg", code: "corrupt" as const, message: "Not a JPEG" };
const importing = (result: ImportReport, jobs: Record<string, Job> = {}) => ({
  grantRoot: () => [],
  startImport: () => ({ job: "j1" }),
  getJob: ({ parameters: { id = "" } }: { parameters: Record<string, string> }) => jobs[id] ?? endedJob({ result }),
  listJobs: () => Object.values(jobs),
  jobFailures: () => ({ failures: [broken], next: null }),
});
const importHere = ["import", ".", "--dataset", "shop"];

describe("with --json", () => {
  it("stdout is exactly the document, and notes go to stderr", async () => {
    const { stdout, stderr, exitCode } = await recordRun(
      [...importHere, "--json"],
      importing(report({ failed: [broken], failedCount: 1 })),
    );
    expect(JSON.parse(stdout)).toEqual(report({ failed: [broken], failedCount: 1 }));
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain("a.jpg: Not a JPEG (corrupt)");
    expect(exitCode).toBe(3);
  });

  it("a refusal is a document too", async () => {
    const { stdout, exitCode } = await recordRun(["query", "--json"], { query: refuse("bad-filter", { column: 2 }) });
    expect(JSON.parse(stdout).error).toMatchObject({ code: "bad-filter", column: 2, status: 400 });
    expect(exitCode).toBe(2);
  });

  it("bad usage is a document too", async () => {
    const { stdout, exitCode } = await recordRun(["similar", "--json"], {});
    expect(JSON.parse(stdout).error.code).toBe("usage");
    expect(exitCode).toBe(2);
  });
});

it.each([
  [1, "1 item needs a look:"],
  [2, "2 items need a look:"],
])("%i warned of is told in words that agree", async (size, line) => {
  const { stderr } = await recordRun(importHere, importing(report({ warnings: Array(size).fill(broken) })));
  expect(stderr).toContain(line);
});

it("a function that could not be scored is one error with the reason, and exits with 1", async () => {
  const failed = endedJob({ state: "failed", error: "The segment 1.arrow is missing.", result: null });
  const { stdout, stderr, exitCode } = await recordRun(["function", "create", "reds", "--like", "a"], {
    createFunction: () => routeExamples.createFunction.response,
    getJob: () => failed,
    listJobs: () => [],
  });
  expect([stdout, exitCode]).toEqual(["", 1]);
  expect(stderr).toBe(
    'error: The function "green apples" is saved, but its rows are not scored: The segment 1.arrow is missing. When that is mended, `pomona function rescore "green apples"` scores every row.\n',
  );
});

describe("exit codes", () => {
  it.each([
    ["dataset-not-found", 2],
    ["name-taken", 2],
    ["anchor-unusable", 2],
    ["outside-roots", 2],
    ["unauthorized", 2],
    ["internal", 1],
    ["data-directory-locked", 1],
    ["stopping", 1],
    ["model-unusable", 1],
  ] as const)("%s exits with %i", async (code, exitCode) => {
    const { exitCode: found, isClosed } = await recordRun(["datasets"], { listDatasets: refuse(code) });
    expect([found, isClosed]).toEqual([exitCode, true]);
  });

  it.each([
    [["--help"], 0],
    [["--version"], 0],
    [["qurey"], 2],
    [["query", "--limit", "x"], 2],
    [["query", "--nope"], 2],
    [["import"], 2],
    [["import", "/nowhere/at/all", "--dataset", "d"], 2],
    [["import", "."], 2],
    [["function", "create"], 2],
    [["query", "--sort", "function:"], 2],
    [["function", "edit", "apples"], 2],
    [["batch", "create", "b", "--project", "p"], 2],
    [["batch", "create", "b", "--project", "p", "--key", "k", "--priority", "6"], 2],
    [["space", "create", "s"], 2],
    [["import", ".", "--dataset", "d", "--type", "a=wrong"], 2],
  ])("%j exits with %i", async (commandLine, exitCode) => {
    expect((await recordRun(commandLine, {})).exitCode).toBe(exitCode);
  });

  it("an import whose input cannot be used exits with 2 and says why, once", async () => {
    const result = new Problem("source-unusable", { detail: "x is empty.", fields: { path: "x" } }).toBody();
    const failed = endedJob({ state: "failed", error: "x is empty.", result });
    const { exitCode, stderr, stdout } = await recordRun(
      [...importHere, "--json"],
      importing(report(), { j1: failed }),
    );
    expect([exitCode, stderr]).toEqual([2, "error: x is empty.\n"]);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "source-unusable", job: "j1", path: "x", status: 422 });
  });

  it("a failed import exits with 1 and says why", async () => {
    const failed = endedJob({ state: "failed", error: "The folder is gone." });
    const { exitCode, stderr } = await recordRun(importHere, importing(report(), { j1: failed }));
    expect([exitCode, stderr]).toEqual([1, "error: The folder is gone.\n"]);
  });

  it("rows that could not be embedded make an import partly done", async () => {
    const embed = endedJob({ id: "e1", kind: "embed", title: "Embed in cn3", failed: 1 });
    const { exitCode, stdout } = await recordRun(
      [...importHere, "--json"],
      importing(report({ jobs: ["e1"] }), { e1: embed }),
    );
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout).warnings).toEqual([broken]);
  });
});

describe("import", () => {
  it("waits for embedding when no server runs, and not when one does, unless told", async () => {
    const embed = endedJob({ id: "e1", kind: "embed", title: "Embed in cn3" });
    const answers = importing(report({ jobs: ["e1"] }), { e1: embed });
    const asked = async (line: string[], place: "process" | "local") =>
      (await recordRun(line, answers, { place })).calls.some((call) => call.parameters.id === "e1");
    expect(await asked(importHere, "process")).toBe(true);
    expect(await asked([...importHere, "--no-wait"], "process")).toBe(false);
    expect(await asked(importHere, "local")).toBe(false);
    expect(await asked([...importHere, "--wait"], "local")).toBe(true);
  });

  it("lists the first 20 failures, says how to see all, and gives all with --json", async () => {
    const many = Array.from({ length: 25 }, (_, i) => ({ ...broken, item: `${i}.jpg` }));
    const answers = {
      ...importing(report({ failed: many.slice(0, 22), failedCount: 25 })),
      jobFailures: () => ({ failures: many, next: null }),
    };
    const { stdout, stderr } = await recordRun([...importHere, "--json"], answers);
    expect(stderr.match(/\.jpg:/g)).toHaveLength(20);
    expect(stderr).toContain("… and 5 more; all of them: pomona job failures j1");
    expect(JSON.parse(stdout).failed).toHaveLength(25);
  });
});

describe("errors", () => {
  it("of a filter show a caret under the column", async () => {
    const { stderr } = await recordRun(["query", "--where", "dataset == 'a'"], {
      query: refuse("bad-filter", { column: 10, length: 1 }),
    });
    expect(stderr).toContain("error: Detail of bad-filter\n  dataset == 'a'\n           ^\nhint: the filter language");
  });

  it("of a name in a filter show a caret under it, whatever their code", async () => {
    const { stderr } = await recordRun(["query", "--where", "function(aples) > 0"], {
      query: refuse("function-not-found", { column: 10, length: 5 }),
    });
    expect(stderr).toContain("\n  function(aples) > 0\n           ^^^^^\nhint: `pomona function list`");
  });

  it("of a mistyped command suggest the right one", async () => {
    expect((await recordRun(["improt"], {})).stderr).toContain("Did you mean import?");
  });
});

describe("query", () => {
  it("fetches as many pages as --limit takes and keeps the last `next`", async () => {
    const row = page.rows[0];
    const sizes: number[] = [];
    const { stdout } = await recordRun(["query", "--limit", "12000", "--json"], {
      query: ({ body }) => {
        const { limit } = body as { limit: number };
        sizes.push(limit);
        return {
          ...page,
          total: 50_000,
          rows: Array.from({ length: limit }, () => row),
          next: `after-${sizes.length}`,
        };
      },
    });
    expect(sizes).toEqual([10_000, 2000]);
    expect(JSON.parse(stdout)).toMatchObject({ next: "after-2", total: 50_000 });
  });

  it("prints an aligned table, facet bars and what is not shown", async () => {
    const { stdout } = await recordRun(
      ["query", "--limit", "1"],
      { query: () => ({ ...page, facetDistinct: { label: 5 } }) },
      { columns: 60 },
    );
    expect(stdout.split("\n")).toEqual([
      "KEY                      LABELS        green apples     SIZE",
      "shop/Granny-Smith/017.…  Granny-Smith        0.9312  348x348",
      "1 of 31 rows; the next page: --after eyJyYW5rIjowLjkzMTIsIm9yZGluYWwiOjE2fQ",
      "",
      "label",
      "Granny-Smith  29  ########################################",
      "Pear           2  ###",
      "… and 3 more values",
      "",
    ]);
  });
});

it("shows a job with its result, which the list of jobs leaves out", async () => {
  const { stdout } = await recordRun(["job", "show", "j", "--json"], {
    listJobs: () => [endedJob({ result: null })],
    getJob: () => endedJob({ result: report() }),
  });
  expect(JSON.parse(stdout).result).toEqual(report());
});
