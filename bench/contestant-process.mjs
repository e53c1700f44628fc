// One contestant in a process of its own: answers the messages of contestant.mjs, one at a time.
import { createHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout } from "node:timers/promises";

const { prepare } = await import(`./contestants/${process.argv[2]}.mjs`);
const RESOLUTION_MS = 1;
const delays = new Map();
let contestant;

process.on("message", async (message) => {
  try {
    process.send(await answerTo(message));
    if (message.close) process.disconnect();
  } catch (error) {
    process.send({ error: error?.stack ?? String(error) });
  }
});
// Ctrl+C ends the parent, which closes the channel.
process.on("disconnect", () => process.exit());

async function answerTo({ prepare: options, run, round, delayOf, close }) {
  if (options) {
    contestant = await prepare(options);
    return { facts: contestant.facts ?? {} };
  }
  if (run) return timed(run, round);
  // The monitor records the time between its ticks, which is its resolution when nothing blocks.
  if (delayOf) return { ms: Math.max(0, (delays.get(delayOf)?.percentile(99) ?? 0) / 1e6 - RESOLUTION_MS) };
  if (close) await contestant.close();
  return {};
}

/** A task may time itself, where making its input or cleaning up is not part of it: it then answers with `ms`. */
async function timed(name, round) {
  const task = contestant.tasks[name];
  if (!task) throw new Error(`There is no task ${name}.`);
  const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  monitor.enable();
  // It records from its second tick on.
  await setTimeout(3 * RESOLUTION_MS);
  const started = performance.now();
  const answer = await task(round);
  const ms = answer?.ms ?? performance.now() - started;
  // The monitor sees a block when its next tick comes late.
  await setTimeout(2 * RESOLUTION_MS);
  monitor.disable();
  if (!delays.has(name)) delays.set(name, createHistogram());
  if (round >= 0) addSamples(delays.get(name), monitor);
  return { ms, answer };
}

/** `histogram.add` refuses a monitor, so its samples are taken over one by one, in order of size. */
function addSamples(histogram, monitor) {
  const count = Math.min(monitor.count, 10_000);
  for (let i = 0; i < count; i++) histogram.record(Math.max(1, monitor.percentile((100 * (i + 0.5)) / count)));
}
