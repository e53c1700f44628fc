import { functionExamples } from "@pomona/contract/examples/function-examples";
import type { ScoringFunction } from "@pomona/contract/functions";
import { describe, expect, it } from "vitest";
import { exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const answers = exampleAnswers();
const similarity = functionExamples.getFunction.response as ScoringFunction;
const estimate = (value: number) => ({ value, low: value - 0.1, high: value + 0.05 });
const probe: ScoringFunction = {
  ...similarity,
  kind: "probe",
  parameters: null,
  probe: {
    parameters: {
      regularisation: null,
      backgroundRows: 2000,
      backgroundWeight: null,
      seed: 0,
      precision: 0.9,
      recall: 0.9,
    },
    report: {
      positives: 12,
      negatives: 1,
      backgroundRows: 2000,
      seed: 0,
      regularisation: 0.012345,
      learned: 0.75,
      folds: 5,
      calibration: { method: "platt", slope: 1, intercept: 0 },
      prevalence: 0.0312,
      averagePrecision: estimate(0.8),
      calibrationError: 0.021,
      thresholds: [
        {
          aim: "best-f1",
          target: null,
          threshold: 0.4321,
          precision: estimate(0.7),
          recall: estimate(0.6),
          f1: estimate(0.65),
          reason: null,
        },
        {
          aim: "precision",
          target: 0.9,
          threshold: null,
          precision: null,
          recall: null,
          f1: null,
          reason: "Not enough negatives to tell: 1, at least 20 are needed.",
        },
      ],
    },
  },
};
const combined: ScoringFunction = {
  ...similarity,
  name: "ripe apples",
  kind: "combination",
  space: null,
  parameters: null,
  anchors: [],
  usedBy: ["fruit"],
  combination: {
    operator: "sum",
    parts: [
      { function: "green apples", weight: 2, version: 1, state: "complete" },
      { function: null, weight: 1, version: null, state: "failed" },
    ],
  },
};

async function sent(route: "createFunction" | "editFunction" | "deleteFunction", ...commandLine: string[]) {
  const { calls, stderr } = await recordRun(["function", ...commandLine], answers);
  const call = calls.find(({ name }) => name === route);
  if (!call) throw new Error(`${route} was not called: ${stderr}`);
  return route === "deleteFunction" ? { ...call.parameters, ...call.query } : call.body;
}

describe("a probe", () => {
  it("is made with what its training is told", async () => {
    const line = "create apples --kind probe --like k1 --unlike k2 --seed 7 --background 500 --regularisation 0.5";
    expect(
      await sent("createFunction", ...line.split(" "), "--background-weight", "auto", "--precision", "0.95"),
    ).toMatchObject({
      name: "apples",
      kind: "probe",
      anchors: [
        { key: "k1", sign: "+" },
        { key: "k2", sign: "-" },
      ],
      probe: { seed: 7, backgroundRows: 500, regularisation: 0.5, backgroundWeight: null, precision: 0.95 },
    });
  });

  it("is trained from a function of either kind", async () => {
    expect(await sent("editFunction", "train", "apples")).toEqual({ kind: "probe", probe: {} });
    const line = "train apples --like k9 --unlike-text pear --drop k1 --recall 0.8 --threshold 0.6";
    expect(await sent("editFunction", ...line.split(" "), "--note", "more")).toEqual({
      kind: "probe",
      probe: { recall: 0.8 },
      add: [
        { key: "k9", sign: "+" },
        { text: "pear", sign: "-" },
      ],
      remove: ["k1"],
      threshold: 0.6,
      note: "more",
    });
    expect(await sent("editFunction", "edit", "apples", "--kind", "similarity")).toEqual({ kind: "similarity" });
  });

  it("tells how good it is, and why a threshold is not suggested", async () => {
    const { stdout, exitCode } = await recordRun(["function", "train", "green apples"], {
      ...answers,
      getFunction: () => probe,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      "trained on 12 positives, 1 negative, 2,000 random rows; seed 0, regularisation 0.0123, 75 % learned",
    );
    expect(stdout).toContain("average precision 0.800 (0.700 to 0.850), over 5 folds");
    expect(stdout).toContain("about 3.1 % of the rows are positive; calibration error 0.021");
    expect(stdout).toMatch(/best F1 +0\.4321 +0\.700 \(0\.600 to 0\.750\)/);
    expect(stdout).toContain(
      "no threshold for precision >= 0.9: Not enough negatives to tell: 1, at least 20 are needed.",
    );
  });

  it("prints its report as JSON", async () => {
    const { stdout } = await recordRun(["function", "train", "green apples", "--json"], {
      ...answers,
      getFunction: () => probe,
    });
    expect(JSON.parse(stdout)).toMatchObject({ kind: "probe", probe: probe.probe });
  });

  it.each([
    [["create", "x", "--like", "k1", "--seed", "1"], "Only a probe is trained"],
    [["create", "x", "--like", "k1", "--kind", "probe", "--centroid"], "are not of a probe"],
    [["create", "x", "--like", "k1", "--kind", "tree"], "similarity, probe"],
    [["train", "x", "--regularisation", "0"], "above 0, or auto"],
    [["train", "x", "--background", "20001"], "from 0 to 20000"],
  ])("refuses %j", async (line, message) => {
    const { stderr, exitCode, calls } = await recordRun(["function", ...line], answers);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
    expect(calls).toEqual([]);
  });
});

describe("a combination", () => {
  it("is made of parts, of a sum by weight", async () => {
    expect(await sent("createFunction", "combine", "both", "--operator", "and", "apples", "k=v")).toMatchObject({
      name: "both",
      kind: "combination",
      combination: { operator: "and", parts: [{ function: "apples" }, { function: "k=v" }] },
    });
    const sum = ["combine", "mix", "--operator", "sum", "apples=2.5", "k=v", "a=b=3", "--threshold", "0.4"];
    expect(await sent("createFunction", ...sum)).toMatchObject({
      threshold: 0.4,
      combination: {
        operator: "sum",
        parts: [{ function: "apples", weight: 2.5 }, { function: "k=v" }, { function: "a=b", weight: 3 }],
      },
    });
    expect(
      await sent("editFunction", "combine", "mix", "--replace", "--operator", "not", "apples", "--note", "why"),
    ).toMatchObject({
      combination: { operator: "not", parts: [{ function: "apples" }] },
      note: "why",
    });
  });

  it("shows its parts with their state, and what it is a part of", async () => {
    const { stdout } = await recordRun(["function", "show", "ripe apples"], {
      ...answers,
      getFunction: () => combined,
    });
    expect(stdout).toContain("ripe apples: combination, version 1, complete");
    expect(stdout).toContain("sum of");
    expect(stdout).toMatch(/green apples +2 +1 +complete/);
    expect(stdout).toMatch(/\(deleted\) +1 +failed/);
    expect(stdout).toContain('a part of "fruit"');
  });

  it.each(["and", "sum"])(
    "by %s has a part whose name holds = and a number where there is such a function",
    async (operator) => {
      const { calls } = await recordRun(["function", "combine", "x", "--operator", operator, "a=2", "b"], {
        ...answers,
        listFunctions: () => [{ ...similarity, name: "a=2" }],
      });
      expect(calls.find(({ name }) => name === "createFunction")?.body).toMatchObject({
        combination: { operator, parts: [{ function: "a=2" }, { function: "b" }] },
      });
    },
  );

  it("is refused without an operator or with a weight that is none", async () => {
    for (const [line, message] of [
      [["combine", "x", "--operator", "and", "a=2", "b"], 'weights are of --operator sum alone; of and give "a"'],
      [["combine", "x", "a", "b"], "--operator"],
      [["combine", "x", "--operator", "sum", "a=0", "b"], "above 0 and at most 1000"],
    ] as const) {
      const { stderr, exitCode } = await recordRun(["function", ...line], answers);
      expect(stderr).toContain(message);
      expect(exitCode).toBe(2);
    }
  });
});

it("asks before a function goes that others are made of, and only where they may lose it", async () => {
  const used = { ...answers, getFunction: () => ({ ...similarity, usedBy: ["fruit"] }) };
  const asked: string[] = [];
  const options = { typed: "y", isTty: true, onAsk: (question: string) => void asked.push(question) };
  await recordRun(["function", "delete", "green apples"], used, options);
  expect(asked).toEqual([]);
  const { calls, stdout } = await recordRun(["function", "delete", "green apples", "--force"], used, options);
  expect(stdout).toBe('Deleted function green apples; a part is missing now of "fruit"\n');
  expect(asked).toEqual(['Delete function "green apples" with 2,127 scores, a part of "fruit"? [y/N] ']);
  expect(calls.at(-1)).toMatchObject({ name: "deleteFunction", query: { force: true } });
});

it("tells what deleting a space takes along, and which combinations lack a part then", async () => {
  const asked: string[] = [];
  const options = { typed: "y", isTty: true, onAsk: (question: string) => void asked.push(question) };
  const { stdout } = await recordRun(
    ["space", "delete", "cn3", "--force"],
    {
      ...answers,
      listSpaces: () => [],
      listProjections: () => [],
      listFunctions: () => [
        { ...similarity, space: "cn3", usedBy: ["fruit"] },
        { ...combined, usedBy: ["all"] },
      ],
    },
    options,
  );
  expect(asked.join()).toContain('function "green apples" with 2,127 scores, a part of "fruit"');
  expect(stdout).toMatch(/^Deleted space "cn3" .*; a part is missing now of "fruit"\n$/);
});

it("tells rows that wait for their vector or have none, what is right, and that a draft waits", async () => {
  const truth = { label: "lime", filter: null, among: null };
  const waiting = { ...similarity, pendingRows: 12, failedRows: 1, truth, hasDraft: true };
  const given = { ...answers, getFunction: () => waiting, listFunctions: () => [waiting, probe] };
  const { stdout } = await recordRun(["function", "show", "green apples"], given);
  expect(stdout).toContain("scored 2,127 of 2,127; 12 rows pending; 1 row could not be embedded; 31 reach 0.8");
  expect(stdout).toContain('right is label "lime"');
  expect(stdout).toContain("a draft of the next version waits");
  expect((await recordRun(["function", "list"], given)).stdout).toMatch(
    /SCORED +PENDING +HITS[\s\S]*2,127 +12 +31 +0\.8/,
  );
});

it("shows an earlier version as what it is, without scores that it does not have", async () => {
  const { stdout } = await recordRun(["function", "show", "green apples", "--version-number", "1"], {
    ...answers,
    getFunction: () => ({ ...similarity, version: 1, servedVersion: 3, scored: 0, threshold: 0.6 }),
  });
  expect(stdout).toContain("version 1, an earlier one\nthreshold 0.6; version 3 serves;");
  expect(stdout).not.toContain("scored 0");
  expect(stdout).not.toContain("meanwhile");
});

it("lists functions with their kind and state", async () => {
  const { stdout } = await recordRun(["function", "list"], {
    ...answers,
    listFunctions: () => [probe, { ...combined, state: "stale" }],
  });
  expect(stdout).toMatch(/NAME +KIND +SPACE +VERSION +STATE/);
  expect(stdout).toMatch(/green apples +probe +cn3-256 +1 +complete/);
  expect(stdout).toMatch(/ripe apples +combination +1 +stale/);
});

it("points out examples that contradict each other, and says what is done with them", async () => {
  const contradictions = [
    { positive: "a.jpg", negative: "a.jpg", similarity: 1 },
    { positive: "b.jpg", negative: "c.jpg", similarity: 0.9995 },
  ];
  const { stdout } = await recordRun(["function", "create", "green apples", "--like", "a.jpg", "--unlike", "a.jpg"], {
    ...answers,
    getFunction: () => ({ ...similarity, contradictions }),
  });
  expect(stdout).toContain("contradiction: a.jpg is both + and -\n");
  expect(stdout).toContain("contradiction: b.jpg is +, nearly the same as c.jpg is -\n");
  expect(stdout).toContain("are kept as given and count on both sides");
});
