import type { CombinedSource, ScoreSource } from "./score-source.ts";

/**
 * A parenthesised SELECT of the rows and scores of a combination, to be used in place of a score table. A combination
 * that several others have as a part is written once. Sums and products are float64 in the order of the parts, rounded
 * once to FLOAT; see `combinedColumn`, which gives the same bits.
 */
export function combinationSql(combined: CombinedSource): string {
  const names = new Map<CombinedSource, string>();
  const written: string[] = [];
  const nameOf = (source: ScoreSource): string => {
    if ("table" in source) return source.table;
    const known = names.get(source);
    if (known !== undefined) return known;
    const select = selectOf(
      source,
      source.parts.map((part) => nameOf(part.source)),
    );
    const name = `combined_${Math.trunc(source.function)}`;
    names.set(source, name);
    written.push(`${name} AS (${select})`);
    return name;
  };
  const last = selectOf(
    combined,
    combined.parts.map((part) => nameOf(part.source)),
  );
  return written.length > 0 ? `(WITH ${written.join(", ")} ${last})` : `(${last})`;
}

function selectOf({ operator, parts }: CombinedSource, tables: readonly string[]): string {
  const [first = ""] = tables;
  // 1 - x of two floats is rounded once.
  if (operator === "not") return `SELECT row, (1::FLOAT - score)::FLOAT AS score FROM ${first}`;
  if (operator === "or") {
    const all = tables.map((table) => `SELECT row, score FROM ${table}`).join(" UNION ALL ");
    return `SELECT row, max(score) AS score FROM (${all}) GROUP BY row`;
  }
  const scores = tables.map((_, i) => `p${i}.score`);
  const joined = tables.map((table, i) => (i === 0 ? `${table} p0` : `JOIN ${table} p${i} ON p${i}.row = p0.row`));
  return `SELECT p0.row AS row, ${scoreSql(operator, scores, parts)} AS score FROM ${joined.join(" ")}`;
}

function scoreSql(
  operator: "and" | "sum" | "product",
  scores: readonly string[],
  parts: CombinedSource["parts"],
): string {
  if (operator === "and") return scores.length === 1 ? (scores[0] as string) : `least(${scores.join(", ")})`;
  const wide = scores.map((score) => `${score}::DOUBLE`);
  if (operator === "product") return `(${wide.join(" * ")})::FLOAT`;
  const terms = wide.map((score, i) => `${score} * ${double(parts[i]?.weight ?? 1)}`);
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return `((${terms.join(" + ")}) / ${double(total)})::FLOAT`;
}

/** As text, as DuckDB reads a literal with a point as DECIMAL. */
const double = (value: number): string => `'${value}'::DOUBLE`;
