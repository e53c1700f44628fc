import { closestName } from "@pomona/contract/filter-problem";
import { Problem, type ProblemCode } from "@pomona/contract/problems";
import type { Sql } from "./database.ts";
import { type CatalogFields, loadFields } from "./fields.ts";
import { type ServedFunction, servedFunctions } from "./score-tables.ts";

export interface NamedBatch {
  id: number;
  name: string;
  project: string;
}

/** Everything a filter can name, as it is in one snapshot. */
export interface FilterNames {
  fields: CatalogFields;
  functions: ReadonlyMap<string, ServedFunction>;
  /** Ids by name. */
  spaces: ReadonlyMap<string, number>;
  projects: ReadonlyMap<string, number>;
  batches: readonly NamedBatch[];
}

export async function loadFilterNames(sql: Pick<Sql, "all">): Promise<FilterNames> {
  const ids = async (table: "spaces" | "projects") =>
    new Map((await sql.all<{ id: number; name: string }>(`SELECT id, name FROM ${table} ORDER BY id`)).map(({ id, name }) => [name, id]));
  return {
    fields: await loadFields(sql),
    functions: await servedFunctions(sql),
    spaces: await ids("spaces"),
    projects: await ids("projects"),
    batches: await sql.all<{ id: number; name: string; project: string }>(
      "SELECT b.id, b.name, p.name AS project FROM batches b JOIN projects p ON p.id = b.project ORDER BY b.id",
    ),
  };
}

export const requireFunction = (names: FilterNames, name: string): ServedFunction => names.functions.get(name) ?? missing("function", name, names.functions.keys());
export const requireSpace = (names: FilterNames, name: string): number => names.spaces.get(name) ?? missing("space", name, names.spaces.keys());
export const requireProject = (names: FilterNames, name: string): number => names.projects.get(name) ?? missing("project", name, names.projects.keys());

/** Batches of that name, in one project or in all; at least one. */
export function requireBatches(names: FilterNames, name: string, project?: string): number[] {
  if (project !== undefined) requireProject(names, project);
  const found = names.batches.filter((batch) => batch.name === name && (project === undefined || batch.project === project));
  if (found.length === 0) missing("batch", name, names.batches.map((batch) => batch.name));
  return found.map((batch) => batch.id);
}

function missing(noun: "function" | "space" | "project" | "batch", name: string, candidates: Iterable<string>): never {
  const suggestion = closestName(name, candidates);
  const code: ProblemCode = `${noun}-not-found`;
  throw new Problem(code, { detail: `There is no ${noun} ${JSON.stringify(name)}.${suggestion ? ` Did you mean ${JSON.stringify(suggestion)}?` : ""}`, fields: { [noun]: name } });
}
