import { combinedThreshold } from "@pomona/contract/combined-threshold";
import { listFunctionRecords } from "../../store/function-table.ts";
import type { Workspace } from "../workspace.ts";
import type { NewVersion } from "./make-version.ts";

/** What a combination makes of the thresholds of its parts as they are now; null for other kinds. */
export async function thresholdOfParts(
  { database }: Pick<Workspace, "database">,
  { parameters }: Pick<NewVersion, "parameters">,
): Promise<number | null> {
  if (parameters.kind !== "combination") return null;
  const thresholds = new Map((await listFunctionRecords(database)).map(({ id, threshold }) => [id, threshold]));
  const parts = parameters.parts.map((part) => ({ ...part, threshold: thresholds.get(part.function) ?? Number.NaN }));
  const threshold = combinedThreshold(parameters.operator, parts);
  return Number.isNaN(threshold) ? null : threshold;
}
