import { int, iso } from "../store/sql-values.ts";
import type { Workspace } from "./workspace.ts";

/** Datasets with their row counts, by name. */
export async function listDatasets(workspace: Pick<Workspace, "database">) {
  const rows = await workspace.database.all(
    `SELECT d.name, d.created, count(r.row) AS n, count(r.row) FILTER (r.media_type = 'image') AS images, count(r.row) FILTER (r.media_type = 'text') AS texts
     FROM datasets d LEFT JOIN rows r ON r.dataset = d.name GROUP BY ALL ORDER BY d.name`,
  );
  return rows.map((row) => ({
    name: row.name as string,
    rows: int(row.n),
    images: int(row.images),
    texts: int(row.texts),
    created: iso(row.created),
  }));
}
