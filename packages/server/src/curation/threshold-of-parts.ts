import { listFunctionRecords } from "../store/function-table.ts";
import { combineColumns } from "../store/served-column.ts";
import type { NewVersion } from "./make-version.ts";
import type { Workspace } from "./workspace.ts";

/**
 * What a combination makes of the thresholds of its parts: the score of a row that is just a hit of each. With parts of
 * other thresholds than 0.8, a combination would else have all rows as hits, or none. Null for other kinds.
 */
export async function combinedThreshold(
  { database }: Pick<Workspace, "database">,
  { parameters }: Pick<NewVersion, "parameters">,
): Promise<number | null> {
  if (parameters.kind !== "combination") return null;
  const { operator, parts } = parameters;
  const thresholds = new Map((await listFunctionRecords(database)).map(({ id, threshold }) => [id, threshold]));
  const columns = parts.map((part) => Float32Array.of(thresholds.get(part.function) ?? Number.NaN));
  const weights = parts.map(({ weight }) => weight);
  const threshold = (await combineColumns(operator, columns, weights))[0] ?? Number.NaN;
  // Without the digits that are float32's alone; rounded down, so that such a row is a hit.
  return Number.isNaN(threshold) ? null : Math.floor(threshold * 1e6) / 1e6;
}
