import type { ItemFailure } from "@pomona/contract/imports";
import type { Sql } from "../../store/database.ts";
import { scoreTable } from "../../store/score-tables.ts";
import { appendEmbeddings, listSegments } from "../../store/segment-table.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { int } from "../../store/sql-values.ts";
import type { Segment } from "../../store/vector-store.ts";
import type { JobHandler } from "../background-work.ts";
import { findUnmapped, findUnreadableFits } from "../projections/check-maps.ts";
import { requestDerive } from "../spaces/derived-space.ts";
import { requestEmbedding } from "../spaces/embed-rows.ts";
import { forgetVectors } from "../spaces/store-vectors.ts";
import type { Workspace } from "../workspace.ts";

/**
 * Reads every segment from end to end and compares it with what was written, mends sidecars, and looks for rows that
 * the tables say have a vector or a score and have none, and for maps that lack rows or their fit. Damaged vectors stay as they are: only a backup or embedding
 * again can bring them back.
 */
export const checkStores =
  (workspace: Workspace): JobHandler<"check"> =>
  async ({ dropDamaged }, context) => {
    await context.forgetFailures();
    const { database, vectors } = workspace;
    const found: ItemFailure[] = [];
    const report = async (failures: ItemFailure[]): Promise<void> => {
      found.push(...failures);
      await context.fail(failures);
    };
    const work: { space: SpaceRecord; segment: Segment }[] = [];
    for (const space of await listSpaces(database))
      for (const segment of await listSegments(database, space.id)) work.push({ space, segment });
    const counts = { checked: 0, damaged: 0, rebuilt: 0, dropped: 0 };
    for (const { space, segment } of work) {
      context.signal.throwIfAborted();
      const { problem, isSidecarRebuilt } = await vectors.check(space.id, space.dims, segment, {
        signal: context.signal,
      });
      counts.checked++;
      if (isSidecarRebuilt) counts.rebuilt++;
      if (problem !== null && (await isListed(workspace, segment))) {
        counts.damaged++;
        const dropped = dropDamaged ? await dropSegment(workspace, space, segment) : null;
        counts.dropped += dropped?.rows ?? 0;
        const message = dropped ? `${problem} ${dropped.message}` : problem;
        await report([{ item: `${space.name}/${segment.file}`, code: "damaged", message }]);
      }
      context.progress(counts.checked, work.length);
    }
    if (dropDamaged)
      for (const space of await listSpaces(database)) counts.dropped += await dropUnlisted(workspace, space);
    await report(await database.read((sql) => findInconsistencies(sql)));
    await report(await findUnreadableFits(workspace));
    return { ...counts, failed: found };
  };

/** Takes a damaged segment out of its space, and keeps its file. */
async function dropSegment(
  workspace: Workspace,
  space: SpaceRecord,
  segment: Segment,
): Promise<{ rows: number; message: string }> {
  const rows = await dropVectors(workspace, space, segment.id);
  const aside = await workspace.vectors.setAside(space.id, segment.file);
  const next = space.kind === "external" ? "import their vectors again" : "they are embedded again in the background";
  return { rows, message: `It was moved to ${aside}; ${rows} rows lost their vector: ${next}.` };
}

/**
 * Takes the vectors that a segment holds, or is said to hold, from their rows; these wait to be embedded again where
 * the space has a model. Returns how many.
 */
async function dropVectors(workspace: Workspace, space: SpaceRecord, segment: number): Promise<number> {
  const rows = await workspace.database.write(async (tx) => {
    const [column = []] = await tx.columns("SELECT row FROM embeddings WHERE space = ? AND segment = ? ORDER BY row", [
      space.id,
      segment,
    ]);
    const lost = column as number[];
    await forgetVectors(tx, space.id, lost);
    if (space.kind === "model")
      await appendEmbeddings(
        tx,
        space.id,
        lost.map((row) => ({ row, state: "pending", segment: null })),
      );
    await tx.run("DELETE FROM segments WHERE id = ?", [segment]);
    return lost;
  });
  workspace.live.drop(space.id, segment, rows);
  if (space.kind === "model") await requestEmbedding(workspace, space);
  if (space.kind === "derived") await requestDerive(workspace, space);
  return rows.length;
}

/** Drops what rows of a space are said to have in segments that are not there. Returns how many rows. */
async function dropUnlisted(workspace: Workspace, space: SpaceRecord): Promise<number> {
  const segments = await workspace.database.all<{ segment: number }>(
    `SELECT DISTINCT segment FROM embeddings
     WHERE space = ? AND state = 'ready' AND segment NOT IN (SELECT id FROM segments)`,
    [space.id],
  );
  let rows = 0;
  for (const { segment } of segments) rows += await dropVectors(workspace, space, segment);
  return rows;
}

/** A segment that was merged meanwhile is not missing. */
const isListed = async ({ database }: Pick<Workspace, "database">, { id }: Segment): Promise<boolean> =>
  (await database.one("SELECT 1 FROM segments WHERE id = ?", [id])) !== undefined;

/** Rows that are said to have what they lack, in one line each for a space or a function. */
async function findInconsistencies(sql: Sql): Promise<ItemFailure[]> {
  const lost = await sql.all<{ name: string; n: bigint }>(
    `SELECT s.name, count(*) AS n FROM embeddings e JOIN spaces s ON s.id = e.space
     WHERE e.state = 'ready' AND e.segment NOT IN (SELECT id FROM segments) GROUP BY s.name`,
  );
  const failures: ItemFailure[] = lost.map(({ name, n }) => ({
    item: name,
    code: "inconsistent",
    message: `${int(n)} rows of the space "${name}" are said to have a vector, but no segment holds it. Run pomona doctor --drop-damaged, so that they can be embedded again.`,
  }));
  const complete = await sql.all<{ id: number; name: string; space: number; served_version: number }>(
    `SELECT f.id, f.name, v.space, f.served_version FROM functions f
     JOIN function_versions v ON v.function = f.id AND v.version = f.served_version WHERE v.state = 'complete' AND v.space IS NOT NULL`,
  );
  for (const { id, name, space, served_version: version } of complete) {
    const unscored = int(
      (
        await sql.one<{ n: bigint }>(
          `SELECT count(*) AS n FROM embeddings e WHERE e.space = ? AND e.state = 'ready'
           AND NOT EXISTS (SELECT 1 FROM ${scoreTable(id, version)} s WHERE s.row = e.row)`,
          [space],
        )
      )?.n,
    );
    if (unscored > 0)
      failures.push({
        item: name,
        code: "inconsistent",
        message: `${unscored} rows with a vector have no score in the function "${name}". Score it again: pomona function rescore "${name}".`,
      });
  }
  return [...failures, ...(await findUnmapped(sql))];
}
