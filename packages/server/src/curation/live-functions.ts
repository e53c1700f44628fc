import type { CompiledScorer } from "@pomona/compute/scorer";
import { compileSimilarity } from "@pomona/compute/similarity";
import type { CombineMode } from "@pomona/contract/anchors";
import type { Sql } from "../store/database.ts";
import { type FunctionVersion, versionsOfSpace } from "../store/function-table.ts";

/** Newest and served versions of every function of a space: those whose scores must cover each vector. */
export const liveVersions = (sql: Pick<Sql, "all">, space: number): Promise<FunctionVersion[]> =>
  versionsOfSpace(sql, space);

const compiled = new Map<string, { vectors: Float32Array; scorer: CompiledScorer }>();
const KEPT = 1000;

/** Anchor vectors and parameters as plain numbers. Compiled once for each version, which never changes. */
export function compiledVersion(version: FunctionVersion, dims: number): CompiledScorer {
  const id = `${version.function}:${version.version}:${version.created.getTime()}`;
  const known = compiled.get(id);
  if (known) return known.scorer;
  const scorer = compileAnchors(
    version.vectors,
    version.anchors.map((anchor) => anchor.sign),
    dims,
    version.parameters,
  );
  if (compiled.size >= KEPT) compiled.delete(compiled.keys().next().value as string);
  compiled.set(id, { vectors: version.vectors, scorer });
  return scorer;
}

/** Compiles anchors: row i of `vectors` (unit, `dims` float32) is a positive or negative example by `signs[i]`. */
export function compileAnchors(
  vectors: Float32Array,
  signs: readonly ("+" | "-")[],
  dims: number,
  parameters: { combine: CombineMode; negativeWeight: number },
): CompiledScorer {
  const take = (sign: "+" | "-"): Float32Array[] =>
    Array.from(signs.keys())
      .filter((position) => signs[position] === sign)
      .map((position) => vectors.subarray(position * dims, (position + 1) * dims));
  return compileSimilarity({
    dims,
    positives: take("+"),
    negatives: take("-"),
    combine: parameters.combine,
    negativeWeight: parameters.negativeWeight,
  });
}
