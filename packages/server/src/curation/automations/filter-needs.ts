import type { Condition, Filter, FilterTree } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import type { FilterPlaces } from "@pomona/contract/filter-places";
import { badFilter } from "@pomona/contract/filter-problem";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { Sql } from "../../store/database.ts";
import { int } from "../../store/sql-values.ts";

/** What functions, projections and spaces are made of, as it is in one state of the catalog. */
export interface Wiring {
  functions: ReadonlyMap<string, WiredFunction>;
  /** Space by name, and the space that one is derived from, by id. */
  spaces: ReadonlyMap<string, number>;
  sources: ReadonlyMap<number, number>;
  /** Space of a projection by its name. */
  projections: ReadonlyMap<string, number>;
}

interface WiredFunction {
  id: number;
  name: string;
  servedVersion: number | null;
  /** Whether rows that were there before it lack scores in the version that filters see. */
  isBeingScored: boolean;
  /** Of the newest and the served version; none of a combination. */
  spaces: readonly number[];
  /** Ids of the functions that a combination is made of. */
  parts: readonly number[];
}

export async function readWiring(sql: Pick<Sql, "all">): Promise<Wiring> {
  const functions = new Map<string, WiredFunction>();
  const versions = await sql.all(
    `SELECT f.id, f.name, f.served_version, v.version, v.state, v.space, CASE WHEN v.space IS NULL THEN v.parameters END AS parameters
     FROM functions f JOIN function_versions v ON v.function = f.id AND (v.version = f.version OR v.version = f.served_version)`,
  );
  for (const row of versions) {
    const name = row.name as string;
    const before = functions.get(name);
    const isServed = row.version === row.served_version;
    functions.set(name, {
      id: int(row.id),
      name,
      servedVersion: row.served_version === null ? null : int(row.served_version),
      isBeingScored: (before?.isBeingScored ?? false) || (isServed && row.state === "scoring"),
      spaces: [...(before?.spaces ?? []), ...(row.space === null ? [] : [int(row.space)])],
      parts: [...(before?.parts ?? []), ...partsIn(row.parameters as string | null)],
    });
  }
  const spaces = await sql.all("SELECT id, name, derived_from FROM spaces");
  const projections = await sql.all("SELECT name, space FROM projections");
  return {
    functions,
    spaces: new Map(spaces.map((row) => [row.name as string, int(row.id)])),
    sources: new Map(
      spaces.flatMap((row): [number, number][] =>
        row.derived_from === null ? [] : [[int(row.id), int(row.derived_from)]],
      ),
    ),
    projections: new Map(projections.map((row) => [row.name as string, int(row.space)])),
  };
}

const partsIn = (parameters: string | null): number[] =>
  ((parameters === null ? {} : JSON.parse(parameters)) as { parts?: { function: number }[] }).parts?.map(
    (part) => part.function,
  ) ?? [];

/** What must be known of a row before a filter can be asked of it. */
export interface FilterNeeds {
  /** Names of functions in the filter, in order, each once. */
  functions: readonly string[];
  /** Ids of these and of all that they are made of. */
  functionIds: ReadonlySet<number>;
  /** Ids of the spaces in which the row's vector must not be pending. */
  spaces: ReadonlySet<number>;
  /** Whether rows that were there before a function still lack its scores. */
  isBeingScored: boolean;
}

/** Reads the filter of an automation. Throws `bad-filter`, also for a condition that cannot be asked of single rows. */
export function readAutomationFilter(input: FilterTree | Filter | string): { filter: Filter; places: FilterPlaces } {
  const read = readFilterInput(input);
  if ([...conditionsOf(read.filter)].some((condition) => "similarity" in condition))
    throw badFilter(
      "An automation cannot ask for `similarity`: it would have to search anew for each row. Save the search as a function, which scores each row that arrives, and ask for its score.",
      { reason: "similarity" },
    );
  return read;
}

/** What is not there any more counts for nothing. */
export function needsOf(filter: Filter, wiring: Wiring): FilterNeeds {
  const byId = new Map([...wiring.functions.values()].map((one) => [one.id, one]));
  const names = new Set<string>();
  const found = new Map<number, WiredFunction>();
  const spaces = new Set<number>();
  const addFunction = (one: WiredFunction | undefined): void => {
    if (!one || found.has(one.id)) return;
    found.set(one.id, one);
    for (const space of one.spaces) addSpace(space);
    for (const part of one.parts) addFunction(byId.get(part));
  };
  // A derived space has nothing of a row until the space that it is made from has.
  const addSpace = (space: number | undefined): void => {
    for (let next = space; next !== undefined && !spaces.has(next); next = wiring.sources.get(next)) spaces.add(next);
  };
  for (const condition of conditionsOf(filter)) {
    if ("function" in condition) {
      names.add(condition.function);
      addFunction(wiring.functions.get(condition.function));
    } else addSpace(spaceOf(condition, wiring));
  }
  return {
    functions: [...names],
    functionIds: new Set(found.keys()),
    spaces,
    isBeingScored: [...found.values()].some((one) => one.isBeingScored),
  };
}

function spaceOf(condition: Condition, wiring: Wiring): number | undefined {
  if ("embedding" in condition) return wiring.spaces.get(condition.embedding);
  if ("cluster" in condition) return wiring.projections.get(condition.projection);
  if ("mapped" in condition) return wiring.projections.get(condition.mapped);
  if ("region" in condition) return wiring.projections.get(condition.region.projection);
  return undefined;
}
