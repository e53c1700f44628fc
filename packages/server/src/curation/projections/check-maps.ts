import { andNotBits, countBits } from "@pomona/compute/bitset";
import type { ItemFailure } from "@pomona/contract/imports";
import { isProblem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { mappedBits } from "../../store/map-tables.ts";
import { listProjectionRecords, listVersions, type VersionRecord } from "../../store/projection-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { readyBits } from "../../store/score-tables.ts";
import type { Workspace } from "../workspace.ts";

interface NamedMap {
  name: string;
  space: number;
  map: VersionRecord;
}

async function completeMaps(sql: Pick<Sql, "all">): Promise<NamedMap[]> {
  const maps: NamedMap[] = [];
  for (const { id, name, space } of await listProjectionRecords(sql))
    for (const map of await listVersions(sql, id)) if (map.state === "complete") maps.push({ name, space, map });
  return maps;
}

/** Complete maps of whole spaces that lack rows; on the map of a filter, which rows belong depends on when they came. */
export async function findUnmapped(sql: Sql): Promise<ItemFailure[]> {
  const failures: ItemFailure[] = [];
  const range = { first: 0, count: await nextOrdinal(sql) };
  for (const { name, space, map } of await completeMaps(sql)) {
    if (map.filter !== null) continue;
    const lacking = andNotBits(await readyBits(sql, space, range), await mappedBits(sql, map, range));
    const count = countBits(lacking);
    if (count > 0)
      failures.push({
        item: name,
        code: "inconsistent",
        message: `${count} rows with a vector are not on version ${map.version} of the projection "${name}". Lay it out again: pomona projection layout "${name}".`,
      });
  }
  return failures;
}

/** Complete maps on which no row that arrives could be placed: their fit is gone or damaged. Each fit is read once. */
export async function findUnreadableFits({
  database,
  fits,
}: Pick<Workspace, "database" | "fits">): Promise<ItemFailure[]> {
  const failures: ItemFailure[] = [];
  for (const { name, map } of await completeMaps(database)) {
    try {
      await fits.check(map.fitFile as string);
    } catch (error) {
      if (!isProblem(error, "internal")) throw error;
      failures.push({ item: name, code: "damaged", message: `Version ${map.version} of "${name}": ${error.message}` });
    }
  }
  return failures;
}
