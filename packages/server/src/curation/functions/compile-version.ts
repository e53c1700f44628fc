import { compileProbe } from "@pomona/compute/compile-probe";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import type { FunctionVersion, StoredProbe } from "../../store/function-table.ts";
import { compileChecked } from "../queries/similarity.ts";

/**
 * The scorer of a version, whatever its kind; not of a combination, which has no scorer of its own. Problem
 * `anchor-unusable` when its anchors cannot be combined.
 */
export function compileVersion(
  { vectors, anchors, parameters, trained }: Pick<FunctionVersion, "vectors" | "anchors" | "parameters" | "trained">,
  space: { dims: number },
): CompiledScorer {
  if (parameters.kind === "similarity") return compileChecked(vectors, anchors, space, parameters);
  if (parameters.kind === "combination" || !trained)
    throw new Problem("internal", `This version of a ${parameters.kind} has no scorer.`);
  return compileTrained(trained, space);
}

/** The scorer of a trained probe. Problem `anchor-unusable` when its numbers are unfit. */
export function compileTrained(
  { weights, bias }: Pick<StoredProbe, "weights" | "bias">,
  space: { dims: number },
): CompiledScorer {
  try {
    return compileProbe({ dims: space.dims, weights, bias });
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new Problem("anchor-unusable", `The probe cannot score: ${cause.message}`, { cause });
    throw cause;
  }
}
