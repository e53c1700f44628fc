import type { CompareFunctionRequest, FunctionComparison } from "@pomona/contract/functions";
import { compareFunctionRequest } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import { inTurns } from "../../config/give-turn.ts";
import { type Combination, type FunctionVersion, functionByName, functionVersion } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { everyRow, sourceColumn } from "../../store/served-column.ts";
import { combinationSource } from "../../store/served-functions.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { compileVersion } from "./compile-version.ts";
import { nextVersion } from "./function-version.ts";
import type { NewVersion } from "./make-version.ts";
import { nextThreshold } from "./next-threshold.ts";
import { scoreHistogram } from "./score-histogram.ts";

/**
 * What an edit of a function would change: how many rows come above the threshold and how many fall below it, with those
 * whose score changes most. Nothing is stored. Cost: one or two scans of the vectors. Throws what the edit would throw.
 */
export async function compareFunction(
  workspace: Workspace,
  name: string,
  input: CompareFunctionRequest,
  signal?: AbortSignal,
): Promise<FunctionComparison> {
  const request = compareFunctionRequest.parse(input);
  const record = await functionByName(workspace.database, name);
  const newest = await requiredVersion(workspace, record.id, record.version);
  const served =
    record.servedVersion === null || record.servedVersion === record.version
      ? newest
      : await requiredVersion(workspace, record.id, record.servedVersion);
  const next = (await nextVersion(workspace, { record, current: newest, by: "" }, request, signal)) ?? newest;
  const asItIs = nextThreshold({ ...newest, threshold: record.threshold }, next);
  return compareDefinitions(
    workspace,
    { version: served, threshold: record.threshold },
    { version: next, threshold: request.threshold ?? asItIs },
    request,
  );
}

/** What scores the rows, and from which score on they count as hits. */
export interface ComparedDefinition {
  version: NewVersion;
  threshold: number;
}

/** What changes for the rows when one definition takes the place of another. Cost: one or two scans of the vectors. */
export async function compareDefinitions(
  workspace: Workspace,
  old: ComparedDefinition,
  next: ComparedDefinition,
  { examples, bins }: { examples: number; bins: number },
): Promise<FunctionComparison> {
  const [before, after] = await Promise.all([columnOf(workspace, old.version), columnOf(workspace, next.version)]);
  const crossings = await findCrossings(before, after, { before: old.threshold, after: next.threshold }, examples);
  const [was, is] = [await histogramOf(before, bins), await histogramOf(after, bins)];
  const keys = await workspace.keys.keysOf([...crossings.entering.examples, ...crossings.leaving.examples]);
  const scoreOf = (column: Float32Array, row: number): number | null => {
    const score = column[row] ?? Number.NaN;
    return Number.isNaN(score) ? null : score;
  };
  const described = ({ count, examples: rows }: Crossing) => ({
    count,
    examples: rows.flatMap((row) => {
      const key = keys.get(row);
      return key === undefined ? [] : [{ key, before: scoreOf(before, row), after: scoreOf(after, row) }];
    }),
  });
  return {
    before: { above: crossings.staying + crossings.leaving.count, ...was },
    after: { above: crossings.staying + crossings.entering.count, ...is },
    entering: described(crossings.entering),
    leaving: described(crossings.leaving),
    staying: crossings.staying,
  };
}

async function requiredVersion(workspace: Workspace, id: number, version: number): Promise<FunctionVersion> {
  const found = await functionVersion(workspace.database, id, version);
  if (!found) throw new Problem("function-not-found", "The function was deleted meanwhile.");
  return found;
}

/** The score of every row by ordinal, as the definition gives it; exactly what the scoring job would store. */
async function columnOf(workspace: Workspace, version: NewVersion): Promise<Float32Array> {
  if (version.parameters.kind === "combination") return combinationColumn(workspace, version.parameters);
  const space = (await listSpaces(workspace.database)).find((candidate) => candidate.id === version.space);
  if (!space) throw new Problem("space-not-found", "The space of the function was deleted.");
  const scorer = compileVersion(version, space);
  return workspace.columns.get(workspace.live.target(space.id, space.dims), scorer);
}

/** The score of every row as a combination that need not be stored gives it. */
const combinationColumn = ({ database }: Workspace, { operator, parts }: Combination): Promise<Float32Array> =>
  readSnapshot(database, async (sql) => {
    const source = await combinationSource(sql, { operator, parts });
    const reader = everyRow(sql, await nextOrdinal(sql), (_, work) => work());
    return source ? sourceColumn(reader, source) : new Float32Array(0);
  });

async function histogramOf(scores: Float32Array, bins: number) {
  const { edges, counts } = await scoreHistogram(scores, null, { low: 0, high: 1, bins });
  return { scored: counts.reduce((sum, count) => sum + count, 0), histogram: { edges, counts } };
}

interface Crossing {
  count: number;
  /** Ordinals, the greatest change of score first. */
  examples: number[];
}

/** Rows on either side of a threshold before and after. About 10 ms for a million, in turns. */
async function findCrossings(
  before: Float32Array,
  after: Float32Array,
  thresholds: { before: number; after: number },
  limit: number,
): Promise<{ entering: Crossing; leaving: Crossing; staying: number }> {
  // Stored scores are compared with the threshold as a float.
  const [low, next] = [Math.fround(thresholds.before), Math.fround(thresholds.after)];
  const entering = new Extremes(limit);
  const leaving = new Extremes(limit);
  let staying = 0;
  await inTurns(Math.max(before.length, after.length), (start, end) => {
    for (let row = start; row < end; row++) {
      // A row beyond the column, like one without a vector, reaches no threshold.
      const [was, is] = [before[row] ?? Number.NaN, after[row] ?? Number.NaN];
      if (was >= low && is >= next) staying++;
      else if (is >= next) entering.note(row, is - (Number.isNaN(was) ? 0 : was));
      else if (was >= low) leaving.note(row, was - (Number.isNaN(is) ? 0 : is));
    }
  });
  return { entering: entering.found, leaving: leaving.found, staying };
}

/** Counts rows and keeps the few with the greatest values. */
class Extremes {
  readonly #limit: number;
  #kept: { row: number; value: number }[] = [];
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  note(row: number, value: number): void {
    this.#count++;
    if (this.#kept.length >= this.#limit && value <= (this.#kept.at(-1)?.value ?? Number.POSITIVE_INFINITY)) return;
    const place = this.#kept.findIndex((one) => one.value < value);
    this.#kept.splice(place < 0 ? this.#kept.length : place, 0, { row, value });
    this.#kept.length = Math.min(this.#kept.length, this.#limit);
  }

  get found(): Crossing {
    return { count: this.#count, examples: this.#kept.map(({ row }) => row) };
  }
}
