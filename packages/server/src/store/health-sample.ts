import { mulberry32 } from "@pomona/compute/shuffle";
import { inTurns } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import { type FunctionVersion, functionByName, functionVersion } from "./function-table.ts";
import { ordinalsByKey } from "./row-read.ts";
import { nextOrdinal } from "./row-table.ts";
import { type ColumnReader, everyRow, servedColumn } from "./served-column.ts";
import { loadServedFunctions } from "./served-functions.ts";

/** Most rows of each side. */
const COMPARED = 4000;
/** Most rows that stand for what there was beside the anchors, and the share of a small catalog that does. */
const BACKGROUND = 500;
const BACKGROUND_SHARE = 1 / 5;

/** Rows with the score that is served, in the same order. */
export interface ScoredRows {
  rows: Uint32Array;
  scores: Float32Array;
}

/** Rows from before and after the served version of a function was made. No row is in two of the three parts. */
export interface HealthSample {
  /** The served one; null while none is. */
  version: FunctionVersion | null;
  /** Number of the newest. */
  newest: number;
  threshold: number;
  /** Rows with a score that were there when the version was made, and that arrived after it. */
  there: number;
  arrived: number;
  /** Drawn from those that were there, without anchors. */
  before: ScoredRows;
  /** The newest that arrived. */
  after: ScoredRows;
  /** Drawn from those that were there: what is near one of these is not new. */
  background: Uint32Array;
}

/** Draws rows of a function by the number of its served version: the same catalog gives the same rows. */
export async function sampleHealth(
  sql: Sql,
  name: string,
  { kept }: { kept: ColumnReader["kept"] },
): Promise<HealthSample> {
  const record = await functionByName(sql, name);
  const served = (await loadServedFunctions(sql)).find(({ id }) => id === record.id);
  const version =
    record.servedVersion === null ? undefined : await functionVersion(sql, record.id, record.servedVersion);
  const none = { rows: new Uint32Array(0), scores: new Float32Array(0) };
  const { threshold, version: newest } = record;
  if (!version || !served)
    return { version: null, newest, threshold, there: 0, arrived: 0, before: none, after: none, background: none.rows };
  const column = await servedColumn(everyRow(sql, await nextOrdinal(sql), kept), served);
  const scored = await scoredRows(column);
  const split = firstFrom(scored, version.ordinals);
  const seed = (Math.imul(record.id, 0x9e3779b1) + version.version) >>> 0;
  const drawn = await drawBefore(sql, version, { rows: scored.subarray(0, split), seed });
  const withScores = (rows: Uint32Array): ScoredRows => ({
    rows,
    scores: Float32Array.from(rows, (row) => column[row] as number),
  });
  return {
    version,
    newest,
    threshold,
    there: split,
    arrived: scored.length - split,
    before: withScores(drawn.before),
    after: withScores(scored.slice(split).slice(-COMPARED)),
    background: drawn.background,
  };
}

/** Ordinals of rows that have a score, rising. */
async function scoredRows(column: Float32Array): Promise<Uint32Array> {
  const rows = new Uint32Array(column.length);
  let count = 0;
  await inTurns(column.length, (start, end) => {
    for (let row = start; row < end; row++) if (!Number.isNaN(column[row])) rows[count++] = row;
  });
  return rows.subarray(0, count);
}

async function drawBefore(
  sql: Sql,
  version: FunctionVersion,
  { rows, seed }: { rows: Uint32Array; seed: number },
): Promise<{ before: Uint32Array; background: Uint32Array }> {
  const keys = version.anchors.flatMap(({ key }) => (key === null ? [] : [key]));
  const anchors = new Set((await ordinalsByKey(sql, keys)).values());
  const drawn = draw(rows, COMPARED + BACKGROUND + anchors.size, seed).filter((row) => !anchors.has(row));
  const background = Math.min(BACKGROUND, Math.floor(drawn.length * BACKGROUND_SHARE));
  return {
    background: drawn.slice(0, background).sort(),
    before: drawn.slice(background, background + COMPARED).sort(),
  };
}

/** Some of the values in a random order that depends on the seed alone. */
function draw(values: Uint32Array, count: number, seed: number): Uint32Array {
  const pool = values.slice();
  const random = mulberry32(seed);
  const length = Math.min(count, pool.length);
  for (let i = 0; i < length; i++) {
    const j = i + Math.floor(random() * (pool.length - i));
    const value = pool[i] as number;
    pool[i] = pool[j] as number;
    pool[j] = value;
  }
  return pool.subarray(0, length);
}

/** Place of the first of rising values that is not below a limit. */
function firstFrom(values: Uint32Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
