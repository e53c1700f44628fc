import type { ColourCategory } from "@pomona/contract/map-binary";
import { MOST_CATEGORIES, SCALE_MISSING, SCALE_STEPS } from "@pomona/contract/map-binary";
import type { Sql } from "./database.ts";
import type { CatalogField } from "./fields.ts";
import type { CompiledFilter } from "./filter-sql.ts";
import { int, stringList } from "./sql-values.ts";

/** A number for each row of a table. */
export interface RowCodes {
  rows: Uint32Array;
  codes: Uint32Array;
}

/** Values of a field, most frequent first, ties in order of value. */
export interface CodedValues extends RowCodes {
  categories: ColourCategory[];
  /** Rarer values: how many, and their rows. Their code is `categories.length`. */
  other: { values: number; rows: number };
  /** Rows without a value. Their code is `categories.length + 1`. */
  missing: number;
  /** Rows with several values, of which the first counts. */
  several: number;
}

/** Where a field has more values than can be shown: those with this share of the rows each, but so many at least. */
const LEAST_SHARE = 1 / 2000;
const LEAST_CATEGORIES = 20;

/** One value of a row as text: of a list its first. Null where there is none. */
const singleValue = ({ type, expression }: CatalogField): string =>
  type === "strings" ? `${expression}[1]` : type === "boolean" ? `CAST(${expression} AS VARCHAR)` : expression;

/**
 * Numbers the values of a field among the rows that `where` is true for, by two scans. As many values as can be drawn have
 * a number of their own; where there are more, those of a fair share of the rows.
 */
export async function codeValues(sql: Sql, field: CatalogField, where: CompiledFilter): Promise<CodedValues> {
  const value = singleValue(field);
  const most = MOST_CATEGORIES - 2;
  const counts = await sql.all<{ value: string | null; n: bigint; distinct: bigint; total: bigint }>(
    `SELECT value, n, count(value) OVER () AS distinct, sum(n) OVER () AS total
     FROM (SELECT ${value} AS value, count(*) AS n FROM rows r WHERE ${where.where} GROUP BY 1)
     ORDER BY value IS NULL DESC, n DESC, value LIMIT ${most + 1}`,
    where.values,
  );
  const distinct = int(counts[0]?.distinct ?? 0);
  const total = int(counts[0]?.total ?? 0);
  const missing = counts[0]?.value === null ? int(counts[0].n) : 0;
  const known = counts.flatMap(({ value: text, n }) => (text === null ? [] : [{ value: text, count: int(n) }]));
  const isShown = (count: number, place: number): boolean =>
    distinct <= most || place < LEAST_CATEGORIES || count >= total * LEAST_SHARE;
  const categories = known.slice(0, most).filter(({ count }, place) => isShown(count, place));
  const shown = categories.reduce((sum, { count }) => sum + count, 0);
  const names = stringList(categories.map((category) => category.value));
  const [rows, codes] = await sql.numbers(
    `SELECT v.row, (CASE WHEN v.value IS NULL THEN ${categories.length + 1} ELSE coalesce(k.code, ${categories.length}) END)::UINTEGER
     FROM (SELECT r.row, ${value} AS value FROM rows r WHERE ${where.where}) v
     LEFT JOIN (SELECT unnest(?) AS value, unnest(range(${categories.length})) AS code) k ON k.value = v.value`,
    [...where.values, names],
  );
  const several =
    field.type === "strings"
      ? await sql.one(
          `SELECT count(*) AS n FROM rows r WHERE len(${field.expression}) > 1 AND ${where.where}`,
          where.values,
        )
      : undefined;
  return {
    categories,
    other: { values: distinct - categories.length, rows: total - missing - shown },
    missing,
    several: int(several?.n ?? 0),
    rows: rows as Uint32Array,
    codes: codes as Uint32Array,
  };
}

/** A scale has 4,096 fine steps, 16 apart: more than can be told apart, and a quarter less to send. */
const STEP = 16;
const FINE_STEPS = 4096;

/** The value of a scale for a share, 0 to 1, of the way from its low to its high end. */
export const scaleStep = (share: number): number => Math.min(SCALE_STEPS, Math.round(share * FINE_STEPS) * STEP);

/** Numbers on a scale of 0 to 65,534; 65,535 for none. */
export interface ScaledValues extends RowCodes {
  low: number;
  high: number;
  lowest: number;
  highest: number;
}

/** Where all values together reach over so many times the middle 99 % of them, the scale spans these alone. */
const FAR_OFF = 3;

/** The stretch of a scale: everything, unless a few values lie far away. `inner` are the quantiles 0.5 and 99.5 %. */
export function scaleSpan(lowest: number, highest: number, inner: readonly [number, number]): [number, number] {
  const isFar = inner[1] > inner[0] && highest / 2 - lowest / 2 > FAR_OFF * (inner[1] / 2 - inner[0] / 2);
  return isFar ? [inner[0], inner[1]] : [lowest, highest];
}

/** The numbers, or moments (milliseconds since 1970), of a field among the rows that `where` is true for, by two scans. */
export async function scaleValues(sql: Sql, field: CatalogField, where: CompiledFilter): Promise<ScaledValues> {
  const x = field.type === "datetime" ? `epoch_ms(${field.expression})` : field.expression;
  const values = `SELECT r.row AS row, CAST(${x} AS DOUBLE) AS x FROM rows r WHERE ${where.where}`;
  const line = await sql.one<{ lowest: number | null; highest: number; inner: [number, number] }>(
    `SELECT min(x) AS lowest, max(x) AS highest, quantile_cont(x, [0.005, 0.995]) AS inner FROM (${values})`,
    where.values,
  );
  const { lowest, highest } = { lowest: line?.lowest ?? 0, highest: line?.highest ?? 0 };
  const [low, high] = line?.lowest == null ? [0, 0] : scaleSpan(lowest, highest, line.inner);
  // Halves, as the difference of two large numbers may be beyond a double.
  const share = high > low ? "greatest((x / 2 - $l / 2) / ($h / 2 - $l / 2), 0)" : "0";
  const step = `least(round(${share} * ${FINE_STEPS}) * ${STEP}, ${SCALE_STEPS})`;
  const bound = step.replaceAll("$l", `(${low})::DOUBLE`).replaceAll("$h", `(${high})::DOUBLE`);
  const [rows, codes] = await sql.numbers(
    `SELECT row, (CASE WHEN x IS NULL THEN ${SCALE_MISSING} ELSE ${bound} END)::UINTEGER FROM (${values})`,
    where.values,
  );
  return { low, high, lowest, highest, rows: rows as Uint32Array, codes: codes as Uint32Array };
}

/** What `agreementCodes` gives. */
export const AGREEMENT = { same: 0, different: 1, missing: 2 } as const;

/** Do two fields of each row say the same? For a list: does any of its values? */
export async function agreementCodes(
  sql: Sql,
  [one, other]: readonly [CatalogField, CatalogField],
  where: CompiledFilter,
): Promise<RowCodes> {
  const isNone = ({ type, expression }: CatalogField): string =>
    type === "strings" ? `len(${expression}) = 0` : `${expression} IS NULL`;
  const [rows, codes] = await sql.numbers(
    `SELECT r.row, (CASE WHEN ${isNone(one)} OR ${isNone(other)} OR (${isNone(one)}) IS NULL OR (${isNone(other)}) IS NULL THEN ${AGREEMENT.missing}
       WHEN ${sameSql(one, other)} THEN ${AGREEMENT.same} ELSE ${AGREEMENT.different} END)::UINTEGER
     FROM rows r WHERE ${where.where}`,
    where.values,
  );
  return { rows: rows as Uint32Array, codes: codes as Uint32Array };
}

function sameSql(one: CatalogField, other: CatalogField): string {
  const text = ({ expression }: CatalogField): string => `CAST(${expression} AS VARCHAR)`;
  if (one.type === "strings" && other.type === "strings") return `list_has_any(${one.expression}, ${other.expression})`;
  if (one.type === "strings") return `list_contains(${one.expression}, ${text(other)})`;
  if (other.type === "strings") return `list_contains(${other.expression}, ${text(one)})`;
  return one.type === other.type ? `${one.expression} = ${other.expression}` : `${text(one)} = ${text(other)}`;
}
