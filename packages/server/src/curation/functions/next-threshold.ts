import type { FunctionRecord } from "../../store/function-table.ts";
import { defaultThreshold, type NewVersion } from "./make-version.ts";

/** What a version is followed by another with: the threshold that counts, and the probe, null of the other kinds. */
interface Before extends Pick<FunctionRecord, "threshold">, Pick<NewVersion, "trained"> {}

/**
 * The threshold that a new version begins with: the one before where it has the same kind, but of a probe the one that is
 * suggested now, unless somebody chose another than was suggested before.
 */
export function nextThreshold(before: Before, next: Pick<NewVersion, "trained">): number {
  const isOtherKind = (before.trained === null) !== (next.trained === null);
  if (isOtherKind) return defaultThreshold(next);
  const isSuggested = before.trained !== null && before.threshold === defaultThreshold(before);
  return isSuggested ? defaultThreshold(next) : before.threshold;
}
