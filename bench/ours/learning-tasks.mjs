import { keyOf } from "../data/rows-csv.mjs";
import { FACET_FUNCTION } from "./facet-tasks.mjs";
import { finishedJob } from "./finished-job.mjs";

const PROBE = "learned";
const COMBINED = "combined";
const ANCHORS = 60;

/** A probe trained anew and scored over every row, and questions about a combination beside the same about one function. Call `make` first. */
export function learningTasks(client, { rows }) {
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
  /** The same when nothing is kept from before, as after any change of the catalog. */
  const first = (work) => async (round) => {
    await client.editFunction({ name: COMBINED }, { threshold: 0.5 + (round + 2) * 1e-4 });
    const started = performance.now();
    await work(round);
    return { ms: performance.now() - started };
  };
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
    "sort-one-first": first(page(FACET_FUNCTION)),
    "sort-combined-first": first(page(COMBINED)),
  };
}
