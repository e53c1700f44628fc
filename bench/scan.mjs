import { openContestant } from "./contestant.mjs";
import { memoryAlone } from "./measure-ours.mjs";
import { choosePeers } from "./peers.mjs";
import { race } from "./race.mjs";
import { recall } from "./recall.mjs";
import { median, rounded, timesOf } from "./statistics.mjs";
import { recallOf } from "./top-k.mjs";
import { told } from "./workbench.mjs";

const OURS = ["topk", "topk-filter-10", "topk-filter-1", "score-all"];

/** Exact search and scoring beside other engines and beside what the memory allows. */
export async function scan(bench) {
  const { options } = bench;
  const directory = await bench.catalog();
  const serve = () => bench.serve(directory, "search");
  const alone = await told(bench.log, "memory of each search alone", () => memoryAlone(serve, OURS));
  const { groups, skipped } = choosePeers(options);
  const first = await raceGroup(bench, groups["in memory"], { serve, ours: OURS });
  // What is kept in memory by one group would not leave the other its file cache.
  const second = groups.databases.length > 0 ? await raceGroup(bench, groups.databases, { serve, ours: ["topk"] }) : {};
  const results = Object.values(joined(first, second)).map((result) => ({ ...result, ...alone[result.id] }));
  addRecall(results);
  return [
    ...results.map(({ answers: _, ...result }) => result),
    ...skipped,
    ...(options.recallRows > 0 ? await recall(bench) : []),
  ];
}

async function raceGroup(bench, peers, { serve, ours }) {
  const dataset = await bench.dataset();
  const server = await serve();
  const open = [server];
  try {
    const entries = Object.fromEntries(ours.map((task) => [task, { contestant: server, task }]));
    for (const { name, tasks } of peers) {
      const contestant = await told(bench.log, `${name} made ready`, () => openContestant(name, dataset));
      open.push(contestant);
      for (const [id, task] of Object.entries(tasks)) entries[id] = { contestant, task };
    }
    const results = await told(bench.log, `${Object.keys(entries).join(", ")} measured`, () =>
      race(entries, bench.options.runs),
    );
    for (const id of ours) results[id].eventLoopP99Ms = rounded(await server.eventLoopP99Ms(id));
    for (const { name, tasks } of peers)
      for (const id of Object.keys(tasks)) {
        Object.assign(results[id], open.find((contestant) => contestant.name === name).facts);
        const rates = results[id].answers.map(({ gigabytesPerSecond }) => gigabytesPerSecond);
        if (rates[0]) results[id].gigabytesPerSecond = rounded(median(rates.slice(1)));
      }
    return results;
  } finally {
    await Promise.all(open.map((contestant) => contestant.close()));
  }
}

/** Our searches take part in both groups; their times count together. */
function joined(first, second) {
  const all = { ...first, ...second };
  for (const id of OURS.filter((name) => first[name] && second[name])) {
    const timesMs = [...first[id].timesMs, ...second[id].timesMs];
    const eventLoopP99Ms = Math.max(first[id].eventLoopP99Ms, second[id].eventLoopP99Ms);
    all[id] = { ...first[id], ...timesOf(timesMs), timesMs, eventLoopP99Ms };
  }
  return all;
}

/** Against the loop in JavaScript, which adds up in float64; without it, against our own answer, which claims to be exact. */
function addRecall(results) {
  const reference = results.find(({ id }) => id === "plain-js-topk") ?? results.find(({ id }) => id === "topk");
  const exact = reference.answers;
  for (const result of results) {
    if (result === reference || !/(^|-)topk$/.test(result.id)) continue;
    const shares = result.answers.map(({ rows }, round) => recallOf(rows, exact[round].rows));
    result.recall = rounded(shares.reduce((sum, share) => sum + share, 0) / shares.length);
    result.recallAgainst = reference.id;
  }
}
