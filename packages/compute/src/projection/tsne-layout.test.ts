import { expect, test } from "vitest";
import { mapTasks } from "../map-tasks.ts";
import { nearestNeighbours } from "../neighbours/nearest-neighbours.ts";
import { inline, sharedFloats } from "../parallel.ts";
import { mulberry32 } from "../shuffle.ts";
import { fourier, transform } from "./fourier.ts";
import { clusteredPoints } from "./made-points.fixture.ts";
import { affinityGraph } from "./neighbour-graph.ts";
import { convolve, gridFor } from "./repulsion-grid.ts";
import { TsneLayout } from "./tsne-layout.ts";

const parallel = inline(mapTasks);

test("a transform is the sum that it stands for, and the swapped one takes it back", () => {
  const random = mulberry32(1);
  const [re, im] = [Float64Array.from({ length: 32 }, random), Float64Array.from({ length: 32 }, random)];
  const [toRe, toIm] = [re.slice(), im.slice()];
  transform(fourier(32), toRe, toIm);
  for (let k = 0; k < 32; k++) {
    let [x, y] = [0, 0];
    re.forEach((value, j) => {
      const turn = (-2 * Math.PI * j * k) / 32;
      x += value * Math.cos(turn) - (im[j] as number) * Math.sin(turn);
      y += value * Math.sin(turn) + (im[j] as number) * Math.cos(turn);
    });
    expect(toRe[k]).toBeCloseTo(x, 10);
    expect(toIm[k]).toBeCloseTo(y, 10);
  }
  transform(fourier(32), toIm, toRe);
  toRe.forEach((value, i) => {
    expect(value / 32).toBeCloseTo(re[i] as number, 10);
  });
});

/** Repulsion and sum of similarities by all pairs. */
function exactRepulsion(places: Float32Array): { forces: Float64Array; total: number } {
  const forces = new Float64Array(places.length);
  let total = 0;
  for (let i = 0; i < places.length; i += 2) {
    for (let j = 0; j < places.length; j += 2) {
      if (i === j) continue;
      const dx = (places[i] as number) - (places[j] as number);
      const dy = (places[i + 1] as number) - (places[j + 1] as number);
      const similarity = 1 / (1 + dx * dx + dy * dy);
      forces[i] = (forces[i] as number) + similarity * similarity * dx;
      forces[i + 1] = (forces[i + 1] as number) + similarity * similarity * dy;
      total += similarity;
    }
  }
  return { forces, total };
}

test.each([0.01, 5, 20, 60])(
  "repulsion by the grid is that by all pairs, on a map %d wide, within 2 %%",
  async (width) => {
    const random = mulberry32(5);
    const places = sharedFloats(2 * 1500).map(() => (random() - 0.3) * width);
    const values = (): Float32Array => sharedFloats(places.length);
    const points = { places, velocity: values(), gains: values(), attraction: values(), repulsion: values() };
    const [extent] = await parallel.run("tsneExtent", { places }, 1);
    if (!extent) throw new Error("No extent.");
    const grid = await gridFor(parallel, extent, { most: 256, before: undefined });
    const neighbours = { indices: new Int32Array(0), distances: new Float32Array(0), k: 0 };
    const graph = await affinityGraph(parallel, neighbours, { count: 1500, perplexity: 30 });
    await parallel.run("tsneCharges", { ...points, graph, grid }, 1);
    await convolve(parallel, grid);
    const [total = 0] = await parallel.run("tsneRepel", { ...points, graph, grid }, 1);
    const exact = exactRepulsion(places);
    expect(Math.abs(total / exact.total - 1)).toBeLessThan(0.01);
    let [errors, squares] = [0, 0];
    exact.forces.forEach((force, i) => {
      errors += ((points.repulsion[i] as number) - force) ** 2;
      squares += force ** 2;
    });
    expect(Math.sqrt(errors / squares)).toBeLessThan(0.02);
  },
);

test("a round moves points down the gradient of the divergence", async () => {
  const count = 200;
  const made = clusteredPoints(2, count, { dims: 5, centres: 4 });
  const neighbours = await nearestNeighbours(parallel, made, { k: 30, seed: 1 });
  const graph = await affinityGraph(parallel, neighbours, { count, perplexity: 10 });
  const layout = await TsneLayout.start(parallel, made, neighbours, { perplexity: 10, seed: 1, rounds: 120 });
  const divergence = (): number => {
    const { total } = exactRepulsion(layout.places);
    let sum = 0;
    for (let i = 0; i < count; i++) {
      for (let e = graph.starts[i] as number; e < (graph.starts[i + 1] as number); e++) {
        const j = graph.tails[e] as number;
        const dx = (layout.places[2 * i] as number) - (layout.places[2 * j] as number);
        const dy = (layout.places[2 * i + 1] as number) - (layout.places[2 * j + 1] as number);
        const p = graph.rates[e] as number;
        sum += p * Math.log(p * total * (1 + dx * dx + dy * dy));
      }
    }
    return sum;
  };
  const before = divergence();
  for (let done = 0; done < 120; done++) await layout.step(done);
  expect(divergence()).toBeLessThan(before * 0.7);
});

test("a layout on the grid goes on from its state to the same bytes", async () => {
  const count = 1200;
  const made = clusteredPoints(4, count, { dims: 5, centres: 6 });
  const neighbours = await nearestNeighbours(parallel, made, { k: 15, seed: 1 });
  const start = (): Promise<TsneLayout> =>
    TsneLayout.start(parallel, made, neighbours, { perplexity: 5, seed: 1, rounds: 30 });
  const whole = await start();
  let kept: Float32Array[] = [];
  for (let done = 0; done < 30; done++) {
    await whole.step(done);
    if (done === 16) kept = whole.state.map((array) => array.slice());
  }
  const resumed = await start();
  resumed.restore(kept);
  for (let done = 17; done < 30; done++) await resumed.step(done);
  expect(resumed.places).toEqual(whole.places);
});
