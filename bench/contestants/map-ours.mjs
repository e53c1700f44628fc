import { availableParallelism } from "node:os";
import { queryNeighbours } from "@pomona/compute/neighbours/query-neighbours";
import { fitPca } from "@pomona/compute/projection/fit-pca";
import { layOut } from "@pomona/compute/projection/lay-out";
import { mapQuality } from "@pomona/compute/projection/map-quality";
import { placeRows } from "@pomona/compute/projection/place-rows";
import { reduceVectors } from "@pomona/compute/projection/reduce-vectors";
import { projectionParameters } from "@pomona/contract/projections";
import { MapThreads } from "@pomona/server/workers/map-threads";
import { CHUNK_ROWS, digitSource, generatedSource } from "../data/map-source.mjs";

/** Rows that the axes are fitted on, as in the server. */
const SAMPLE_ROWS = 20_000;
const RECALL_ROWS = 1000;
/** Rows judged times rows that they are ranked among. */
const QUALITY_PAIRS = 1e8;
const shared = (length) => new Float32Array(new SharedArrayBuffer(length * 4));

/**
 * Pomona's way from vectors to a map, at the defaults of the API, on as many threads as there are cores: the digits
 * (Euclidean, as the peers take them), or `rows` generated vectors of `dims`, which are made chunk by chunk and not timed.
 */
export async function prepare({ rows, dims, seed, isDigits }) {
  const threads = new MapThreads(availableParallelism());
  await threads.run("probe", { squares: shared(8) }, 8);
  const source = isDigits ? digitSource(seed) : generatedSource({ rows, dims, seed });
  const parameters = projectionParameters.parse({ seed, metric: isDigits ? "euclidean" : "cosine" });
  let last;
  const map = async () => {
    last = await mapOf(threads, source, parameters);
    const { ms, stages, laidOut } = last;
    return { ms, stages, ...(isDigits ? { coordinates: Array.from(laidOut.coordinates) } : {}) };
  };
  const place = async (round) => {
    const vectors = source.newRows(round + 1);
    const started = performance.now();
    await placeRows(threads, last.laidOut.fit, vectors);
    return { ms: performance.now() - started };
  };
  const quality = () =>
    mapQuality(
      threads,
      { points: last.reduced, coordinates: last.laidOut.coordinates },
      { seed, sample: Math.min(2000, Math.ceil(QUALITY_PAIRS / source.count)), among: "all" },
    );
  const recall = async () => ({ recall: await recallOf(threads, last.laidOut.fit.index) });
  return { tasks: { map, place, quality, recall }, close: () => threads.close() };
}

async function mapOf(threads, source, parameters) {
  const { count, dims } = source;
  const { seed, metric } = parameters;
  const stages = {};
  const timed = async (stage, work) => {
    const started = performance.now();
    const answer = await work();
    stages[stage] = (stages[stage] ?? 0) + performance.now() - started;
    return answer;
  };
  const sample = source.sample(SAMPLE_ROWS);
  const axes = await timed("axes", () => fitPca(threads, sample, { seed }));
  const reduced = { values: shared(count * axes.components), count, dims: axes.components };
  for (let first = 0; first < count; first += CHUNK_ROWS) {
    const vectors = source.chunk(first / CHUNK_ROWS);
    await timed("reduce", () => reduceVectors(threads, axes, vectors, { into: reduced.values, offset: first, metric }));
  }
  let stage;
  let since;
  const onProgress = (next) => {
    if (next === stage) return;
    if (stage) stages[stage] = performance.now() - since;
    [stage, since] = [next, performance.now()];
  };
  const started = performance.now();
  const laidOut = await layOut(threads, reduced, parameters, { pca: axes, onProgress });
  onProgress(undefined);
  const ms = stages.axes + stages.reduce + performance.now() - started;
  return { ms, stages: { ...stages, components: axes.components, dims }, reduced, laidOut };
}

/** Share of the true 15 nearest landmarks of some landmarks that their search finds. */
async function recallOf(threads, index) {
  const { dims, values } = index;
  const count = Math.min(index.count, RECALL_ROWS);
  const queries = { values: shared(count * dims), count, dims };
  for (let i = 0; i < count; i++) {
    const place = Math.floor((i * index.count) / count);
    queries.values.set(values.subarray(place * dims, (place + 1) * dims), i * dims);
  }
  // Each finds itself too.
  const k = 16;
  const found = await queryNeighbours(threads, index, queries, { k });
  // An index without centres looks at all of its rows.
  const exact = await queryNeighbours(threads, { ...index, centres: new Float32Array(0) }, queries, { k });
  let hits = 0;
  for (let start = 0; start < count * k; start += k) {
    const wanted = new Set(exact.indices.subarray(start, start + k));
    hits += found.indices.subarray(start, start + k).filter((row) => wanted.has(row)).length - 1;
  }
  return hits / (count * (k - 1));
}
