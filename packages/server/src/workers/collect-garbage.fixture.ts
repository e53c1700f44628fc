import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LiveVectors } from "../store/live-vectors.ts";
import { createSegmentStore } from "../store/segment-store.ts";
import { spawnWorker } from "./spawn.ts";

/**
 * Run as a process of its own: 100 scans on threads in a catalog of a million rows, of which few have a vector, so that
 * there is much to share and little to do. Prints what the scans shared with the threads, and by how much resident
 * memory grew, in MB.
 */

const ORDINALS = 1_000_000;
const ROWS = 1000;
const DIMS = 16;
const SCANS = 100;
const WARM_UP = 5;

/** Unit vectors. */
const vectors = new Float32Array(ROWS * DIMS);
for (let row = 0; row < ROWS; row++) vectors[row * DIMS + (row % DIMS)] = 1;
const scorer = {
  dims: DIMS,
  positives: vectors.slice(0, DIMS),
  negatives: new Float32Array(0),
  negativeWeight: 0,
};

const directory = await mkdtemp(join(tmpdir(), "pomona-scan-memory-"));
const inlineLimit = { bytes: 0, multiplications: 0, segments: 0 };
const store = createSegmentStore({ directory, threads: 2, spawn: spawnWorker, inlineLimit });
const live = new LiveVectors();
live.cover(ORDINALS);
const rows = Uint32Array.from({ length: ROWS }, (_, row) => row);
live.add(1, { id: 1, ...(await store.write(1, DIMS, rows, vectors)) }, rows);

let sharedBytes = 0;
async function scan(index: number): Promise<void> {
  // A change, as between most scans of a server at work: the next one gets a new copy of what is live.
  live.clear([index]);
  const target = live.target(1, DIMS);
  const [column] = await store.score(target, [scorer]);
  sharedBytes += target.owners.byteLength + (column?.byteLength ?? 0);
}

for (let i = 0; i < WARM_UP; i++) await scan(i);
sharedBytes = 0;
const before = process.memoryUsage.rss();
for (let i = 0; i < SCANS; i++) await scan(WARM_UP + i);
const grownBytes = process.memoryUsage.rss() - before;
await store.close();
await rm(directory, { recursive: true });
console.log(JSON.stringify({ grownMb: grownBytes / 1e6, sharedMb: sharedBytes / 1e6 }));
