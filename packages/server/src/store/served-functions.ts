import { combinationSql } from "./combination-sql.ts";
import type { Sql } from "./database.ts";
import type { VersionParameters } from "./function-table.ts";
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
  const lines = await sql.all<Line & Record<string, unknown>>(
    `SELECT f.id, f.name, f.served_version AS served, v.parameters FROM functions f
     LEFT JOIN function_versions v ON f.kind = 'combination' AND v.function = f.id AND v.version = f.served_version
     ORDER BY f.id`,
  );
  const sources = readSources(lines);
  return lines.map(({ id, name }) => servedFunction(id, name, sources.get(id) ?? null));
}

export const servedFunction = (id: number, name: string, source: ScoreSource | null): ServedFunction => {
  if (source === null) return { id, name, table: null };
  if ("table" in source) return { id, name, table: source.table };
  return { id, name, table: combinationSql(source), combined: source };
};

type Combination = Extract<VersionParameters, { kind: "combination" }>;

function readSources(lines: readonly Line[]): Map<number, ScoreSource | null> {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const sources = new Map<number, ScoreSource | null>();
  const sourceOf = (id: number): ScoreSource | null => {
    const known = sources.get(id);
    if (known !== undefined) return known;
    // Combinations are kept free of cycles; one that is met all the same has no scores.
    sources.set(id, null);
    const line = byId.get(id);
    const source = line ? read(line) : null;
    sources.set(id, source);
    return source;
  };
  const read = ({ id, served, parameters }: Line): ScoreSource | null => {
    if (served === null) return null;
    if (parameters === null) return { table: scoreTable(id, served) };
    const { operator, parts } = JSON.parse(parameters) as Combination;
    const found = parts.map((part) => ({ source: sourceOf(part.function), weight: part.weight }));
    const scored = found.filter((part): part is CombinedSource["parts"][number] => part.source !== null);
    // A row has a score of `or` when any part has one, of the others when all have.
    if (scored.length === 0 || (operator !== "or" && scored.length < parts.length)) return null;
    return { function: id, operator, parts: scored };
  };
  for (const { id } of lines) sourceOf(id);
  return sources;
}
