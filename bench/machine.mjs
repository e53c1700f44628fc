import { spawnSync } from "node:child_process";
import { cpus, loadavg, totalmem } from "node:os";

/** What the figures were measured on, and how busy it was. */
export function machine() {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    load: loadavg().map((load) => Number(load.toFixed(2))),
  };
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** Median milliseconds of each task: one warm-up round, then `rounds` rounds in turn, so that noise hits all alike. */
export async function interleaved(tasks, rounds) {
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const started = performance.now();
      await task(round);
      if (round >= 0) times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/**
 * Runs work with every thread of this process held to the first core it may use, and gives the others back afterwards.
 * Null where the system has no `taskset` (outside of Linux).
 */
export const onOneCore = coresAllowed() === null ? null : heldToOneCore;

async function heldToOneCore(work) {
  const allowed = coresAllowed();
  holdTo(allowed.split(/[,-]/)[0]);
  try {
    return await work();
  } finally {
    holdTo(allowed);
  }
}

/** The cores this process may use, as `taskset` lists them (`0-3,6`); null where it is not there. */
function coresAllowed() {
  const { status, stdout } = spawnSync("taskset", ["-pc", String(process.pid)], { encoding: "utf8" });
  return status === 0 ? stdout.slice(stdout.lastIndexOf(":") + 1).trim() : null;
}

function holdTo(cores) {
  const { status, stderr } = spawnSync("taskset", ["-apc", cores, String(process.pid)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`taskset could not hold the process to ${cores}: ${stderr}`);
}
