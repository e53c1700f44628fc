import type { Evaluation } from "@pomona/contract/evaluations";
import { expect, it } from "vitest";
import { evaluationGroups, firstTruth, sentTruth, truthDraft, truthText } from "./evaluation-groups.ts";

const lime = { label: "lime", filter: null, among: null };
const tagged = { label: null, filter: 'tag = "ok"', among: 'dataset = "shop"' };
const evaluation = (id: number, version: number, rest: Partial<Evaluation> = {}): Evaluation =>
  ({ id, version, truth: lime, rowsId: "r1", ...rest }) as Evaluation;

it("keeps the newest evaluation of each version, by what was right, the last one first", () => {
  const groups = evaluationGroups([
    evaluation(5, 1, { truth: tagged }),
    evaluation(4, 1),
    evaluation(3, 2, { rowsId: "r2" }),
    evaluation(2, 1),
  ]);
  expect(groups.map(({ truth, rowsId, evaluations }) => [truth, rowsId, evaluations.map(({ id }) => id)])).toEqual([
    [tagged, "r1", [5]],
    [lime, "r1", [3, 4]],
  ]);
  expect(groups.map(({ truth }) => truthText(truth))).toEqual(['tag = "ok", among dataset = "shop"', "label “lime”"]);
});

it("reads and writes what is right", () => {
  expect(sentTruth(truthDraft(null))).toBeNull();
  expect(sentTruth(truthDraft(lime))).toEqual({ label: "lime" });
  expect(sentTruth(truthDraft(tagged))).toEqual({ filter: 'tag = "ok"', among: 'dataset = "shop"' });
  expect(sentTruth({ ...truthDraft(tagged), filter: " " })).toBeNull();
});

it("begins with the linked truth, and without one with that of the last evaluation", () => {
  const evaluations = [evaluation(2, 1, { truth: tagged }), evaluation(1, 1)];
  expect(firstTruth(lime, evaluations)).toEqual(lime);
  expect(firstTruth(null, evaluations)).toEqual(tagged);
  expect(firstTruth(null, [])).toBeNull();
});
