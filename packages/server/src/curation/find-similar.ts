import { andNotBits, bitsetOf, notBits } from "@pomona/compute/bitset";
import type { Anchor } from "@pomona/contract/anchors";
import { filter as filterSchema } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { type SimilarRequest, type SimilarResponse, similarRequest } from "@pomona/contract/search";
import { nextOrdinal } from "../store/row-table.ts";
import { listSpaces, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { int, stringList } from "../store/sql-values.ts";
import type { Bitset } from "../store/vector-store.ts";
import { filterBits } from "./selection.ts";
import { compileSearch } from "./similarity.ts";
import type { Workspace } from "./workspace.ts";
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
      `The space "${space.name}" has no vectors yet. Wait for its embedding job (pomona jobs --wait).`,
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

/** The space to search in when the user named none: suggested first, then default, among those the anchors fit. */
export async function suggestSpace(workspace: Workspace, anchors: readonly Anchor[]): Promise<SpaceRecord> {
  const spaces = await listSpaces(workspace.database);
  const keys = anchors.flatMap((anchor) => ("key" in anchor ? [anchor.key] : []));
  const ready = new Map<number, number>();
  const known = keys.length > 0 ? countInMemory(workspace, spaces, new Set(keys)) : ready;
  if (known) for (const [space, count] of known) ready.set(space, count);
  else
    for (const row of await workspace.database.all(
      `SELECT e.space, count(*) AS n FROM embeddings e JOIN rows r ON r.row = e.row
       WHERE e.state = 'ready' AND r.key IN (SELECT unnest(?)) GROUP BY ALL`,
      [stringList([...new Set(keys)])],
    ))
      ready.set(int(row.space), int(row.n));
  const media = new Set(
    anchors.flatMap((anchor): ("text" | "image")[] =>
      "text" in anchor ? ["text"] : "image" in anchor ? ["image"] : [],
    ),
  );
  const dims = anchors.flatMap((anchor) => ("vector" in anchor ? [anchor.vector.length] : []));
  const rank = (space: SpaceRecord): number => (space.suggested ? 0 : 2) + (space.defaultFor.length > 0 ? 0 : 1);
  const fitting = spaces
    .filter((space) => [...media].every((medium) => space.queryModalities.includes(medium)))
    .filter((space) => space.kind !== "derived" || space.transform !== null)
    .filter((space) => dims.every((length) => length === space.dims))
    .filter((space) => keys.length === 0 || (ready.get(space.id) ?? 0) === new Set(keys).size)
    .sort((a, b) => rank(a) - rank(b) || a.id - b.id);
  if (fitting[0]) return fitting[0];
  await explainUnfit(workspace, keys);
  throw new Problem("anchor-unusable", {
    detail: `No space can take all of these anchors together. Spaces: ${spaces.map((space) => space.name).join(", ") || "none yet"}. Name one with a vector for each anchor.`,
    fields: { spaces: spaces.map((space) => space.name) },
  });
}

/** How many of the keys have a vector in each space; null where not all of them are known in memory. */
function countInMemory(
  workspace: Pick<Workspace, "keys" | "live">,
  spaces: readonly SpaceRecord[],
  keys: ReadonlySet<string>,
): Map<number, number> | null {
  const counts = new Map<number, number>();
  for (const key of keys) {
    const having = spaces.filter(
      ({ id }) => workspace.keys.ordinalOf(key, (ordinal) => workspace.live.has(id, ordinal)) !== undefined,
    );
    if (having.length === 0) return null;
    for (const { id } of having) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

async function explainUnfit(workspace: Workspace, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  const known = await workspace.database.all("SELECT key FROM rows WHERE key IN (SELECT unnest(?))", [
    stringList(keys),
  ]);
  const names = new Set(known.map((row) => row.key as string));
  const missing = keys.find((key) => !names.has(key));
  if (missing !== undefined)
    throw new Problem("row-not-found", {
      detail: `There is no row with the key "${missing}".`,
      fields: { key: missing },
    });
}
