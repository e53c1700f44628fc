import type { EmbedInput } from "../../models/embedder.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";
import { modelOf } from "./create-space.ts";
import { catchUpDerived, maybeMakeDerivedSpace } from "./derived-space.ts";
import { mergeWithDerived } from "./merge-segments.ts";
import { onSpace } from "./on-space.ts";
import { storeVectors } from "./store-vectors.ts";

/** Rows per committed segment: what a crash can cost at most, and the grain of cancel. */
const CHUNK_ROWS = { image: 256, text: 1024 } as const;
/** Committed chunks after which their segments are merged, so that a long job never leaves thousands. */
const MERGE_CHUNKS = 16;

/** Asks for the pending rows of a space to be embedded; returns the job that does it. */
export const requestEmbedding = (workspace: Workspace, space: SpaceRecord): Promise<string> =>
  workspace.jobs.add("embed", { space: space.name }, { title: `Embed in ${space.name}`, subject: space.name });

interface PendingRow {
  row: number;
  input: EmbedInput;
}

/** The next pending rows after an ordinal, with what the embedder needs to see of them. */
async function nextPending(workspace: Workspace, space: SpaceRecord, after: number): Promise<PendingRow[]> {
  const limit = space.modalities.includes("image") ? CHUNK_ROWS.image : CHUNK_ROWS.text;
  const rows = await workspace.database.all(
    `SELECT r.row, r.media_type, r.text, r.uri, r.content_kind, r.content_hash
     FROM rows r JOIN (SELECT row FROM embeddings WHERE space = ? AND state = 'pending' AND row > ? ORDER BY row LIMIT ?) p ON r.row = p.row ORDER BY r.row`,
    [space.id, after, limit],
  );
  return rows.map((row) => {
    if (row.media_type === "text") return { row: int(row.row), input: { text: row.text as string } };
    const path = row.content_kind === "blob" ? workspace.blobs.path(row.content_hash as string) : (row.uri as string);
    return { row: int(row.row), input: { path } };
  });
}

const countState = async (workspace: Workspace, space: SpaceRecord, state: string): Promise<number> =>
  int(
    (
      await workspace.database.one("SELECT count(*) AS n FROM embeddings WHERE space = ? AND state = ?", [
        space.id,
        state,
      ])
    )?.n,
  );

/**
 * Embeds every pending row of a space. Each chunk is committed with its scores in all functions before the next is
 * counted as done; while one is being stored, the next is already being decoded.
 */
export const embedRows =
  (workspace: Workspace): JobHandler<"embed"> =>
  (input, context) =>
    onSpace(workspace, input.space, (space) => embedPending(workspace, space, context));

async function embedPending(
  workspace: Workspace,
  space: SpaceRecord,
  context: JobContext,
): Promise<{ done: number; failed: number }> {
  const model = modelOf(space);
  let done = 0;
  let failed = 0;
  let chunks = 0;
  const embed = (rows: PendingRow[]) =>
    workspace.embedding.embed(
      model,
      rows.map((row) => row.input),
      { signal: context.signal, role: "document" },
    );
  let total = await countState(workspace, space, "pending");
  const before = context.doneBefore;
  context.progress(before, before + total);
  let rows = await nextPending(workspace, space, -1);
  let embedding = rows.length > 0 ? embed(rows) : null;
  while (embedding) {
    const result = await embedding;
    context.signal.throwIfAborted();
    const following = await nextPending(workspace, space, rows.at(-1)?.row ?? -1);
    embedding = following.length > 0 ? embed(following) : null;
    // A rejection is awaited at the top of the loop; until then it must not count as unhandled.
    embedding?.catch(() => undefined);
    const stored = await storeVectors(workspace, space, {
      rows: Uint32Array.from(rows, (row) => row.row),
      vectors: result.vectors,
      errors: result.errors,
      only: "pending",
    });
    done += stored.ready;
    failed += stored.failures.length;
    await context.fail(stored.failures);
    if (++chunks % MERGE_CHUNKS === 0) await mergeWithDerived(workspace, space, context.signal);
    rows = following;
    if (done + failed + rows.length > total) total = done + failed + (await countState(workspace, space, "pending"));
    context.progress(before + done + failed, before + total);
  }
  await mergeWithDerived(workspace, space, context.signal);
  await maybeMakeDerivedSpace(workspace, space);
  await catchUpDerived(workspace, space);
  return { done: before + done, failed };
}
