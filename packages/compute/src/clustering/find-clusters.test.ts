import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { mulberry32 } from "../shuffle.ts";
import { adjustedRand } from "./adjusted-rand.fixture.ts";
import { findClusters } from "./find-clusters.ts";

interface Golden {
  points: number[];
  truth: number[];
  hdbscan: number[];
}
/** Made by `golden/clusters.py`. */
const golden = JSON.parse(readFileSync(new URL("../../golden/clusters.json", import.meta.url), "utf8")) as Record<
  string,
  Golden
>;

const coarsest = ({ points, truth }: Golden): ArrayLike<number> =>
  findClusters({ coordinates: Float32Array.from(points), count: truth.length }, { levels: 3 }).labels[0] ??
  new Int32Array(truth.length).fill(-1);

test.each(Object.keys(golden).filter((name) => name !== "one heap"))(
  "%s: the coarsest level is as near to what the points were drawn from as HDBSCAN*'s clusters, within 0.05",
  (name) => {
    const set = golden[name] as Golden;
    const own = adjustedRand(coarsest(set), set.truth);
    expect(own).toBeGreaterThan(adjustedRand(set.hdbscan, set.truth) - 0.05);
  },
);

test("one heap has no clusters, where HDBSCAN* finds three", () => {
  const set = golden["one heap"] as Golden;
  expect(new Set(Array.from(coarsest(set)))).toEqual(new Set([-1]));
  expect(Math.max(...set.hdbscan)).toBe(2);
});

/** Heaps of 200 points each, in groups far apart. */
function groups(groupCount: number, heaps: number): Float32Array {
  const random = mulberry32(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const points: number[] = [];
  for (let group = 0; group < groupCount; group++)
    for (let heap = 0; heap < heaps; heap++)
      for (let i = 0; i < 200; i++) {
        const angle = (2 * Math.PI * heap) / heaps;
        points.push(40 * (group % 3) + 6 * Math.cos(angle) + normal() / 2);
        points.push(40 * Math.floor(group / 3) + 6 * Math.sin(angle) + normal() / 2);
      }
  return Float32Array.from(points);
}

test("groups of heaps are clusters of the coarsest level, and the heaps in them of the next", () => {
  const coordinates = groups(6, 5);
  const { labels, clusters } = findClusters({ coordinates, count: coordinates.length / 2 }, { levels: 3 });
  const truth = Array.from({ length: coordinates.length / 2 }, (_, i) => Math.floor(i / 200));
  expect(
    adjustedRand(
      labels[0] as Int32Array,
      truth.map((heap) => Math.floor(heap / 5)),
    ),
  ).toBeGreaterThan(0.99);
  expect(adjustedRand(labels[1] as Int32Array, truth)).toBeGreaterThan(0.9);
  expect(clusters.filter(({ level }) => level === 0)).toHaveLength(6);
});

const heaps = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 40 }),
    y: fc.integer({ min: 0, max: 40 }),
    width: fc.constantFrom(0, 0.1, 1, 5),
    rows: fc.integer({ min: 1, max: 120 }),
  }),
  { maxLength: 8 },
);

test("ids, rows, parents and middles agree with the labels, whatever the points; the same points have the same clusters", () => {
  fc.assert(
    fc.property(heaps, fc.integer({ min: 1, max: 3 }), (given, levels) => {
      const random = mulberry32(1);
      const points = given.flatMap(({ x, y, width, rows }) =>
        Array.from({ length: rows }, () => [x + width * random(), y + width * random()]).flat(),
      );
      const input = { coordinates: Float32Array.from(points), count: points.length / 2 };
      const { labels, clusters } = findClusters(input, { levels });
      expect(findClusters(input, { levels })).toEqual({ labels, clusters });
      expect(labels.length).toBeLessThanOrEqual(levels);
      expect(clusters.map(({ id }) => id)).toEqual(clusters.map((_, i) => i));
      for (const { id, level, parent, rows, x, y } of clusters) {
        const label = labels[level] as Int32Array;
        const members = [...label.keys()].filter((point) => label[point] === id);
        expect(members).toHaveLength(rows);
        expect(rows).toBeGreaterThan(0);
        expect(members.map((point) => `${input.coordinates[2 * point]} ${input.coordinates[2 * point + 1]}`)).toContain(
          `${x} ${y}`,
        );
        expect(new Set(members.map((point) => labels[level - 1]?.[point] ?? null))).toEqual(new Set([parent]));
      }
      for (const [level, label] of labels.entries())
        for (const id of label) expect(id === -1 || clusters[id]?.level === level).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("too few points have no clusters, and copies at one place do no harm", () => {
  expect(findClusters({ coordinates: new Float32Array(0), count: 0 }, { levels: 3 })).toEqual({
    labels: [],
    clusters: [],
  });
  expect(findClusters({ coordinates: new Float32Array(2000), count: 1000 }, { levels: 3 }).clusters).toEqual([]);
});
