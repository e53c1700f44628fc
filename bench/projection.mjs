import { openContestant } from "./contestant.mjs";
import { digits } from "./data/digits.mjs";
import { openJudge } from "./map-judge.mjs";
import { memoryResult } from "./race.mjs";
import { rounded, timesOf } from "./statistics.mjs";
import { told } from "./workbench.mjs";

const PEERS = ["umap-js", "embedding-atlas"];
/** Before and after each peer, so that noise hits all alike. */
const OUR_RUNS = PEERS.length + 1;
const PLACING_RUNS = 5;

/** Maps of 10,000 digits beside those of other libraries, and of generated vectors in the sizes asked for. */
export async function projection(bench) {
  const { peers, mapSizes } = bench.options;
  const asked = PEERS.filter((name) => peers === null || peers.includes(name));
  const results = mapSizes.isWithDigits ? await digitRace(bench, asked) : [];
  for (const size of mapSizes.generated) results.push(...(await mapOfSize(bench, size)));
  return results;
}

/** Each in a process of its own; the peers once, as they take long, ours between them. */
async function digitRace({ options, log }, peers) {
  const { seed } = options;
  const ours = await openContestant("map-ours", { isDigits: true, seed });
  const judge = openJudge(digits(seed));
  try {
    const fullAccuracy = await told(log, "accuracy in full dimension", () => judge.fullAccuracy());
    const runs = [];
    const runOurs = async (round) => {
      runs.push(await told(log, "map of the digits by Pomona", () => ours.run("map", round)));
    };
    await runOurs(-1);
    runs.pop();
    const results = [];
    for (let round = 0; round < OUR_RUNS; round++) {
      await runOurs(round);
      const peer = peers[round];
      if (peer) results.push(await peerRun(peer, { seed, judge, log }));
    }
    const maps = runs.map(({ answer }) => JSON.stringify(answer.coordinates));
    return [
      {
        id: "map-digits",
        ...timesOf(runs.map(({ ms }) => ms)),
        ...memoryResult(ours, "map"),
        eventLoopP99Ms: rounded(await ours.eventLoopP99Ms("map")),
        ...stagesOf(runs.at(-1).answer.stages),
        ...(await judge.judge(runs[0].answer.coordinates)),
        differentMaps: new Set(maps).size,
        fullAccuracy,
      },
      ...results,
    ];
  } finally {
    await Promise.all([judge.close(), ours.close()]);
  }
}

async function peerRun(name, { seed, judge, log }) {
  const contestant = await openContestant(`map-${name}`, { seed });
  try {
    const { ms, answer } = await told(log, `map of the digits by ${name}`, () => contestant.run("map", 0));
    return {
      id: `map-digits-${name}`,
      ...timesOf([ms]),
      ...memoryResult(contestant, "map"),
      ...(await judge.judge(answer.coordinates)),
    };
  } finally {
    await contestant.close();
  }
}

/** One map, its quality on a sample in the reduced space, and rows that arrive later placed on it. */
async function mapOfSize({ options, log }, { rows, dims }) {
  const name = `${rows >= 1e6 ? `${rows / 1e6}m` : `${rows / 1e3}k`}-x-${dims}`;
  const contestant = await openContestant("map-ours", { rows, dims, seed: options.seed });
  try {
    const { ms, answer } = await told(log, `map of ${name}`, () => contestant.run("map", 0));
    const { answer: quality } = await contestant.run("quality", 0);
    const times = [];
    for (let round = -1; round < PLACING_RUNS; round++) {
      const placed = await contestant.run("place", round);
      if (round >= 0) times.push(placed.ms);
    }
    return [
      {
        id: `map-${name}`,
        ...timesOf([ms]),
        ...memoryResult(contestant, "map"),
        eventLoopP99Ms: rounded(await contestant.eventLoopP99Ms("map")),
        ...stagesOf(answer.stages),
        trustworthiness: rounded(quality.trustworthiness),
        continuity: rounded(quality.continuity),
        neighboursKept: rounded(quality.neighbours),
      },
      { id: `place-1000-on-${name}`, ...timesOf(times) },
    ];
  } finally {
    await contestant.close();
  }
}

const stagesOf = ({ components, dims: _, ...stages }) => ({
  components,
  ...Object.fromEntries(Object.entries(stages).map(([stage, ms]) => [`${stage}Ms`, rounded(ms)])),
});
