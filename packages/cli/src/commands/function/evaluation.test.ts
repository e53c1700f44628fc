import type { Evaluation } from "@pomona/contract/evaluations";
import { evaluationExamples } from "@pomona/contract/examples/evaluation-examples";
import type { FunctionProposals } from "@pomona/contract/proposals";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../../exit-code.ts";
import { endedJob, exampleAnswers, recordRun } from "../../recorded-run.fixture.ts";
import { renderCurve } from "../../render/curve.ts";

const [evaluated] = evaluationExamples.functionEvaluations.response as [Evaluation, ...Evaluation[]];
const answers = {
  ...exampleAnswers(),
  getJob: () => endedJob({ result: { evaluations: [12, 13] } }),
  functionEvaluations: () => [
    { ...evaluated, id: 13, version: 2, threshold: 0.75 },
    evaluated,
    { ...evaluated, id: 3 },
  ],
};
const sent = async (route: string, ...line: string[]) => {
  const { calls, stderr } = await recordRun(["function", ...line], answers);
  const call = calls.find(({ name }) => name === route);
  if (!call) throw new Error(`${route} was not called: ${stderr}`);
  return call.body;
};

describe("function eval", () => {
  it("sends what is right, what counts, versions and threshold", async () => {
    const line = ["eval", "apples", "--label", "apple", "--among", "label exists", "--versions", "1,2"];
    expect(await sent("evaluateFunction", ...line, "--threshold", "0.7", "--worst", "3")).toMatchObject({
      truth: { label: "apple", among: "label exists" },
      versions: [1, 2],
      threshold: 0.7,
      examples: 3,
    });
    expect(await sent("evaluateFunction", "eval", "apples", "--where", "width > 3", "--include-anchors")).toMatchObject(
      {
        truth: { filter: "width > 3" },
        includeAnchors: true,
        examples: 10,
      },
    );
    expect(await sent("evaluateFunction", "eval", "apples")).toMatchObject({ examples: 10 });
  });

  it("links the function only when that is asked for", async () => {
    expect(await sent("editFunction", "eval", "apples", "--label", "apple", "--set-truth")).toEqual({
      truth: { label: "apple" },
    });
    const { calls } = await recordRun(["function", "eval", "apples", "--label", "apple"], answers);
    expect(calls.map(({ name }) => name)).not.toContain("editFunction");
  });

  it("compares the versions of this evaluation in one table, oldest first", async () => {
    const { stdout } = await recordRun(["function", "eval", "apples", "--versions", "1,2"], answers);
    expect(stdout).toContain('against label "Granny-Smith": 2,125 rows, 63 right; 2 left out as anchors');
    const lines = stdout.split("\n").filter((line) => /^ +\d /.test(line));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/1\s+0\.792\s+0\.8\s+0\.906 \(0\.758 to 0\.968\)\s+0\.460/);
    expect(lines[1]).toMatch(/2\s+0\.792\s+0\.75/);
  });

  it("shows figures, curve, datasets and the worst rows of one", async () => {
    const two = [...evaluated.datasets, { ...evaluated.figures, dataset: "other" }];
    const one = {
      ...answers,
      getJob: () => endedJob({ result: { evaluations: [12] } }),
      functionEvaluations: () => [{ ...evaluated, datasets: two }],
    };
    const { stdout } = await recordRun(["function", "eval", "apples"], one);
    for (const part of [
      "average precision 0.792",
      "at 0.8: precision 0.906 (0.758 to 0.968), recall 0.460 (0.343 to 0.582), F1 0.611",
      "29 right and found, 3 found and not right, 34 right and missed, 2,059 neither",
      "recall",
      "other",
      "shop/Pear/002.jpg",
      "shop/Granny-Smith/051.jpg",
    ])
      expect(stdout).toContain(part);
  });

  it("refuses what cannot be meant", async () => {
    for (const line of [
      ["--label", "a", "--where", "b = 1"],
      ["--among", "a = 1"],
      ["--set-truth"],
      ["--versions", "x"],
    ])
      expect((await recordRun(["function", "eval", "apples", ...line], answers)).exitCode).toBe(exitCodes.usage);
  });

  it("tells the problem that ended the job", async () => {
    const result = {
      type: "urn:pomona:no-evidence",
      title: "t",
      status: 422,
      detail: "None is right.",
      code: "no-evidence",
    };
    const failed = { ...answers, getJob: () => endedJob({ state: "failed", error: "None is right.", result }) };
    const { exitCode, stderr } = await recordRun(["function", "eval", "apples"], failed);
    expect(exitCode).not.toBe(exitCodes.done);
    expect(stderr).toContain("None is right.");
  });
});

const found: FunctionProposals = {
  space: "mine",
  rows: 85,
  looked: 85,
  clusters: 4,
  dropped: { tooSmall: 0, tooDense: 2 },
  proposals: ["night", "sofa"].map((name, i) => ({
    name,
    positives: [`${name}/1`, `${name}/2`],
    negatives: ["x"],
    examples: [`${name}/1`],
    rows: 30 - i,
    others: i,
    lift: 10.44,
    threshold: 0.01234,
  })),
};

describe("function propose", () => {
  const proposing = { ...answers, getJob: () => endedJob({ result: found }) };
  const line = ["function", "propose", "--where", "tag = error"];

  it("sends the selection and lists proposals; none is made unless asked for", async () => {
    const { stdout, calls } = await recordRun([...line, "--among", "label = dog", "--most", "3"], proposing);
    const body = calls.find(({ name }) => name === "proposeFunctions")?.body;
    expect(body).toMatchObject({ selection: { filter: "tag = error" }, among: { filter: "label = dog" }, most: 3 });
    expect(stdout).toContain("85 rows in mine: 4 clusters, 2 filled nearly as densely by other rows");
    expect(stdout).toMatch(/night\s+30\s+0\s+10\.4\s+0\.01234\s+night\/1/);
    expect(calls.map(({ name }) => name)).not.toContain("createFunction");
  });

  it("makes a probe of the first so many, with their anchors and threshold", async () => {
    const { calls, stdout } = await recordRun([...line, "--create", "1"], proposing);
    const made = calls.filter(({ name }) => name === "createFunction").map(({ body }) => body);
    expect(made).toMatchObject([
      {
        name: "night",
        space: "mine",
        kind: "probe",
        anchors: [
          { key: "night/1", sign: "+" },
          { key: "night/2", sign: "+" },
          { key: "x", sign: "-" },
        ],
        threshold: 0.01234,
      },
    ]);
    expect(stdout).toContain("created night");
    const all = await recordRun([...line, "--create", "all", "--json"], proposing);
    expect(JSON.parse(all.stdout)).toMatchObject({ created: ["night", "sofa"], clusters: 4 });
  });

  it("says so when there is nothing to propose", async () => {
    const nothing = { ...answers, getJob: () => endedJob({ result: { ...found, proposals: [] } }) };
    expect((await recordRun(line, nothing)).stdout).toContain("Nothing to propose");
  });
});

describe("a curve in text", () => {
  it("falls from the left to the right, and ends where recall does", () => {
    const curve = [
      { precision: 1, recall: 0.5 },
      { precision: 0.5, recall: 1 },
    ];
    const lines = renderCurve(curve, 28).split("\n");
    expect(lines[1]).toBe(` 1.0 |${"*".repeat(11)}`);
    expect(lines[5]).toBe(` 0.5 |${" ".repeat(11)}${"*".repeat(10)}`);
    expect(renderCurve([], 80)).toBe("");
  });
});
