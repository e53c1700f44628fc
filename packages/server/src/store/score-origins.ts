import type { FunctionOrigin, ScoreOrigin } from "@pomona/contract/rows";
import type { Sql } from "./database.ts";
import type { VersionParameters } from "./function-table.ts";
import { int } from "./sql-values.ts";
import { readWhyUnscored } from "./why-unscored.ts";

/** The served version of a function, and when a row came by its score in it. */
interface Served {
  name: string;
  version: number | null;
  /** Functions that a combination is made of. */
  parts: number[];
  computed: Date | null;
}

/**
 * Where the scores of a row come from, by function. `computed` is the later of the moment its version was complete and the
 * moment its vector was stored; segments that were merged have the newest moment of theirs, so it is never too early.
 */
export async function scoreOrigins(
  sql: Pick<Sql, "all">,
  row: number,
  scores: Readonly<Record<string, number | null>>,
): Promise<Record<string, ScoreOrigin>> {
  const served = await readServed(sql, await vectorTimes(sql, row));
  return Object.fromEntries(
    [...served].flatMap(([id, { name, version, parts: direct }]) => {
      const score = scores[name];
      if (score === undefined) return [];
      const below = partsBelow(served, direct);
      const computed = latest([id, ...below].map((part) => served.get(part)?.computed ?? null));
      const parts = namedParts(served, below);
      return [[name, { score, version, computed: score === null ? null : (computed?.toISOString() ?? null), parts }]];
    }),
  );
}

/** Where the scores of functions come from: what serves now. */
export async function functionOrigins(
  sql: Pick<Sql, "all">,
  functions: readonly { id: number; name: string }[],
): Promise<Record<string, FunctionOrigin>> {
  if (functions.length === 0) return {};
  const served = await readServed(sql, new Map());
  const why = await readWhyUnscored(sql);
  return Object.fromEntries(
    functions.flatMap(({ id, name }) => {
      const found = served.get(id);
      if (!found) return [];
      const below = partsBelow(served, found.parts);
      const completed = latest([id, ...below].map((part) => served.get(part)?.computed ?? null));
      return [
        [
          name,
          {
            version: found.version,
            completed: completed?.toISOString() ?? null,
            parts: namedParts(served, below),
            error: why.ofFunction(id),
          },
        ],
      ];
    }),
  );
}

const namedParts = (served: ReadonlyMap<number, Served>, parts: readonly number[]): FunctionOrigin["parts"] =>
  parts.flatMap((part) => {
    const found = served.get(part);
    return found ? [{ function: found.name, version: found.version }] : [];
  });

/** A function that a combination is made of, with the version of it that serves. */
export interface ServedPart {
  id: number;
  version: number | null;
}

/** Functions with these ids, and all that they are made of, each once, as they serve now. */
export async function servedParts(sql: Pick<Sql, "all">, ids: readonly number[]): Promise<ServedPart[]> {
  const served = await readServed(sql, new Map());
  return partsBelow(served, ids).flatMap((id) => {
    const found = served.get(id);
    return found ? [{ id, version: found.version }] : [];
  });
}

/**
 * The moment from which on these functions, and all that they are made of, have the scores that serve: the last one at which
 * one of them was complete. A first version serves while it is scored; until it is complete, its making counts.
 */
export async function servedSince(sql: Pick<Sql, "all">, ids: readonly number[]): Promise<Date | null> {
  const served = await readServed(sql, new Map());
  return latest(partsBelow(served, ids).map((id) => served.get(id)?.computed ?? null));
}

/** When the vectors of a row were stored, by space. */
async function vectorTimes(sql: Pick<Sql, "all">, row: number): Promise<Map<number, Date>> {
  const lines = await sql.all<{ space: number; created: Date }>(
    `SELECT e.space, s.created FROM embeddings e JOIN segments s ON s.id = e.segment
     WHERE e.row = ${Math.trunc(row)} AND e.state = 'ready'`,
  );
  return new Map(lines.map(({ space, created }) => [space, created]));
}

async function readServed(sql: Pick<Sql, "all">, stored: ReadonlyMap<number, Date>): Promise<Map<number, Served>> {
  const lines = await sql.all(
    `SELECT f.id, f.name, f.served_version, v.space, v.parameters, coalesce(v.completed, v.created) AS ready
     FROM functions f LEFT JOIN function_versions v ON v.function = f.id AND v.version = f.served_version ORDER BY f.name`,
  );
  return new Map(
    lines.map((line) => {
      const vector = line.space === null ? undefined : stored.get(int(line.space));
      return [
        int(line.id),
        {
          name: line.name as string,
          version: line.served_version === null ? null : int(line.served_version),
          parts: line.parameters === null ? [] : partsOf(line.parameters as string),
          computed: latest([line.ready as Date | null, vector ?? null]),
        },
      ];
    }),
  );
}

function partsOf(parameters: string): number[] {
  const read = JSON.parse(parameters) as Partial<VersionParameters>;
  return read.kind === "combination" ? (read.parts ?? []).map((part) => part.function) : [];
}

/** These functions, and those that they are made of, each once. */
function partsBelow(served: ReadonlyMap<number, Served>, parts: readonly number[]): number[] {
  const found = new Set<number>();
  const pending = [...parts];
  for (let part = pending.shift(); part !== undefined; part = pending.shift()) {
    if (found.has(part)) continue;
    found.add(part);
    pending.push(...(served.get(part)?.parts ?? []));
  }
  return [...found];
}

const latest = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((last, moment) => (moment !== null && (last === null || moment > last) ? moment : last), null);
