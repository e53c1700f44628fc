import { kolmogorovSmirnov } from "@pomona/compute/statistics/kolmogorov-smirnov";
import type { FunctionHealth } from "@pomona/contract/function-versions";
import { type HealthSample, sampleHealth } from "../../store/health-sample.ts";
import type { ColumnReader } from "../../store/served-column.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import type { Workspace } from "../workspace.ts";
import { measureNovelty } from "./measure-novelty.ts";

/** Fewer rows than this on either side tell nothing. */
const FEWEST = 50;
/** Both a small chance and a difference that matters are needed: of thousands of rows, the least one is certain. */
const CHANCE = 0.001;
const NOTABLE_SHIFT = 0.1;

/**
 * Whether the rows that arrived since the served version was made differ from those from before: in where they lie, and in
 * the scores they get. Same catalog, same answer: the rows that are compared are drawn by the number of the version. Kept
 * until the catalog changes. Cost: under a second, most of it on the threads that score arrivals.
 */
export function functionHealth(workspace: Workspace, name: string): Promise<FunctionHealth> {
  const { database } = workspace;
  const { generation } = database;
  const kept: ColumnReader["kept"] = (key, work, tables) =>
    database.derived.get(
      database.generation === generation ? generation : null,
      key,
      work,
      (column) => column.byteLength,
      tables,
    );
  return database.derived.get(
    generation,
    `health of ${name}`,
    async () => measure(workspace, await readSnapshot(database, (sql) => sampleHealth(sql, name, { kept }))),
    (health) => 2 * JSON.stringify(health).length,
  );
}

async function measure(workspace: Workspace, sample: HealthSample): Promise<FunctionHealth> {
  const { version, newest, arrived, before, after, threshold } = sample;
  const health: FunctionHealth = {
    version: version?.version ?? newest,
    arrived,
    reference: before.rows.length,
    compared: after.rows.length,
    novelty: null,
    shift: null,
    reason: whyNot(sample),
  };
  if (health.reason !== null || !version) return health;
  const { statistic, pValue } = kolmogorovSmirnov(before.scores, after.scores);
  return {
    ...health,
    novelty: await measureNovelty(workspace, version, sample),
    shift: {
      test: "Kolmogorov-Smirnov, two samples",
      statistic,
      pValue,
      aboveBefore: shareAbove(before.scores, threshold),
      aboveAfter: shareAbove(after.scores, threshold),
      isFlagged: pValue < CHANCE && statistic >= NOTABLE_SHIFT,
    },
  };
}

function whyNot({ version, there, before, after }: HealthSample): string | null {
  if (!version) return "No version serves.";
  if (before.rows.length < FEWEST) return tooFewBefore(version.version, there, before.rows.length);
  if (after.rows.length < FEWEST)
    return `${rowsOf(after.rows.length)} with a score arrived since version ${version.version} was made; ${FEWEST} are needed to tell.`;
  return null;
}

/** Examples and random rows are set apart, so that there may be enough rows, and still too few to compare with. */
function tooFewBefore(version: number, there: number, left: number): string {
  const without = there === left ? "" : `, ${left} without its examples and a random part that stands for them all`;
  return `${rowsOf(there)} with a score ${there === 1 ? "was" : "were"} there when version ${version} was made${without}; ${FEWEST} are needed to compare with.`;
}

const rowsOf = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;

function shareAbove(scores: Float32Array, threshold: number): number {
  // Stored scores are compared with the threshold as a float.
  const least = Math.fround(threshold);
  return scores.reduce((count, score) => count + (score >= least ? 1 : 0), 0) / scores.length;
}
