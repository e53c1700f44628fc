import { routeExamples } from "@pomona/contract/examples/route-examples";
import { describe, expect, it } from "vitest";
import { endedJob, exampleAnswers, type RecordedOptions, recordRun } from "./recorded-run.fixture.ts";

const dataset = {
  name: "shop",
  rows: 2127,
  images: 2127,
  texts: 0,
  created: "2026-03-01T09:00:00.000Z",
  spaces: [],
  lastImport: null,
};
const batch = { ...routeExamples.createBatch.response, name: "apples 1", project: "fruit", rows: 50 };
const project = { ...routeExamples.createProject.response, name: "fruit", rows: 120, batches: 3 };
const space = { ...routeExamples.editSpace.response, name: "cn3", kind: "model", derivedFrom: null, count: 2127 };
const answers = {
  ...exampleAnswers(),
  listDatasets: () => [dataset],
  listAutomations: () => [],
  listBatches: () => [batch],
  listProjects: () => [project],
  getSpace: () => space,
  getFunction: () => ({ ...routeExamples.getFunction.response, scored: 2127 }),
  listSpaces: () => [space, { ...space, name: "small", kind: "derived", derivedFrom: space.name, count: 7 }],
  getJob: () => endedJob({ result: { deleted: 2127 } }),
  listFunctions: () => [{ ...routeExamples.getFunction.response, name: "apples", space: "small", scored: 7 }],
};

/** The command, the route that destroys, and what is asked before. */
const COMMANDS: [line: string[], route: string, question: string][] = [
  [
    ["dataset", "delete", "shop"],
    "deleteDataset",
    'Delete dataset "shop": 2,127 rows with their vectors, scores and places in batches? [y/N] ',
  ],
  [
    ["token", "revoke", "9d2c4b6a"],
    "revokeToken",
    'Delete token "labeling laptop": whoever has it is shut out? [y/N] ',
  ],
  [
    ["row", "delete", "a", "b"],
    "deleteRows",
    "Delete 2 rows (a, b) with their vectors, scores and places in batches? [y/N] ",
  ],
  [
    ["space", "delete", "cn3", "--force"],
    "deleteSpace",
    'Delete space "cn3" with 2,127 vectors, space "small" with 7 vectors, function "apples" with 7 scores? [y/N] ',
  ],
  [["function", "delete", "apples"], "deleteFunction", 'Delete function "apples" with 2,127 scores? [y/N] '],
  [
    ["batch", "delete", "apples 1"],
    "deleteBatch",
    'Delete batch "apples 1" of project "fruit" (its 50 rows stay in the catalog)? [y/N] ',
  ],
  [
    ["project", "delete", "fruit"],
    "deleteProject",
    'Delete project "fruit" with 3 batches (their 120 rows stay in the catalog)? [y/N] ',
  ],
];

describe.each(COMMANDS)("`pomona %j`", (line, route, question) => {
  const deleted = async (given: string[], options: RecordedOptions) => {
    const questions: string[] = [];
    const asked = { ...options, onAsk: (text: string) => void questions.push(text) };
    const recorded = await recordRun([...line, ...given], answers, asked);
    return { ...recorded, questions, isDeleted: recorded.calls.some((call) => call.name === route) };
  };

  it("names what goes and how much of it, and deletes when y is typed", async () => {
    const { questions, isDeleted, exitCode } = await deleted([], { typed: "y" });
    expect([isDeleted, exitCode, questions]).toEqual([true, 0, [question]]);
  });

  it.each(["", "n", "no", "yeah"])("deletes nothing when %j is typed", async (typed) => {
    const { isDeleted, exitCode, stderr } = await deleted([], { typed });
    expect([isDeleted, exitCode, stderr]).toEqual([false, 1, "error: Nothing was deleted.\n"]);
  });

  it("is refused as bad usage where nobody can be asked, unless --yes is given", async () => {
    const refused = await deleted([], { typed: null });
    expect([refused.isDeleted, refused.exitCode]).toEqual([false, 2]);
    expect(refused.stderr).toMatch(/^error: This deletes .* not a terminal: give --yes/);
    const agreed = await deleted(["--yes"], { typed: null });
    expect([agreed.isDeleted, agreed.exitCode, agreed.questions]).toEqual([true, 0, []]);
  });
});

it("does not ask about a space that others depend on: without --force it is refused", async () => {
  const { calls, stderr } = await recordRun(["space", "delete", space.name], answers, { typed: null });
  expect(calls.map((call) => call.name)).toContain("deleteSpace");
  expect(stderr).toBe("");
});
