import { keyOf } from "../data/rows-csv.mjs";
import { FACET_FUNCTION } from "./facet-tasks.mjs";
import { finishedJob } from "./finished-job.mjs";

const PROBE = "learned";
const COMBINED = "combined";
const ANCHORS = 60;

/**
 * A probe trained anew and scored over every row, questions about a combination beside the same about one function, and what
 * a review, a diff of versions and an evaluation cost. Call `make` first.
 */
export function learningTasks(client, { rows, dims }) {
  const anchors = Array.from({ length: ANCHORS }, (_, i) => ({
    key: keyOf((i * 37) % rows),
    sign: i % 2 === 0 ? "+" : "-",
  }));
  const filter = (name) => async (round) => {
    const { total } = await client.query({ filter: `function("${name}") >= ${0.4 + (round + 1) * 1e-5}`, limit: 0 });
    return { total };
  };
  const page = (name) => async () => {
    const { rows: found } = await client.query({ sort: { function: name }, limit: 100 });
    return { total: found.length };
  };
  const timedAfter = (change, work) => async (round) => {
    await change(round);
    const started = performance.now();
    await work(round);
    return { ms: performance.now() - started };
  };
  const edit = (round) => client.editFunction({ name: COMBINED }, { threshold: 0.5 + (round + 2) * 1e-4 });
  /** The same when nothing is kept from before, as every function has another score. */
  const first = (work) =>
    timedAfter(async (round) => {
      const vector = Array.from({ length: dims }, (_, i) => (i === (round + 2) % dims ? 1 : 0));
      await client.putVectors({ space: "own", vectors: [{ key: keyOf(rows - 1), vector }] });
    }, work);
  return {
    make: async () => {
      const { job } = await client.createFunction({ name: PROBE, kind: "probe", space: "own", anchors });
      await finishedJob(client, job);
      const parts = [{ function: PROBE }, { function: FACET_FUNCTION }];
      await client.createFunction({ name: COMBINED, kind: "combination", combination: { operator: "and", parts } });
    },
    /** Trained with other random rows, scored, published: until filters see the new scores. */
    "retrain-probe": async (round) => {
      const started = performance.now();
      const { version, job } = await client.editFunction({ name: PROBE }, { probe: { seed: round + 2 } });
      await finishedJob(client, job);
      const trained = await client.getFunction({ name: PROBE });
      const ms = performance.now() - started;
      if (trained.servedVersion !== version || trained.scored !== trained.total)
        throw new Error(`Version ${version} has scores of ${trained.scored} of ${trained.total} rows.`);
      return { ms };
    },
    "filter-one": filter(FACET_FUNCTION),
    "filter-combined": filter(COMBINED),
    "filter-one-first": first(filter(FACET_FUNCTION)),
    "filter-combined-first": first(filter(COMBINED)),
    /** After a change of the catalog that leaves the scores as they are. */
    "filter-combined-edited": timedAfter(edit, filter(COMBINED)),
    "sort-one-first": first(page(FACET_FUNCTION)),
    "sort-combined-first": first(page(COMBINED)),
    "ask-review": async (round) => {
      const { rows: asked } = await client.askReview({ name: FACET_FUNCTION }, { count: 20, seed: round + 1 });
      return { total: asked.length };
    },
    /** Of the first version, which is scored by a scan after each change of the vectors, and the newest. */
    "version-diff": first(() => client.functionDiff({ name: PROBE, from: 1 })),
    evaluate: timedAfter(edit, async () => {
      const { job } = await client.evaluateFunction({ name: PROBE }, { truth: { label: "label 3" } });
      await finishedJob(client, job);
    }),
  };
}
