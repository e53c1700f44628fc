import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { memoryOf, sampleMemory } from "./memory-sampler.mjs";

const processFile = fileURLToPath(new URL("contestant-process.mjs", import.meta.url));

/**
 * A process of its own that runs the tasks of `contestants/NAME.mjs`, so that its memory and its event loop are nobody
 * else's. `run(task, round)` gives `{ms, answer}`, timed inside; `peaks` are the highest memory figures of each task so far.
 */
export async function openContestant(name, options, { execArgv = [] } = {}) {
  const child = fork(processFile, [name], {
    execArgv,
    env: { ...process.env, LANCEDB_LOG: "error" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit").then(([code, signal]) => {
    throw new Error(`The process of ${name} ended (${code ?? signal}).`);
  });
  ended.catch(() => undefined);
  const ask = async (message) => {
    const answered = once(child, "message").then(([answer]) => answer);
    child.send(message);
    const { error, ...answer } = await Promise.race([answered, ended]);
    if (error) throw new Error(`${name}: ${error}`);
    return answer;
  };
  const peaks = {};
  const prepared = await ask({ prepare: options });
  const atRest = memoryOf(child.pid);
  return {
    name,
    facts: prepared.facts,
    atRest,
    peaks,
    async run(task, round) {
      const sampler = sampleMemory(child.pid);
      const answer = await ask({ run: task, round });
      const peak = sampler.peak();
      const known = peaks[task] ?? peak;
      peaks[task] = {
        rssMb: Math.max(known.rssMb, peak.rssMb),
        anonMb: Math.max(known.anonMb, peak.anonMb),
      };
      return answer;
    },
    /** 99th percentile, in milliseconds, of the delay of the event loop during all runs of a task. */
    eventLoopP99Ms: async (task) => (await ask({ delayOf: task })).ms,
    memory: () => memoryOf(child.pid),
    async close() {
      const gone = once(child, "exit");
      await ask({ close: true });
      await gone;
    },
  };
}
