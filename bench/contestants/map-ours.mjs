import { availableParallelism } from "node:os";
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
  const quality = () => mapQuality(threads, { points: last.reduced, coordinates: last.laidOut.coordinates }, { seed });
  return { tasks: { map, place, quality }, close: () => threads.close() };
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
  const laidOut = await layOut(threads, reduced, parameters, { axes, onProgress });
  onProgress(undefined);
  const ms = stages.axes + stages.reduce + performance.now() - started;
  return { ms, stages: { ...stages, components: axes.components, dims }, reduced, laidOut };
}
