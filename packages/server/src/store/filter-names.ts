import { badFilter, closestName } from "@pomona/contract/filter-problem";
import { Problem, type ProblemCode } from "@pomona/contract/problems";
import type { Sql } from "./database.ts";
import { type CatalogFields, loadFields } from "./fields.ts";
import type { MapRef } from "./map-tables.ts";
import type { ServedFunction } from "./score-source.ts";
import { loadServedFunctions } from "./served-functions.ts";

export interface NamedBatch {
  id: number;
  name: string;
  project: string;
}

/** A projection as filters see it. */
export interface NamedProjection {
  id: number;
  /** Numbers of its complete versions, newest first. */
  complete: readonly number[];
}

/** Everything a filter can name, as it is in one snapshot. */
export interface FilterNames {
  fields: CatalogFields;
  functions: ReadonlyMap<string, ServedFunction>;
  /** Ids by name. */
  spaces: ReadonlyMap<string, number>;
  projects: ReadonlyMap<string, number>;
  batches: readonly NamedBatch[];
  slices: ReadonlyMap<string, number>;
  projections: ReadonlyMap<string, NamedProjection>;
}

interface NameLine {
  kind: "space" | "project" | "batch" | "slice" | "projection";
  id: number;
  name: string;
  /** Project of a batch, complete versions of a projection. */
  more: string | null;
}

export async function loadFilterNames(sql: Pick<Sql, "all">): Promise<FilterNames> {
  const lines = await sql.all<NameLine & Record<string, unknown>>(
    `SELECT * FROM (
       SELECT 'space' AS kind, id, name, NULL::VARCHAR AS more FROM spaces
       UNION ALL SELECT 'project', id, name, NULL FROM projects
       UNION ALL SELECT 'slice', id, name, NULL FROM slices
       UNION ALL SELECT 'batch', b.id, b.name, p.name FROM batches b JOIN projects p ON p.id = b.project
       UNION ALL SELECT 'projection', p.id, p.name, string_agg(v.version, ' ' ORDER BY v.version DESC) FROM projections p
         LEFT JOIN projection_versions v ON v.projection = p.id AND v.state = 'complete' GROUP BY p.id, p.name
     ) ORDER BY id`,
  );
  const of = (kind: NameLine["kind"]) => lines.filter((line) => line.kind === kind);
  return {
    fields: await loadFields(sql),
    functions: new Map((await loadServedFunctions(sql)).map((served) => [served.name, served])),
    spaces: new Map(of("space").map(({ id, name }) => [name, id])),
    projects: new Map(of("project").map(({ id, name }) => [name, id])),
    batches: of("batch").map(({ id, name, more }) => ({ id, name, project: more ?? "" })),
    slices: new Map(of("slice").map(({ id, name }) => [name, id])),
    projections: new Map(
      of("projection").map(({ id, name, more }) => [
        name,
        { id, complete: more === null ? [] : more.split(" ").map(Number) },
      ]),
    ),
  };
}

export const requireFunction = (names: FilterNames, name: string): ServedFunction =>
  names.functions.get(name) ?? missing("function", name, names.functions.keys());
export const requireSpace = (names: FilterNames, name: string): number =>
  names.spaces.get(name) ?? missing("space", name, names.spaces.keys());
export const requireProject = (names: FilterNames, name: string): number =>
  names.projects.get(name) ?? missing("project", name, names.projects.keys());
export const requireSlice = (names: FilterNames, name: string): number =>
  names.slices.get(name) ?? missing("slice", name, names.slices.keys());

/** Batches of that name, in one project or in all; at least one. */
export function requireBatches(names: FilterNames, name: string, project?: string): number[] {
  if (project !== undefined) requireProject(names, project);
  const found = names.batches.filter(
    (batch) => batch.name === name && (project === undefined || batch.project === project),
  );
  if (found.length === 0)
    missing(
      "batch",
      name,
      names.batches.map((batch) => batch.name),
    );
  return found.map((batch) => batch.id);
}

/** A complete version of a projection. `bad-filter` for one that is gone, or is not complete; `part` is where it was named. */
export function requireMap(
  names: FilterNames,
  wanted: { projection: string; version: number; part: readonly string[] },
): MapRef {
  const { projection, version, part } = wanted;
  const { id, complete } = requireProjection(names, projection);
  if (complete.includes(version)) return { projection: id, version };
  const newest = complete[0];
  throw badFilter(
    newest === undefined
      ? `${JSON.stringify(projection)} is not laid out yet: it has no version ${version}. Wait until its first map is complete.`
      : `${JSON.stringify(projection)} has no version ${version} any more. Places on one map mean nothing on another: draw the region, or choose the cluster, again on the newest version, ${newest}.`,
    { projection, version, newest: newest ?? null, part },
  );
}

/** The version of a projection that a condition means: the newest complete one unless it names one; null before any is complete. */
export function servedMap(
  names: FilterNames,
  wanted: { projection: string; version: number | undefined },
): MapRef | null {
  const { projection, version } = wanted;
  if (version !== undefined) return requireMap(names, { projection, version, part: ["version"] });
  const { id, complete } = requireProjection(names, projection);
  return complete[0] === undefined ? null : { projection: id, version: complete[0] };
}

const requireProjection = (names: FilterNames, name: string): NamedProjection =>
  names.projections.get(name) ?? missing("projection", name, names.projections.keys());

function missing(
  noun: "function" | "space" | "project" | "batch" | "slice" | "projection",
  name: string,
  candidates: Iterable<string>,
): never {
  const suggestion = closestName(name, candidates);
  const code: ProblemCode = `${noun}-not-found`;
  throw new Problem(code, {
    detail: `There is no ${noun} ${JSON.stringify(name)}.${suggestion ? ` Did you mean ${JSON.stringify(suggestion)}?` : ""}`,
    fields: { [noun]: name },
  });
}
