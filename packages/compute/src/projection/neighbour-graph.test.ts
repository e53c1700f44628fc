import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { inline } from "../parallel.ts";
import { affinityGraph, fuzzyGraph, type NeighbourGraph } from "./neighbour-graph.ts";
import { smoothDistances } from "./smooth-distances.ts";

type Edge = [number, number, number];

/** What umap-learn and scikit-learn say of 60 points; made by golden/make_layouts.py. */
const goldenLayouts: {
  rows: number;
  neighbours: number;
  indices: number[];
  distances: number[];
  near: number[];
  scales: number[];
  fuzzy: Edge[];
  perplexity: number;
  far: { k: number; indices: number[]; distances: number[] };
  affinities: Edge[];
} = JSON.parse(readFileSync(new URL("../../golden/layouts.json", import.meta.url), "utf8"));
const { rows: count, neighbours: k, far, perplexity } = goldenLayouts;
const parallel = inline(mapTasks);
const near = {
  indices: Int32Array.from(goldenLayouts.indices),
  distances: Float32Array.from(goldenLayouts.distances),
  k,
};

function edgesOf({ starts, tails, rates }: NeighbourGraph): Map<string, number> {
  const edges = new Map<string, number>();
  for (let i = 0; i + 1 < starts.length; i++)
    for (let e = starts[i] as number; e < (starts[i + 1] as number); e++)
      edges.set(`${i} ${tails[e]}`, rates[e] as number);
  return edges;
}

const goldenEdges = (edges: Edge[], unit = 1): Map<string, number> =>
  new Map(edges.map(([i, j, weight]) => [`${i} ${j}`, weight / unit]));

function expectSame(found: Map<string, number>, wanted: Map<string, number>, digits: number): void {
  expect(found.size).toBeGreaterThan(count * k);
  for (const edge of new Set([...found.keys(), ...wanted.keys()]))
    expect(found.get(edge) ?? 0).toBeCloseTo(wanted.get(edge) ?? 0, digits);
}

test("smooth distances are those of umap-learn, also of rows that are the same", () => {
  const weights = new Float32Array(count * k);
  const meanDistance = near.distances.reduce((sum, distance) => sum + distance, 0) / (count * (k + 1));
  for (let i = 0; i < count; i++) {
    const { nearest, scale } = smoothDistances({ ...near, weights, meanDistance }, i * k);
    expect(nearest).toBeCloseTo(goldenLayouts.near[i] as number, 5);
    expect(scale).toBeCloseTo(goldenLayouts.scales[i] as number, 4);
  }
});

test("the fuzzy graph is that of umap-learn, over its largest weight", async () => {
  const graph = await fuzzyGraph(parallel, near, { count });
  const largest = Math.max(...goldenLayouts.fuzzy.map(([, , weight]) => weight));
  expectSame(edgesOf(graph), goldenEdges(goldenLayouts.fuzzy, largest), 4);
});

test("affinities are those of scikit-learn's t-SNE", async () => {
  const neighbours = { indices: Int32Array.from(far.indices), distances: Float32Array.from(far.distances), k: far.k };
  const graph = await affinityGraph(parallel, neighbours, { count, perplexity });
  expectSame(edgesOf(graph), goldenEdges(goldenLayouts.affinities), 6);
});

test("each edge is there from both ends, with the same weight", async () => {
  const edges = edgesOf(await fuzzyGraph(parallel, near, { count }));
  for (const [edge, weight] of edges) {
    const [head, tail] = edge.split(" ");
    expect(edges.get(`${tail} ${head}`)).toBe(weight);
  }
});
