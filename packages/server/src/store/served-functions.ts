import { combinationSql } from "./combination-sql.ts";
import type { Sql } from "./database.ts";
import type { Combination } from "./function-table.ts";
import type { CombinedSource, ScoreSource, ServedFunction } from "./score-source.ts";
import { scoreTable } from "./score-tables.ts";

interface Line {
  id: number;
  name: string;
  served: number | null;
  parameters: string | null;
}

/** Every function as filters see it, in order of their ids. */
export async function loadServedFunctions(sql: Pick<Sql, "all">): Promise<ServedFunction[]> {
  const lines = await readLines(sql);
  const sourceOf = sourceReader(lines);
  return lines.map(({ id, name }) => served(id, name, sourceOf(id)));
}

/** Where the scores of a combination are read that need not be stored; null where it would have none. */
export async function combinationSource(
  sql: Pick<Sql, "all">,
  { operator, parts }: Pick<Combination, "operator" | "parts">,
): Promise<CombinedSource | null> {
  return combine(sourceReader(await readLines(sql)), { function: 0, operator, parts });
}

const readLines = (sql: Pick<Sql, "all">): Promise<Line[]> =>
  sql.all<Line & Record<string, unknown>>(
    `SELECT f.id, f.name, f.served_version AS served, v.parameters FROM functions f
     LEFT JOIN function_versions v ON f.kind = 'combination' AND v.function = f.id AND v.version = f.served_version
     ORDER BY f.id`,
  );

function served(id: number, name: string, source: ScoreSource | null): ServedFunction {
  if (source === null) return { id, name, table: null };
  if ("table" in source) return { id, name, table: source.table };
  return { id, name, table: combinationSql(source), combined: source };
}

type SourceOf = (id: number) => ScoreSource | null;

/** Finds the source of a function by its id; of each the same object, however often it is a part. */
function sourceReader(lines: readonly Line[]): SourceOf {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const sources = new Map<number, ScoreSource | null>();
  const sourceOf: SourceOf = (id) => {
    const known = sources.get(id);
    if (known !== undefined) return known;
    // Combinations are kept free of cycles; one that is met all the same has no scores.
    sources.set(id, null);
    const line = byId.get(id);
    const source = line && line.served !== null ? read(line, line.served) : null;
    sources.set(id, source);
    return source;
  };
  const read = ({ id, parameters }: Line, version: number): ScoreSource | null =>
    parameters === null
      ? { table: scoreTable(id, version) }
      : combine(sourceOf, { ...(JSON.parse(parameters) as Combination), function: id });
  return sourceOf;
}

function combine(
  sourceOf: SourceOf,
  made: Pick<Combination, "operator" | "parts"> & { function: number },
): CombinedSource | null {
  const parts: CombinedSource["parts"] = [];
  for (const part of made.parts) {
    const source = sourceOf(part.function);
    if (source) parts.push({ source, weight: part.weight });
    // A row has a score of `or` when any part has one, of the others when all have.
    else if (made.operator !== "or") return null;
  }
  return parts.length === 0 ? null : { function: made.function, operator: made.operator, parts };
}
