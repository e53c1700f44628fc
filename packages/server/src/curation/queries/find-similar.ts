import { andNotBits, bitsetOf, notBits } from "@pomona/compute/bitset";
import { filter as filterSchema } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { type SimilarRequest, type SimilarResponse, similarRequest } from "@pomona/contract/search";
import { nextOrdinal } from "../../store/row-table.ts";
import { spaceByName } from "../../store/space-table.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { suggestSpace } from "../spaces/suggest-space.ts";
import type { Workspace } from "../workspace.ts";
import { filterBits } from "./selection.ts";
import { compileSearch } from "./similarity.ts";
import { queryContext } from "./workspace-query.ts";

/** Ranks every row that has a vector, under the filter, and returns the best; exact. */
export async function findSimilar(
  workspace: Workspace,
  input: SimilarRequest,
  signal?: AbortSignal,
): Promise<SimilarResponse> {
  const request = similarRequest.parse(input);
  const space = request.space
    ? await spaceByName(workspace.database, request.space)
    : await suggestSpace(workspace, request.anchors);
  const [{ scorer, resolved }, filtered] = await Promise.all([
    compileSearch(workspace, space, request),
    request.filter === undefined ? undefined : filterBits(queryContext(workspace), filterTreeOrText(request.filter)),
  ]);
  let mask: Bitset | undefined = filtered;
  if (!request.includeAnchors && resolved.ordinals.length > 0) {
    const length = await nextOrdinal(workspace.database);
    const anchors = bitsetOf(resolved.ordinals, length);
    mask = mask ? andNotBits(mask, anchors) : notBits(anchors, length);
  }
  const target = workspace.live.target(space.id, space.dims);
  if (target.segments.length === 0)
    throw new Problem(
      "space-empty",
      `The space "${space.name}" has no vectors yet. ${space.kind === "external" ? "Import vectors into it (pomona vectors import)." : "Wait for its embedding job (pomona jobs --wait)."}`,
    );
  const top = await workspace.vectors.top(target, scorer, request.limit, {
    ...(mask ? { mask } : {}),
    ...(signal ? { signal } : {}),
  });
  const keys = await workspace.keys.keysOf(top.ordinals);
  const results = Array.from(top.ordinals).flatMap((ordinal, index) => {
    const key = keys.get(ordinal);
    // Deleted while the search ran.
    return key === undefined || !workspace.live.has(space.id, ordinal)
      ? []
      : [{ key, score: top.scores[index] as number }];
  });
  return { space: space.name, total: top.ranked, scored: top.scored, results };
}

const filterTreeOrText = (filter: NonNullable<SimilarRequest["filter"]>) =>
  typeof filter === "string" ? filter : filterSchema.parse(filter);
