import { interleaved } from "./interleaved.mjs";
import { rounded } from "./statistics.mjs";

/**
 * Runs tasks of several contestants in turn: `{id: {contestant, task}}`. Gives a result per id, with times, memory and
 * `answers` by round. Growth of memory is against the contestant at rest, before the first run.
 */
export async function race(entries, runs) {
  const answers = {};
  const tasks = {};
  for (const [id, { contestant, task }] of Object.entries(entries)) {
    answers[id] = [];
    tasks[id] = async (round) => {
      const { ms, answer } = await contestant.run(task, round);
      answers[id][round + 1] = answer;
      return { ms };
    };
  }
  const times = await interleaved(tasks, runs);
  const results = {};
  for (const [id, { contestant, task }] of Object.entries(entries))
    results[id] = {
      id,
      ...withRoundedTimes(times[id]),
      ...memoryResult(contestant, task),
      answers: answers[id],
    };
  return results;
}

/** How far memory rose above rest while a task ran. */
export function memoryResult(contestant, task) {
  const peak = contestant.peaks[task];
  const { rssMb, anonMb } = contestant.atRest;
  return {
    rssGrowthMb: rounded(Math.max(0, peak.rssMb - rssMb)),
    anonGrowthMb: rounded(Math.max(0, peak.anonMb - anonMb)),
    rssMb: rounded(peak.rssMb),
  };
}

const withRoundedTimes = ({ times, ...rest }) => ({ ...rest, timesMs: times.map(rounded) });
