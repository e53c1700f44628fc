import type { CompiledScorer } from "@pomona/compute/scorer";
import { compileSimilarity } from "@pomona/compute/similarity";
import type { Anchor, CombineMode } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import { type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import type { ScanTarget } from "../../store/vector-store.ts";
import { type ResolvedAnchors, resolveAnchors } from "../functions/anchors.ts";
import { suggestSpace } from "../spaces/suggest-space.ts";
import type { Workspace } from "../workspace.ts";
import type { PreparedSearch } from "./query-context.ts";

/** A search or a similarity condition: anchors in a space, and how they combine. */
export interface Similarity {
  space: string;
  anchors: Anchor[];
  combine: CombineMode;
  negativeWeight: number;
}

/** Anchors compiled for the space they are in. */
export async function compileSearch(
  workspace: Workspace,
  space: SpaceRecord,
  search: Omit<Similarity, "space">,
): Promise<{ scorer: CompiledScorer; resolved: ResolvedAnchors }> {
  const resolved = await resolveAnchors(workspace, space, search.anchors);
  return { scorer: compileChecked(resolved.vectors, resolved.anchors, space, search), resolved };
}

/** Compiles anchors; Problem `anchor-unusable` when they cannot be combined, for example when they cancel each other out. */
export function compileChecked(
  vectors: Float32Array,
  anchors: readonly { sign: "+" | "-" }[],
  space: Pick<SpaceRecord, "dims">,
  parameters: { combine: CombineMode; negativeWeight: number },
): CompiledScorer {
  try {
    const signs = anchors.map((anchor) => anchor.sign);
    return compileAnchors(vectors, signs, space.dims, parameters);
  } catch (cause) {
    if (cause instanceof RangeError)
      throw new Problem("anchor-unusable", `The anchors cannot be combined: ${cause.message}`, { cause });
    throw cause;
  }
}

/** A search whose space may be left to be suggested. */
export type RankedSearch = Omit<Similarity, "space"> & { space?: string | undefined };

/** Looks up the space and the anchors of a search; what it gives needs no connection of the database. */
export async function prepareSearch(workspace: Workspace, search: RankedSearch): Promise<PreparedSearch> {
  const space =
    search.space === undefined
      ? await suggestSpace(workspace, search.anchors)
      : await spaceByName(workspace.database, search.space);
  const { scorer } = await compileSearch(workspace, space, search);
  const target = (): ScanTarget => workspace.live.target(space.id, space.dims);
  return {
    top: (mask, limit) => workspace.vectors.top(target(), scorer, limit, { mask }),
    scores: () => workspace.columns.get(target(), scorer),
  };
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
