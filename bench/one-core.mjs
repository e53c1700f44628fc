import { spawnSync } from "node:child_process";

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
