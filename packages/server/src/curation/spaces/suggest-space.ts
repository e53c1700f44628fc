import type { Anchor } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { int, stringList } from "../../store/sql-values.ts";
import type { Workspace } from "../workspace.ts";

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
      "text" in anchor ? ["text"] : "image" in anchor || "picture" in anchor ? ["image"] : [],
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
