import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import type { FunctionVersion } from "../store/function-table.ts";
import { compileChecked } from "./similarity.ts";

/**
 * The scorer of a version, whatever its kind; not of a combination, which has no scorer of its own. Problem
 * `anchor-unusable` when its anchors cannot be combined.
 */
export function compileVersion(
  { vectors, anchors, parameters }: Pick<FunctionVersion, "vectors" | "anchors" | "parameters" | "trained">,
  space: { dims: number },
): CompiledScorer {
  if (parameters.kind === "similarity") return compileChecked(vectors, anchors, space, parameters);
  throw new Problem("internal", `A ${parameters.kind} has no scorer.`);
}
