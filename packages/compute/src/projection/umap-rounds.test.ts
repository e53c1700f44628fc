import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { nearestNeighbours } from "../neighbours/nearest-neighbours.ts";
import { inline } from "../parallel.ts";
import { hashed } from "./hashed.ts";
import { initialMap } from "./initial-map.ts";
import { clusteredPoints } from "./made-points.fixture.ts";
import { fuzzyGraph, type NeighbourGraph } from "./neighbour-graph.ts";
import { similarityCurve } from "./similarity-curve.ts";
import { placesAfter, umapRounds } from "./umap-rounds.ts";

const parallel = inline(mapTasks);
const COUNT = 300;
const curve = similarityCurve(0.1);
const ROUNDS = 50;

async function started(): Promise<NeighbourGraph> {
  const points = clusteredPoints(1, COUNT, { dims: 6, centres: 4 });
  const neighbours = await nearestNeighbours(parallel, points, { k: 10, seed: 1 });
  const graph = await fuzzyGraph(parallel, neighbours, { count: COUNT });
  await initialMap(parallel, points, graph, { seed: 3 });
  return graph;
}

function mixed(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

function next(state: number): number {
  let s = state;
  s ^= s << 13;
  s ^= s >>> 17;
  s ^= s << 5;
  return s;
}

const clip = (value: number): number => Math.max(-4, Math.min(4, value));

/** Where a round takes a point, in float64 and with true powers. */
function moved(
  graph: NeighbourGraph,
  i: number,
  { round, alpha, seed }: { round: number; alpha: number; seed: number },
): [number, number] {
  const from = graph.places[round % 2] as Float32Array;
  let [x, y] = [from[2 * i] as number, from[2 * i + 1] as number];
  const key = mixed(i ^ hashed(seed, round));
  const draws = [0x9e3779b9, 0x7f4a7c15, 0x85ebca6b, 0xc2b2ae35].map((salt) => mixed(key ^ salt) | 1);
  for (let e = graph.starts[i] as number; e < (graph.starts[i + 1] as number); e++) {
    const rate = graph.rates[e] as number;
    if (Math.floor(Math.fround((round + 1) * rate)) === Math.floor(Math.fround(round * rate))) continue;
    const step = (other: number, force: (square: number) => number): [number, number] => {
      const dx = x - (from[2 * other] as number);
      const dy = y - (from[2 * other + 1] as number);
      const c = force(Math.max(1e-12, dx * dx + dy * dy));
      return [alpha * clip(c * dx), alpha * clip(c * dy)];
    };
    const [pullX, pullY] = step(graph.tails[e] as number, (square) => {
      const power = square ** curve.b;
      return (2 * curve.a * curve.b * power) / (square * (1 + curve.a * power));
    });
    x -= pullX;
    y -= pullY;
    const pushes = draws.map((draw, lane) => {
      draws[lane] = next(draw);
      const other = Math.min(COUNT - 1, Math.floor(((draws[lane] as number) >>> 8) * (COUNT / 2 ** 24)));
      return step(other, (square) => (1.25 * 2 * curve.b) / ((0.001 + square) * (1 + curve.a * square ** curve.b)));
    });
    for (const [pushX, pushY] of pushes) {
      x += pushX;
      y += pushY;
    }
  }
  return [x, y];
}

test("a round moves points as the formulas of UMAP say", async () => {
  const graph = await started();
  await umapRounds(parallel, graph, { curve, rounds: ROUNDS, seed: 8, from: 0 });
  for (const round of [20, 49]) {
    // Small steps: large ones make small differences grow from edge to edge.
    const args = { graph, curve, round, alpha: 0.01, seed: 8 };
    const reference = Array.from({ length: COUNT }, (_, i) => moved(graph, i, args));
    await parallel.run("umapRound", args, 1);
    const places = placesAfter(graph, round + 1);
    const errors = reference.map(([x, y], i) =>
      Math.hypot((places[2 * i] as number) - x, (places[2 * i + 1] as number) - y),
    );
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(COUNT * 0.95)]).toBeLessThan(3e-5);
    expect(errors[COUNT / 2]).toBeLessThan(1e-5);
  }
});

test("the start of a layout is 20 wide, uncorrelated and the same each time", async () => {
  const [a, b] = [await started(), await started()];
  const places = placesAfter(a, 0);
  expect(Math.max(...places.map(Math.abs))).toBeCloseTo(10, 0);
  expect(placesAfter(b, 0)).toEqual(places);
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < COUNT; i++) {
    const [x, y] = [places[2 * i] as number, places[2 * i + 1] as number];
    xx += x * x;
    yy += y * y;
    xy += x * y;
  }
  expect(Math.abs(xy) / Math.sqrt(xx * yy)).toBeLessThan(0.1);
});
