import { availableParallelism } from "node:os";
import { nearestNeighbours } from "@pomona/compute/neighbours/nearest-neighbours";
import { mapQuality } from "@pomona/compute/projection/map-quality";
import { MapThreads } from "@pomona/server/workers/map-threads";
import { rounded } from "./statistics.mjs";

const K = 15;
/** Rows whose neighbourhoods are looked at, among all and in full dimension. */
const SAMPLE_ROWS = 1000;

/** Looks at maps of labelled vectors, all in the same way. */
export function openJudge({ values, count, dims, labels }) {
  const threads = new MapThreads(availableParallelism());
  const points = { values, count, dims };
  return {
    /** Share of rows whose label most of their 15 nearest others have, in full dimension. */
    fullAccuracy: async () => rounded(await accuracyOf(threads, points, labels)),
    async judge(coordinates) {
      const map = new Float32Array(new SharedArrayBuffer(coordinates.length * 4));
      map.set(coordinates);
      const quality = await mapQuality(
        threads,
        { points, coordinates: map },
        {
          seed: 1,
          sample: SAMPLE_ROWS,
          k: K,
          among: "all",
        },
      );
      const accuracy = await accuracyOf(threads, { values: map, count, dims: 2 }, labels);
      return {
        trustworthiness: rounded(quality.trustworthiness),
        continuity: rounded(quality.continuity),
        neighboursKept: rounded(quality.neighbours),
        accuracy: rounded(accuracy),
      };
    },
    close: () => threads.close(),
  };
}

async function accuracyOf(threads, points, labels) {
  const { indices, k } = await nearestNeighbours(threads, points, { k: K, seed: 1 });
  let right = 0;
  for (let row = 0; row < points.count; row++)
    if (mostFrequent(indices.subarray(row * k, (row + 1) * k), labels) === labels[row]) right++;
  return right / points.count;
}

/** Of labels that are equally frequent, the one of the nearest row. */
function mostFrequent(rows, labels) {
  const counts = new Map();
  for (const row of rows) counts.set(labels[row], (counts.get(labels[row]) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)[0];
}
