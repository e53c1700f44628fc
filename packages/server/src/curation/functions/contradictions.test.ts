import { afterEach, beforeEach, expect, test } from "vitest";
import { directionOf, openTestSpace, range, storeSegment, type TestSpace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { getFunction, listFunctions } from "./describe-function.ts";
import { createFunction, editFunction } from "./functions.ts";

const DIMS = 8;
const ROWS = 60;
let opened: TestSpace;
let workspace: Workspace;

beforeEach(async () => {
  opened = await openTestSpace(ROWS, DIMS);
  ({ workspace } = opened);
  await storeSegment(workspace, opened.space, range(0, ROWS));
});
afterEach(() => opened.close());

const key = (row: number, sign: "+" | "-" = "+") => ({ key: `k${row}`, sign });
/** Row 3, moved by so little that it counts as the same. */
const nearlyRow3 = (): number[] => {
  const vector = [...directionOf(3, DIMS)];
  vector[0] = (vector[0] as number) + 0.005;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

test.each(["probe", "similarity"] as const)(
  "a %s told opposite things of one vector keeps both and tells which examples they are",
  async (kind) => {
    const anchors = [key(1), key(2), key(3), key(2, "-"), key(9, "-"), { vector: nearlyRow3(), sign: "-" as const }];
    const made = await createFunction(workspace, { name: "f", space: "mine", kind, anchors });
    expect(made.anchors).toHaveLength(6);
    expect(made.contradictions).toEqual([
      { positive: "k2", negative: "k2", similarity: 1 },
      { positive: "k3", negative: "vector", similarity: expect.closeTo(0.99999, 4) },
    ]);
    expect((await listFunctions(workspace))[0]?.contradictions).toEqual(made.contradictions);
  },
);

test("an edit tells the contradictions it brings, and each version has its own", async () => {
  await createFunction(workspace, { name: "f", space: "mine", kind: "probe", anchors: [key(1), key(5, "-")] });
  const edited = await editFunction(workspace, "f", { add: [key(1, "-")] });
  expect(edited.contradictions).toEqual([{ positive: "k1", negative: "k1", similarity: 1 }]);
  expect((await getFunction(workspace, "f", 1)).contradictions).toEqual([]);
  const mended = await editFunction(workspace, "f", { remove: ["k1"], add: [key(1)] });
  expect(mended.contradictions).toEqual([]);
  expect((await getFunction(workspace, "f", 2)).contradictions).toEqual(edited.contradictions);
});
