import type { Truth } from "@pomona/contract/evaluations";
import type { JobInput } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { insertEvaluation, type StoredEvaluation } from "../../store/evaluation-table.ts";
import { type FunctionVersion, functionById } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import type { ServedPart } from "../../store/score-origins.ts";
import type { JobHandler } from "../background-work.ts";
import { versionColumn } from "../functions/version-column.ts";
import { onSnapshot } from "../queries/query-context.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { type CandidateRows, type EvaluatedRows, evaluatedRows, requireBothKinds } from "./evaluated-rows.ts";
import { type EvaluatedVersions, readVersions } from "./evaluated-versions.ts";
import { readingTruth } from "./linked-truth.ts";
import { prepareTruth, readCandidates } from "./read-candidates.ts";
import { requireLabel } from "./required-label.ts";
import { type DatasetColumn, type ScoreFigures, scoreFigures } from "./score-figures.ts";
import { truthOf } from "./truth.ts";

/**
 * Evaluates versions of a function against a truth, all on the same rows, and stores an evaluation of each in one
 * transaction. Cost: a scan of the vectors for those that do not serve, and some 0.3 s for a million rows, in turns.
 */
export const evaluateVersions =
  (workspace: Workspace): JobHandler<"evaluate"> =>
  async (input, context) => {
    // What was stored before a crash is the answer.
    if (context.resumeFrom) return context.resumeFrom as { evaluations: number[] };
    // Scores that come from here on may not be counted in.
    const created = workspace.clock().toISOString();
    const { truth, candidates, datasets, evaluated } = await readAll(workspace, input);
    const { versions } = evaluated;
    context.progress(0, versions.length);
    const columns = await Promise.all(versions.map((version) => versionColumn(workspace, version)));
    const rows = await evaluatedRows(candidates, columns);
    requireBothKinds(truth, candidates, rows);
    const found: StoredEvaluation[] = [];
    for (const [i, version] of versions.entries()) {
      context.signal.throwIfAborted();
      const scores = columns[i] as Float32Array;
      const threshold = input.threshold ?? version.threshold;
      const figures = await scoreFigures(rows, scores, { threshold, examples: input.examples, datasets });
      const parts = evaluated.parts[i] ?? [];
      const made = { input, truth, rows, scores, version, parts, threshold, figures, created };
      found.push(await described(workspace, made));
      context.progress(i + 1, versions.length);
    }
    return workspace.database.write(async (tx) => {
      const id = Number(input.function);
      if (!(await functionById(tx, id))) throw new Problem("function-not-found", "The function was deleted meanwhile.");
      const evaluations: number[] = [];
      for (const evaluation of found) evaluations.push(await insertEvaluation(tx, id, evaluation));
      await context.checkpoint({ evaluations }, tx);
      return { evaluations };
    });
  };

interface ReadAll {
  truth: Truth;
  candidates: CandidateRows;
  datasets: DatasetColumn;
  evaluated: EvaluatedVersions;
}

/** Everything the tables say, of one state of the catalog. */
async function readAll(workspace: Workspace, input: JobInput<"evaluate">): Promise<ReadAll> {
  const { database } = workspace;
  const record = await functionById(database, Number(input.function));
  const truth = input.truth ? truthOf(input.truth) : record?.truth;
  if (!truth) throw new Problem("no-evidence", "The function is not linked to a truth any more.");
  const linked = input.truth || !record ? undefined : { function: record.name };
  if (truth.label !== null) await requireLabel(database, truth.label, linked);
  const context = queryContext(workspace);
  const prepared = await readingTruth(linked, () => prepareTruth(context, truth));
  return onSnapshot(context, prepared.right, async (snapshot) => {
    const evaluated = await readVersions(snapshot.sql, Number(input.function), input.versions ?? null);
    const anchors = input.includeAnchors ? [] : evaluated.anchors;
    return {
      truth,
      evaluated,
      candidates: await readingTruth(linked, () => readCandidates(snapshot, prepared, anchors)),
      datasets: await readDatasets(snapshot.sql),
    };
  });
}

async function readDatasets(sql: Sql): Promise<DatasetColumn> {
  const names = (await sql.all<{ name: string }>("SELECT name FROM datasets ORDER BY name")).map(({ name }) => name);
  const places = new Uint32Array(await nextOrdinal(sql));
  if (names.length < 2) return { names, places };
  const [rows = [], found = []] = await sql.numbers(
    `SELECT r.row, d.place FROM rows r
     JOIN (SELECT name, (row_number() OVER (ORDER BY name) - 1)::UINTEGER AS place FROM datasets) d ON d.name = r.dataset`,
  );
  for (let i = 0; i < rows.length; i++) places[rows[i] as number] = found[i] as number;
  return { names, places };
}

async function described(
  workspace: Pick<Workspace, "keys">,
  made: {
    input: JobInput<"evaluate">;
    truth: Truth;
    rows: EvaluatedRows;
    scores: Float32Array;
    version: FunctionVersion;
    parts: ServedPart[];
    threshold: number;
    figures: ScoreFigures;
    created: string;
  },
): Promise<StoredEvaluation> {
  const { input, truth, rows, scores, version, parts, threshold } = made;
  const { figures, datasets, curve, falsePositives, falseNegatives } = made.figures;
  const keys = await workspace.keys.keysOf([...falsePositives, ...falseNegatives]);
  const named = (ordinals: readonly number[]) =>
    ordinals.flatMap((ordinal) => {
      const key = keys.get(ordinal);
      return key === undefined ? [] : [{ key, score: scores[ordinal] as number }];
    });
  return {
    version: version.version,
    parts,
    truth,
    threshold,
    rows: rows.rows,
    rowsId: rows.rowsId,
    anchorsLeftOut: rows.anchorsLeftOut,
    unscored: rows.unscored,
    figures,
    datasets,
    curve,
    falsePositives: named(falsePositives),
    falseNegatives: named(falseNegatives),
    created: made.created,
    by: input.by,
  };
}
