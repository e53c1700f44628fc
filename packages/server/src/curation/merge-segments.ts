import { IN_ORDINALS, ordinalList } from "../store/row-table.ts";
import { insertSegment, listSegments } from "../store/segment-table.ts";
import { nextId, type SpaceRecord } from "../store/space-table.ts";
import { int } from "../store/sql-values.ts";
import type { Segment } from "../store/vector-store.ts";
import type { Workspace } from "./workspace.ts";

/** A segment of this many rows is left alone. */
const FULL_ROWS = 65_536;
/** Bytes of vectors merged at once, which bounds memory at large dims. */
const MERGE_BYTES = 64 * 1024 * 1024;
/** Fewer small segments than this are not worth a rewrite. */
const SMALL_SEGMENTS = 8;

/**
 * Joins the small segments that arrivals leave behind into full ones, dropping dead vectors. Readers that hold the old
 * list keep their files: those are removed at the next start, not now.
 */
export async function mergeSegments(workspace: Workspace, space: SpaceRecord): Promise<number> {
  const limitRows = Math.min(FULL_ROWS, Math.max(1024, Math.floor(MERGE_BYTES / (space.dims * 4))));
  let merged = 0;
  for (;;) {
    const small = (await listSegments(workspace.database, space.id)).filter(
      (segment) => segment.rowCount < limitRows / 2,
    );
    if (small.length < SMALL_SEGMENTS) return merged;
    const group: Segment[] = [];
    let rowCount = 0;
    for (const segment of small) {
      if (rowCount + segment.rowCount > limitRows) break;
      group.push(segment);
      rowCount += segment.rowCount;
    }
    if (group.length < 2) return merged;
    await mergeGroup(workspace, space, group);
    merged += group.length;
  }
}

async function mergeGroup(workspace: Workspace, space: SpaceRecord, group: Segment[]): Promise<void> {
  const { database, vectors, live } = workspace;
  const ids = group.map((segment) => segment.id);
  const [liveRows = []] = await database.read((sql) =>
    sql.columns(
      `SELECT row FROM embeddings WHERE space = ? AND segment IN (SELECT unnest(?::INTEGER[])) ORDER BY row`,
      [space.id, ordinalList(ids)],
    ),
  );
  const rows = Uint32Array.from(liveRows as number[]);
  const read = await vectors.read(live.target(space.id, space.dims), rows);
  const written = rows.length > 0 ? await vectors.write(space.id, space.dims, rows, read.vectors) : null;
  const moved = await database.write(async (tx) => {
    await tx.run("DELETE FROM segments WHERE id IN (SELECT unnest(?::INTEGER[]))", [ordinalList(ids)]);
    if (!written) return null;
    // Rows that were deleted or replaced since they were read stay dead.
    const kept = (
      await tx.all(
        `SELECT row FROM embeddings WHERE space = ? AND segment IN (SELECT unnest(?::INTEGER[])) AND row ${IN_ORDINALS}`,
        [space.id, ordinalList(ids), ordinalList(rows)],
      )
    ).map((row) => int(row.row));
    const segment = await nextId(tx);
    await insertSegment(tx, segment, space.id, written, workspace.clock());
    await tx.run("UPDATE embeddings SET segment = ? WHERE space = ? AND segment IN (SELECT unnest(?::INTEGER[]))", [
      segment,
      space.id,
      ordinalList(ids),
    ]);
    return { segment: { id: segment, file: written.file, rowCount: written.rowCount }, kept };
  });
  if (moved) live.add(space.id, moved.segment, moved.kept, ids);
  else live.removeSegments(space.id, ids);
}
