import { timesOf } from "./statistics.mjs";

/**
 * Times of each task: one warm-up round (-1), then `rounds` rounds in turn, so that noise hits all alike. A task may
 * give its own milliseconds as `{ms}`; otherwise it is timed from outside.
 */
export async function interleaved(tasks, rounds) {
  const times = Object.fromEntries(Object.keys(tasks).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, task] of Object.entries(tasks)) {
      const started = performance.now();
      const answer = await task(round);
      if (round >= 0) times[name].push(answer?.ms ?? performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, { ...timesOf(list), times: list }]));
}
