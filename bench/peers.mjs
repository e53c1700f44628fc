import { readFileSync } from "node:fs";

/** What Pomona is compared with. `copies` is how often a peer has the vectors in memory; `group`s are measured one after another. */
const PEERS = {
  bandwidth: {
    tasks: { "bandwidth-f32": "f32", "bandwidth-i8": "i8" },
    group: "in memory",
    copies: 1,
    mostBytes: 2 ** 31,
  },
  "plain-js": { tasks: { "plain-js-topk": "topk" }, group: "in memory", copies: 1 },
  "usearch-exact": { tasks: { "usearch-exact-topk": "topk" }, group: "in memory", copies: 1 },
  "usearch-hnsw": { tasks: { "usearch-hnsw-topk": "topk" }, group: "in memory", copies: 1.2 },
  duckdb: { tasks: { "duckdb-topk": "topk" }, group: "databases", copies: 2.4 },
  "lancedb-flat": { tasks: { "lancedb-flat-topk": "topk" }, group: "databases", copies: 1 },
  "lancedb-ivf": { tasks: { "lancedb-ivf-topk": "topk" }, group: "databases", copies: 1 },
};

/** Peers that were asked for, by group, and a result that says why for each that does not fit in memory. */
export function choosePeers({ peers, hnsw, rows, dims }) {
  const asked = peers ?? Object.keys(PEERS).filter((name) => name !== "usearch-hnsw");
  if (hnsw && !asked.includes("usearch-hnsw")) asked.push("usearch-hnsw");
  const unknown = asked.filter((name) => !(name in PEERS));
  if (unknown.length > 0)
    throw new Error(`There is no peer ${unknown.join(", ")}. Peers: ${Object.keys(PEERS).join(", ")}, none.`);
  const groups = { "in memory": [], databases: [] };
  const skipped = [];
  const free = availableBytes() * 0.8;
  const taken = { "in memory": 0, databases: 0 };
  for (const name of asked) {
    const { tasks, group, copies, mostBytes = Number.POSITIVE_INFINITY } = PEERS[name];
    const bytes = Math.min(mostBytes, rows * dims * 4 * copies);
    if (taken[group] + bytes > free) {
      const reason = `needs ${(bytes / 1e9).toFixed(1)} GB beside the others, ${(free / 1e9).toFixed(1)} GB are there`;
      skipped.push(...Object.keys(tasks).map((id) => ({ id, skipped: reason })));
      continue;
    }
    taken[group] += bytes;
    groups[group].push({ name, tasks });
  }
  return { groups, skipped };
}

const availableBytes = () =>
  Number(/^MemAvailable:\s*(\d+) kB/m.exec(readFileSync("/proc/meminfo", "utf8"))?.[1] ?? 0) * 1024;
