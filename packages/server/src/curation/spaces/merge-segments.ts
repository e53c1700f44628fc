import { bitsetOf, hasBit } from "@pomona/compute/bitset";
import { isProblem } from "@pomona/contract/problems";
import { checkRoom } from "../../store/disk-full.ts";
import { ordinalList } from "../../store/row-table.ts";
import { insertSegment, segmentOf } from "../../store/segment-table.ts";
import { nextId, type SpaceRecord } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import type { Segment } from "../../store/vector-store.ts";
import type { Workspace } from "../workspace.ts";
import { fittedChildren } from "./derived-vectors.ts";

type MergeWorkspace = Pick<Workspace, "directory" | "database" | "vectors" | "live" | "log">;

/** Of a value of a vector: float32, and its code. */
const STORED_BYTES = 5;

/** A segment of this many rows is full. */
const FULL_ROWS = 65_536;
/** Bytes of the vectors of a full segment, which bounds the memory of writing it at large dims. */
const FULL_BYTES = 64 * 1024 * 1024;
/** Rows of a full segment: what is written at once where there is as much. */
export const fullSegmentRows = (dims: number): number =>
  Math.min(FULL_ROWS, Math.max(1024, Math.floor(FULL_BYTES / (dims * 4))));

/** Fewer segments of a size than this are not worth a rewrite. */
const ENOUGH_SEGMENTS = 8;
/** Segments are merged with others of about their size, so that each vector is rewritten twice on its way, not at every merge. */
const TINY_SHARE = 1 / 16;
const SMALL_SHARE = 1 / 2;

/** A segment with a larger share of dead vectors is rewritten. */
const MOST_DEAD = 0.2;

/** A segment with the number of its rows whose live vector it holds. */
interface CountedSegment extends Segment {
  liveCount: number;
}

const IN_SEGMENTS = "IN (SELECT unnest(?::INTEGER[]))";

/**
 * Joins the small segments that arrivals leave behind, rewrites those of which more than a fifth is dead, and drops those
 * without a live vector, with their files. Returns how many segments went. Stops between groups when aborted. Problem
 * `disk-full` while there is not room enough to write a group anew.
 */
export async function mergeSegments(
  workspace: MergeWorkspace,
  space: Pick<SpaceRecord, "id" | "dims">,
  signal?: AbortSignal,
): Promise<number> {
  const limitRows = fullSegmentRows(space.dims);
  let gone = await dropDeadSegments(workspace, space);
  for (;;) {
    signal?.throwIfAborted();
    const group = nextGroup(await countedSegments(workspace, space), limitRows);
    if (group.length === 0 || !(await mergeGroup(workspace, space, group))) return gone;
    gone += group.length;
  }
}

/** Whether a segment of the space is due to be rewritten for its dead vectors. */
export const hasMuchDead = async (
  workspace: Pick<Workspace, "database">,
  space: Pick<SpaceRecord, "id">,
): Promise<boolean> => (await countedSegments(workspace, space)).some(isMuchDead);

/** Bytes of dead vectors that a merge would free: those of segments that are due to be rewritten. */
export const deadBytes = async (
  workspace: Pick<Workspace, "database">,
  space: Pick<SpaceRecord, "id">,
): Promise<number> =>
  (await countedSegments(workspace, space))
    .filter(isMuchDead)
    .reduce((sum, { bytes, rowCount, liveCount }) => sum + Math.round((bytes * (rowCount - liveCount)) / rowCount), 0);

/** Merges the segments of a space and of every space that is filled along with it. That can wait while the disk has no room. */
export async function mergeWithDerived(
  workspace: MergeWorkspace,
  space: SpaceRecord,
  signal?: AbortSignal,
): Promise<void> {
  for (const each of [space, ...(await fittedChildren(workspace.database, space))])
    await mergeSegments(workspace, each, signal).catch((error: unknown) => {
      if (!isProblem(error, "disk-full")) throw error;
      workspace.log.warn({ err: error, space: each.name }, "small segments were not merged");
    });
}

/** Drops the segments of a space in which no vector is live, and their files. Returns how many went. */
export async function dropDeadSegments(
  workspace: MergeWorkspace,
  space: Pick<SpaceRecord, "id" | "dims">,
): Promise<number> {
  const dead = (await countedSegments(workspace, space)).filter((segment) => segment.liveCount === 0);
  if (dead.length === 0) return 0;
  const ids = dead.map((segment) => segment.id);
  await workspace.database.write((tx) => tx.run(`DELETE FROM segments WHERE id ${IN_SEGMENTS}`, [ordinalList(ids)]));
  workspace.live.removeSegments(space.id, ids);
  removeFiles(workspace, space.id, dead);
  return dead.length;
}

/** Removes files no scan uses any more; a file that stays is removed by the sweep of the next start. */
export function removeFiles(
  workspace: Pick<Workspace, "vectors" | "log">,
  space: number,
  files: readonly { file: string }[],
): void {
  for (const { file } of files)
    workspace.vectors
      .remove(space, file)
      .catch((error: unknown) => workspace.log.warn({ err: error, file }, "a segment could not be removed"));
}

async function countedSegments(
  workspace: Pick<Workspace, "database">,
  space: Pick<SpaceRecord, "id">,
): Promise<CountedSegment[]> {
  const rows = await workspace.database.all(
    `SELECT s.id, s.file, s.row_count, s.bytes, s.sha256, coalesce(e.n, 0) AS live FROM segments s
     LEFT JOIN (SELECT segment, count(*) AS n FROM embeddings WHERE space = ? AND state = 'ready' GROUP BY 1) e
       ON e.segment = s.id WHERE s.space = ? ORDER BY s.id`,
    [space.id, space.id],
  );
  return rows.map((row) => ({ ...segmentOf(row), liveCount: int(row.live) }));
}

const isMuchDead = ({ rowCount, liveCount }: CountedSegment): boolean => rowCount - liveCount > rowCount * MOST_DEAD;

/** Segments to be written as one: of one size where there are enough of it, else those that are mostly dead. */
function nextGroup(segments: CountedSegment[], limitRows: number): CountedSegment[] {
  const alive = segments.filter((segment) => segment.liveCount > 0);
  const tiny = alive.filter((segment) => segment.liveCount < limitRows * TINY_SHARE);
  const small = alive.filter(
    (segment) => segment.liveCount >= limitRows * TINY_SHARE && segment.liveCount < limitRows * SMALL_SHARE,
  );
  const enough = [tiny, small].find((tier) => tier.length >= ENOUGH_SEGMENTS);
  if (enough) return firstRows(enough, limitRows);
  return firstRows(alive.filter(isMuchDead), limitRows);
}

/** The first segments that hold up to `limitRows` live rows together, at least one. */
function firstRows(segments: CountedSegment[], limitRows: number): CountedSegment[] {
  let rowCount = 0;
  return segments.filter((segment, index) => {
    rowCount += segment.liveCount;
    return index === 0 || rowCount <= limitRows;
  });
}

/** False when the segments changed under the merge in a way it cannot take up; nothing is changed then. */
async function mergeGroup(
  workspace: MergeWorkspace,
  space: Pick<SpaceRecord, "id" | "dims">,
  group: Segment[],
): Promise<boolean> {
  const { database, vectors, live } = workspace;
  const ids = group.map((segment) => segment.id);
  const liveRows = `SELECT row FROM embeddings WHERE space = ? AND segment ${IN_SEGMENTS} ORDER BY row`;
  const [wanted = []] = await database.read((sql) => sql.columns(liveRows, [space.id, ordinalList(ids)]));
  await checkRoom(workspace.directory, wanted.length * space.dims * STORED_BYTES);
  const read = await vectors.read(live.target(space.id, space.dims), Uint32Array.from(wanted as number[]));
  // A row deleted since the list was read has none; without it, no zeros may be written in its place.
  const found = packFound(wanted as number[], read, space.dims);
  if (found.rows.length === 0) return false;
  const written = await vectors.write(space.id, space.dims, found.rows, found.vectors);
  const moved = await database.write(async (tx) => {
    const known = await tx.all<{ id: number; created: Date }>(
      `SELECT id, created FROM segments WHERE id ${IN_SEGMENTS}`,
      [ordinalList(ids)],
    );
    // Rows that were deleted or replaced since they were read stay dead.
    const [column = []] = await tx.columns(liveRows, [space.id, ordinalList(ids)]);
    const kept = column as number[];
    const length = Math.max(kept.at(-1) ?? 0, found.rows.at(-1) ?? 0) + 1;
    const copied = bitsetOf(found.rows, length);
    if (known.length < ids.length || kept.some((row) => !hasBit(copied, row))) return null;
    await tx.run(`DELETE FROM segments WHERE id ${IN_SEGMENTS}`, [ordinalList(ids)]);
    const segment = await nextId(tx);
    // The newest of theirs: when its vectors came, which tells from when the scores of its rows are.
    const created = new Date(Math.max(...known.map((one) => one.created.getTime())));
    await insertSegment(tx, segment, space.id, written, created);
    await tx.run(`UPDATE embeddings SET segment = ? WHERE space = ? AND segment ${IN_SEGMENTS}`, [
      segment,
      space.id,
      ordinalList(ids),
    ]);
    return { segment: { id: segment, ...written }, kept };
  });
  if (!moved) {
    removeFiles(workspace, space.id, [written]);
    return false;
  }
  live.add(space.id, moved.segment, moved.kept, ids);
  removeFiles(workspace, space.id, group);
  return true;
}

function packFound(
  rows: number[],
  read: { vectors: Float32Array; found: Uint8Array },
  dims: number,
): { rows: Uint32Array; vectors: Float32Array } {
  const kept = new Uint32Array(rows.length);
  let count = 0;
  for (let i = 0; i < rows.length; i++) {
    if (!read.found[i]) continue;
    if (count !== i) read.vectors.copyWithin(count * dims, i * dims, (i + 1) * dims);
    kept[count++] = rows[i] as number;
  }
  return { rows: kept.subarray(0, count), vectors: read.vectors.subarray(0, count * dims) };
}
