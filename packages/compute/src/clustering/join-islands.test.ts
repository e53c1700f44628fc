import fc from "fast-check";
import { expect, test } from "vitest";
import { joinIslands } from "./join-islands.ts";
import { buildPlaneTree } from "./plane-tree.ts";

const place = fc.integer({ min: 0, max: 40 });
const points = fc.array(fc.tuple(place, place, fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 120 });

test("the gaps are as long in all as those of the minimum spanning tree that Kruskal finds over all pairs", () => {
  fc.assert(
    fc.property(points, (given) => {
      const tree = buildPlaneTree(
        given.flatMap(([x, y]) => [x, y] as const),
        given.length,
      );
      const name = (at: number): number => given[tree.order[at] as number]?.[2] as number;
      const first = new Map<number, number>();
      for (let at = 0; at < given.length; at++) if (!first.has(name(at))) first.set(name(at), at);
      const partOf = (at: number): number => first.get(name(at)) as number;
      const gaps = joinIslands(tree, partOf).map(({ squared }) => squared);
      expect(gaps).toEqual(kruskal(given));
    }),
    { numRuns: 300 },
  );
});

function kruskal(given: readonly (readonly [number, number, number])[]): number[] {
  const pairs = given.flatMap((a, i) =>
    given.slice(i + 1).map((b) => ({ a: a[2], b: b[2], squared: (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 })),
  );
  const group = new Map(given.map(([, , part]) => [part, part]));
  const taken: number[] = [];
  for (const { a, b, squared } of pairs.sort((one, two) => one.squared - two.squared)) {
    const [from, to] = [group.get(a), group.get(b)];
    if (from === to) continue;
    taken.push(squared);
    for (const [part, of] of group) if (of === from) group.set(part, to as number);
  }
  return taken;
}
