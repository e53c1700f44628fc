import type { CombinationParameters } from "@pomona/contract/combinations";
import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import {
  type Combination,
  type FunctionRecord,
  listFunctionRecords,
  newestVersions,
} from "../../store/function-table.ts";

/** Levels of combinations in combinations. */
const MOST_LEVELS = 16;

/**
 * What a combination is made of, its parts by id. `self` is the one that is edited. Problem `combination-unusable`:
 * unknown parts, too few or too many, or parts that are made of the combination themselves.
 */
export async function readCombination(
  sql: Pick<Sql, "all">,
  { operator, parts }: CombinationParameters,
  self?: Pick<FunctionRecord, "id" | "name">,
): Promise<Combination> {
  const records = await listFunctionRecords(sql);
  const byName = new Map(records.map((record) => [record.name, record]));
  const unknown = parts.filter((part) => !byName.has(part.function));
  if (unknown.length > 0)
    throw unusable(
      `There is no function ${unknown.map((part) => JSON.stringify(part.function)).join(", ")} to combine. Functions: ${
        records.map(({ name }) => JSON.stringify(name)).join(", ") || "none yet"
      }.`,
      { functions: unknown.map((part) => part.function) },
    );
  if (operator === "not" ? parts.length !== 1 : parts.length < 2)
    throw unusable(
      `\`${operator}\` takes ${operator === "not" ? "one function" : "at least two functions"}, not ${parts.length}.`,
    );
  if (operator !== "sum" && parts.some(({ weight }) => weight !== 1))
    throw unusable(`Weights are of \`sum\` alone; \`${operator}\` takes none.`);
  const made: Combination = {
    kind: "combination",
    operator,
    parts: parts.map((part) => ({ function: (byName.get(part.function) as FunctionRecord).id, weight: part.weight })),
  };
  refuseCycles(made, { self, records, combinations: await combinationsById(sql) });
  return made;
}

/** What each combination is made of, by its id. */
export async function combinationsById(sql: Pick<Sql, "all">): Promise<Map<number, Combination>> {
  const combinations = new Map<number, Combination>();
  for (const [id, { parameters }] of await newestVersions(sql))
    if (parameters.kind === "combination") combinations.set(id, parameters);
  return combinations;
}

/** Names of the combinations that have a function as a part, by its id. */
export async function usersById(sql: Pick<Sql, "all">): Promise<Map<number, string[]>> {
  const combinations = await combinationsById(sql);
  const users = new Map<number, string[]>();
  for (const { id, name } of await listFunctionRecords(sql))
    for (const part of new Set(combinations.get(id)?.parts.map((each) => each.function)))
      users.set(part, [...(users.get(part) ?? []), name]);
  return users;
}

/** Ids of the combinations that are made of a function, directly or through others. */
export async function combinationsAbove(sql: Pick<Sql, "all">, id: number): Promise<number[]> {
  const combinations = await combinationsById(sql);
  const above = new Set<number>();
  for (const pending = [id]; pending.length > 0; ) {
    const part = pending.pop();
    for (const [user, { parts }] of combinations) {
      if (above.has(user) || !parts.some((each) => each.function === part)) continue;
      above.add(user);
      pending.push(user);
    }
  }
  return [...above];
}

function refuseCycles(
  made: Combination,
  known: {
    self: Pick<FunctionRecord, "id" | "name"> | undefined;
    records: readonly FunctionRecord[];
    combinations: ReadonlyMap<number, Combination>;
  },
): void {
  const { self, records, combinations } = known;
  const names = new Map(records.map(({ id, name }) => [id, name]));
  const nameOf = (id: number): string => names.get(id) ?? "?";
  /** Levels below a function; each is looked at once. */
  const levels = new Map<number, number>();
  const levelsOf = (id: number, path: readonly number[]): number => {
    if (id === self?.id) {
      const cycle = [self.name, ...path.map(nameOf), self.name];
      throw unusable(`"${self.name}" would be made of itself: ${cycle.join(" \u2192 ")}.`, { path: cycle });
    }
    const before = levels.get(id);
    if (before !== undefined) return before;
    const parts = combinations.get(id)?.parts ?? [];
    const found = Math.max(0, ...parts.map((part) => 1 + levelsOf(part.function, [...path, id])));
    levels.set(id, found);
    return found;
  };
  const most = 1 + Math.max(...made.parts.map((part) => levelsOf(part.function, [])));
  if (most > MOST_LEVELS)
    throw unusable(`Combinations can be made of combinations ${MOST_LEVELS} levels deep; this one would have ${most}.`);
}

const unusable = (detail: string, fields: Record<string, unknown> = {}): Problem =>
  new Problem("combination-unusable", { detail, fields });
