import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LiveVectors } from "@pomona/server/store/live-vectors";
import { createSegmentStore } from "@pomona/server/store/segment-store";
import { spawnWorker } from "@pomona/server/workers/spawn";
import { clusteredRows } from "../data/clustered.mjs";
import { anchorRow, K } from "../query-rows.mjs";

const SPACE = 1;
/** A segment as an import writes it. */
const SEGMENT_BYTES = 64 << 20;
const DROP_CACHES = "/proc/sys/vm/drop_caches";

/**
 * The vector store without a catalog around it: searches over more rows than could be imported in the time of a
 * benchmark. With `isMaking` it writes the segments, where they are not there yet, and measures nothing.
 */
export async function prepare({ folder, rows, dims, seed, isMaking = false }) {
  const store = createSegmentStore({ directory: join(folder, "vectors"), threads: 2, spawn: spawnWorker });
  const segmentRows = Math.floor(SEGMENT_BYTES / (dims * 4));
  const list = join(folder, "segments.json");
  if (isMaking) {
    if (!existsSync(list)) await makeSegments(store, { folder, list, rows, dims, seed, segmentRows });
    return { tasks: {}, close: () => store.close() };
  }
  const live = new LiveVectors();
  live.cover(rows);
  for (const [i, written] of JSON.parse(await readFile(list, "utf8")).entries()) {
    const first = i * segmentRows;
    live.add(
      SPACE,
      { id: i + 1, ...written },
      Uint32Array.from({ length: written.rowCount }, (_, at) => first + at),
    );
  }
  const target = live.target(SPACE, dims);
  const search = async (round) => {
    const { vectors } = await store.read(target, Uint32Array.of(anchorRow(round, rows)));
    const scorer = { dims, positives: vectors, negatives: new Float32Array(0), negativeWeight: 0 };
    const started = performance.now();
    const { ordinals, scored } = await store.top(target, scorer, K);
    return { ms: performance.now() - started, rows: [...ordinals], scored };
  };
  return {
    tasks: {
      "store-topk": search,
      /** The first search after the files have left the memory; only root can have them leave. */
      "store-topk-cold": async (round) => {
        await writeFile(DROP_CACHES, "1");
        return search(round);
      },
    },
    facts: { segments: target.segments.length },
    close: () => store.close(),
  };
}

async function makeSegments(store, { folder, list, rows, dims, seed, segmentRows }) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const fill = clusteredRows(dims, seed);
  const written = [];
  let writing = Promise.resolve();
  for (let first = 0; first < rows; first += segmentRows) {
    const ordinals = Uint32Array.from({ length: Math.min(segmentRows, rows - first) }, (_, at) => first + at);
    const vectors = new Float32Array(new SharedArrayBuffer(ordinals.length * dims * 4));
    fill(written.length, vectors);
    // The next segment is made while this one is written.
    await writing;
    const place = written.push(null) - 1;
    writing = store.write(SPACE, dims, ordinals, vectors).then((segment) => {
      written[place] = segment;
    });
  }
  await writing;
  await writeFile(list, JSON.stringify(written));
}
