import type { ItemFailure } from "@pomona/contract/imports";
import type { Sql } from "../store/database.ts";
import { scoreTable } from "../store/score-tables.ts";
import { listSegments } from "../store/segment-table.ts";
import { listSpaces, type SpaceRecord } from "../store/space-table.ts";
import { int } from "../store/sql-values.ts";
import type { Segment } from "../store/vector-store.ts";
import type { JobHandler } from "./background-work.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Reads every segment from end to end and compares it with what was written, mends sidecars, and looks for rows that
 * the tables say have a vector or a score and have none. Damaged vectors stay as they are: only a backup or embedding
 * again can bring them back.
 */
export const checkStores =
  (workspace: Workspace): JobHandler<"check"> =>
  async (_input, context) => {
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
    const counts = { checked: 0, damaged: 0, rebuilt: 0 };
    for (const { space, segment } of work) {
      context.signal.throwIfAborted();
      const { problem, isSidecarRebuilt } = await vectors.check(space.id, space.dims, segment, {
        signal: context.signal,
      });
      counts.checked++;
      if (isSidecarRebuilt) counts.rebuilt++;
      if (problem !== null && (await isListed(workspace, segment))) {
        counts.damaged++;
        await report([{ item: `${space.name}/${segment.file}`, code: "damaged", message: problem }]);
      }
      context.progress(counts.checked, work.length);
    }
    await report(await database.read((sql) => findInconsistencies(sql)));
    return { ...counts, failed: found };
  };

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
    message: `${int(n)} rows of the space "${name}" are said to have a vector, but no segment holds it. Embed them again: pomona space embed "${name}".`,
  }));
  const complete = await sql.all<{ id: number; name: string; space: number; served_version: number }>(
    `SELECT f.id, f.name, f.space, f.served_version FROM functions f
     JOIN function_versions v ON v.function = f.id AND v.version = f.served_version WHERE v.state = 'complete'`,
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
  return failures;
}
