import { createBitset, setBit } from "@pomona/compute/bitset";
import { type MapColours, SCALE_MISSING, SCALE_STEPS } from "@pomona/contract/map-binary";
import { Problem } from "@pomona/contract/problems";
import type { mapColour } from "@pomona/contract/projections";
import type { z } from "zod";
import { inTurns } from "../../config/give-turn.ts";
import { requireField } from "../../store/fields.ts";
import { requireFunction } from "../../store/filter-names.ts";
import { bitsetSql, type CompiledFilter } from "../../store/filter-sql.ts";
import type { MapColumns } from "../../store/map-columns.ts";
import { CLUSTER_COLUMNS, type MapRef, mapTable } from "../../store/map-tables.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { everyRow, servedColumn } from "../../store/served-column.ts";
import { int } from "../../store/sql-values.ts";
import {
  AGREEMENT,
  agreementCodes,
  codeValues,
  type RowCodes,
  scaleSpan,
  scaleStep,
  scaleValues,
} from "../../store/value-codes.ts";
import type { QueryContext, Snapshot } from "../queries/query-context.ts";

/** What points are coloured by, checked. */
export type ColourBy = z.output<typeof mapColour>;

type Coded = Pick<MapColours, "legend" | "values">;

/**
 * The scores of a search by ordinal, which must be worked out before there is a snapshot; null for what points are coloured
 * by otherwise. Throws what the search does.
 */
export const colourScores = async (
  context: Pick<QueryContext, "similarityScores">,
  by: ColourBy,
): Promise<Float32Array | null> => ("similarity" in by ? context.similarityScores(by.similarity) : null);

/**
 * A colour for each row of a map, with the legend. Cost: two scans of a column of the catalog, some 200 ms for a million
 * rows, off this thread or in turns. Throws `field-not-found`, `function-not-found`, and `bad-request` for the text of rows.
 */
export async function colourMap(
  snapshot: Snapshot,
  map: MapRef,
  { by, scores }: { by: ColourBy; scores: Float32Array | null },
): Promise<MapColours> {
  const columns = await snapshot.map(map);
  const { legend, values } = await coded(snapshot, { map, columns, by, scores });
  return { version: map.version, token: columns.token, legend, ordinals: columns.rows, values };
}

interface Asked {
  map: MapRef;
  columns: MapColumns;
  by: ColourBy;
  scores: Float32Array | null;
}

async function coded(snapshot: Snapshot, { map, columns, by, scores }: Asked): Promise<Coded> {
  if ("field" in by) return fieldColours(snapshot, columns, by.field);
  if ("function" in by) {
    const served = requireFunction(snapshot.names, by.function);
    const { table } = served;
    if (served.combined) {
      const reader = everyRow(snapshot.sql, await nextOrdinal(snapshot.sql), snapshot.keptColumn);
      return scoreColours(columns, await servedColumn(reader, served));
    }
    if (table === null) return scoreColours(columns, new Float32Array(0));
    const [rows, values] = await snapshot.sql.numbers(`SELECT row, score FROM ${table}`);
    return scoreColours(columns, await byOrdinal(rows as Uint32Array, values as Float32Array));
  }
  if ("similarity" in by) return scoreColours(columns, scores ?? new Float32Array(0));
  if ("agreement" in by) return agreementColours(snapshot, columns, by.agreement);
  if ("cluster" in by) return clusterColours(snapshot, { map, columns, level: by.cluster });
  return arrivalColours(columns);
}

/** True for the rows of a map; the word TRUE where it holds every row, which is read without a test. */
async function rowsOf({ sql }: Snapshot, { rows }: MapColumns): Promise<CompiledFilter> {
  if (int((await sql.one("SELECT count(*) AS n FROM rows"))?.n) === rows.length) return { where: "TRUE", values: [] };
  const bits = createBitset((rows.at(-1) ?? -1) + 1);
  for (let i = 0; i < rows.length; i++) setBit(bits, rows[i] as number);
  return bitsetSql(bits);
}

async function fieldColours(snapshot: Snapshot, columns: MapColumns, name: string): Promise<Coded> {
  const field = requireField(snapshot.names.fields, name);
  if (field.type === "text")
    throw new Problem("bad-request", {
      detail: "Points cannot be coloured by their whole text. Choose another field, or the score of a function.",
      fields: { field: name },
    });
  const where = await rowsOf(snapshot, columns);
  if (field.type === "number" || field.type === "datetime") {
    const { low, high, lowest, highest, ...codes } = await scaleValues(snapshot.sql, field, where);
    const values = await pointValues(columns, codes, SCALE_MISSING);
    const unit = field.type === "number" ? "number" : "date";
    const missing = countOf(values, SCALE_MISSING);
    return { values, legend: { kind: "scale", unit, low, high, lowest, highest, missing } };
  }
  const { categories, other, missing, several, ...codes } = await codeValues(snapshot.sql, field, where);
  const values = await pointValues(columns, codes, categories.length + 1);
  return {
    values,
    legend: {
      kind: "category",
      categories,
      other: other.rows === 0 ? null : { value: categories.length, count: other.rows, categories: other.values },
      missing: missing === 0 ? null : { value: categories.length + 1, count: missing },
      several,
    },
  };
}

async function agreementColours(
  snapshot: Snapshot,
  columns: MapColumns,
  [one, other]: readonly [string, string],
): Promise<Coded> {
  const { fields } = snapshot.names;
  const both = [requireField(fields, one), requireField(fields, other)] as const;
  const codes = await agreementCodes(snapshot.sql, both, await rowsOf(snapshot, columns));
  const values = await pointValues(columns, codes, AGREEMENT.missing);
  const missing = countOf(values, AGREEMENT.missing);
  const categories = (["same", "different"] as const).map((value) => ({
    value,
    count: countOf(values, AGREEMENT[value]),
  }));
  return {
    values,
    legend: {
      kind: "category",
      categories,
      other: null,
      missing: missing === 0 ? null : { value: AGREEMENT.missing, count: missing },
      several: 0,
    },
  };
}

async function clusterColours(
  { sql }: Snapshot,
  { map, columns, level }: { map: MapRef; columns: MapColumns; level: number },
): Promise<Coded> {
  const column = CLUSTER_COLUMNS[level] as string;
  const known = await sql.all<{ id: number; name: string | null; n: bigint }>(
    `SELECT m.id, k.name, m.n FROM (SELECT ${column} AS id, count(*) AS n FROM ${mapTable(map)} WHERE ${column} >= 0 GROUP BY 1) m
     LEFT JOIN map_clusters k ON k.projection = ${Math.trunc(map.projection)} AND k.version = ${Math.trunc(map.version)} AND k.id = m.id
     ORDER BY m.n DESC, m.id`,
  );
  const codeOf = new Uint32Array(known.reduce((most, { id }) => Math.max(most, id), -1) + 2).fill(known.length);
  for (const [code, { id }] of known.entries()) codeOf[id + 1] = code;
  // 0 stands for none.
  const [rows, ids] = await sql.numbers(`SELECT row, (${column} + 1)::UINTEGER FROM ${mapTable(map)}`);
  const codes = new Uint32Array((ids as Uint32Array).length);
  await forEach(codes.length, (i) => {
    codes[i] = codeOf[(ids as Uint32Array)[i] as number] as number;
  });
  const values = await pointValues(columns, { rows: rows as Uint32Array, codes }, known.length);
  const missing = countOf(values, known.length);
  return {
    values,
    legend: {
      kind: "category",
      categories: known.map(({ id, name, n }) => ({ value: name ?? `Cluster ${id}`, count: int(n), id })),
      other: null,
      missing: missing === 0 ? null : { value: known.length, count: missing },
      several: 0,
    },
  };
}

async function arrivalColours({ rows }: MapColumns): Promise<Coded> {
  const last = Math.max(0, rows.length - 1);
  const values = new Uint16Array(rows.length);
  await forEach(rows.length, (place) => {
    values[place] = last > 0 ? Math.round((place / last) * SCALE_STEPS) : 0;
  });
  return {
    values,
    legend: { kind: "scale", unit: "arrival", low: 0, high: last, lowest: 0, highest: last, missing: 0 },
  };
}

/** Scores by ordinal, NaN for none, on a scale over those of the map. */
async function scoreColours({ rows }: MapColumns, scores: Float32Array): Promise<Coded> {
  const known = new Float32Array(rows.length);
  let count = 0;
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  await forEach(rows.length, (i) => {
    const score = scores[rows[i] as number] ?? Number.NaN;
    known[i] = score;
    if (Number.isNaN(score)) return;
    count++;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  });
  if (count === 0) [lowest, highest] = [0, 0];
  const [low, high] = scaleSpan(lowest, highest, await innerSpan(known, { lowest, highest, count }));
  const scale = high > low ? 1 / (high - low) : 0;
  const values = new Uint16Array(rows.length);
  await forEach(rows.length, (i) => {
    const score = known[i] as number;
    values[i] = Number.isNaN(score) ? SCALE_MISSING : scaleStep(Math.max(0, Math.min(high - low, score - low)) * scale);
  });
  const missing = rows.length - count;
  return { values, legend: { kind: "scale", unit: "score", low, high, lowest, highest, missing } };
}

/** Bins that quantiles are read from. */
const BINS = 4096;

/** Between which scores the middle 99 % lie, to 1/4,096 of the whole span; NaN counts as none. */
async function innerSpan(
  scores: Float32Array,
  { lowest, highest, count }: { lowest: number; highest: number; count: number },
): Promise<[number, number]> {
  const bins = new Uint32Array(BINS);
  const scale = highest > lowest ? BINS / (highest - lowest) : 0;
  await forEach(scores.length, (i) => {
    const score = scores[i] as number;
    if (Number.isNaN(score)) return;
    const bin = Math.min(BINS - 1, Math.floor((score - lowest) * scale));
    bins[bin] = (bins[bin] as number) + 1;
  });
  const edgeAt = (share: number): number => {
    let below = 0;
    let bin = 0;
    while (bin < BINS && below + (bins[bin] as number) <= share * count) below += bins[bin++] as number;
    return lowest + ((highest - lowest) * bin) / BINS;
  };
  return [edgeAt(0.005), Math.min(highest, edgeAt(0.995) + (highest - lowest) / BINS)];
}

/** Calls `use` with 0..length-1, and lets others have their turn. */
const forEach = (length: number, use: (i: number) => void): Promise<void> =>
  inTurns(length, (start, end) => {
    for (let i = start; i < end; i++) use(i);
  });

/** Scores of rows as a column by ordinal, NaN where a row has none. */
async function byOrdinal(rows: Uint32Array, scores: Float32Array): Promise<Float32Array> {
  let last = -1;
  for (let i = 0; i < rows.length; i++) if ((rows[i] as number) > last) last = rows[i] as number;
  const column = new Float32Array(last + 1).fill(Number.NaN);
  await forEach(rows.length, (i) => {
    column[rows[i] as number] = scores[i] as number;
  });
  return column;
}

/** The codes of rows in the order of the points; `missing` for points that have none. */
async function pointValues(columns: MapColumns, { rows, codes }: RowCodes, missing: number): Promise<Uint16Array> {
  const column = new Uint16Array((columns.rows.at(-1) ?? -1) + 1).fill(missing);
  await forEach(rows.length, (i) => {
    const row = rows[i] as number;
    if (row < column.length) column[row] = codes[i] as number;
  });
  const values = new Uint16Array(columns.rows.length);
  await forEach(values.length, (i) => {
    values[i] = column[columns.rows[i] as number] as number;
  });
  return values;
}

function countOf(values: Uint16Array, wanted: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === wanted) count++;
  return count;
}
