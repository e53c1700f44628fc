import { readFileSync } from "node:fs";

const MB = 1e6;
const SAMPLE_MS = 20;

/** Resident memory of a process now, in MB: all of it, and what is anonymous (its own, not file pages). Linux only. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(status)?.[1] ?? 0);
  return { rssMb: (kilobytes("VmRSS") * 1024) / MB, anonMb: (kilobytes("RssAnon") * 1024) / MB };
}

/** Samples a process every 20 ms from outside, until `peak` is asked: the highest of each figure. */
export function sampleMemory(pid) {
  const highest = memoryOf(pid);
  const look = () => {
    const now = memoryOf(pid);
    for (const name of Object.keys(now)) highest[name] = Math.max(highest[name], now[name]);
  };
  const timer = setInterval(look, SAMPLE_MS);
  return {
    peak() {
      clearInterval(timer);
      look();
      return highest;
    },
  };
}
