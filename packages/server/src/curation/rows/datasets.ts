import type { Dataset } from "@pomona/contract/datasets";
import type { JobInput } from "@pomona/contract/jobs";
import { parseUploadPath } from "@pomona/contract/uploads";
import { type JobRecord, lastImportRecords } from "../../store/job-table.ts";
import { int, iso } from "../../store/sql-values.ts";
import type { Workspace } from "../workspace.ts";

type DatasetsWorkspace = Pick<Workspace, "database" | "uploads">;

/** Datasets by name: their rows, how far they are embedded, and where they came from. */
export async function listDatasets(workspace: DatasetsWorkspace): Promise<Dataset[]> {
  const rows = await workspace.database.all(
    `SELECT d.name, d.created, count(r.row) AS n, count(r.row) FILTER (r.media_type = 'image') AS images, count(r.row) FILTER (r.media_type = 'text') AS texts
     FROM datasets d LEFT JOIN rows r ON r.dataset = d.name GROUP BY ALL ORDER BY d.name`,
  );
  const coverage = await coverageByDataset(workspace);
  const imports = new Map(
    (await lastImportRecords(workspace.database)).map((record) => [
      (record.input as JobInput<"import">).dataset,
      record,
    ]),
  );
  return Promise.all(
    rows.map(async (row): Promise<Dataset> => {
      const name = row.name as string;
      const last = imports.get(name);
      return {
        name,
        rows: int(row.n),
        images: int(row.images),
        texts: int(row.texts),
        created: iso(row.created),
        spaces: coverage.get(name) ?? [],
        lastImport: last ? await lastImport(workspace, last) : null,
      };
    }),
  );
}

async function lastImport(workspace: DatasetsWorkspace, record: JobRecord): Promise<Dataset["lastImport"]> {
  const { path } = record.input as JobInput<"import">;
  const sent = parseUploadPath(path);
  return {
    job: record.id,
    path,
    state: record.state,
    when: (record.ended ?? record.started ?? record.created).toISOString(),
    failed: record.failed,
    isRepeatable: sent === null || (await workspace.uploads.has(sent.id)),
  };
}

async function coverageByDataset({ database }: DatasetsWorkspace): Promise<Map<string, Dataset["spaces"]>> {
  const rows = await database.all(
    // Counted by number: names are looked up for the few sums, not for every row.
    `SELECT c.dataset, s.name AS space, c.ready, c.pending, c.failed FROM (
       SELECT r.dataset, e.space, count(*) FILTER (e.state = 'ready') AS ready,
         count(*) FILTER (e.state = 'pending') AS pending, count(*) FILTER (e.state = 'failed') AS failed
       FROM embeddings e JOIN rows r ON r.row = e.row GROUP BY r.dataset, e.space) c
     JOIN spaces s ON s.id = c.space ORDER BY c.dataset, s.id`,
  );
  const coverage = new Map<string, Dataset["spaces"]>();
  for (const row of rows) {
    const dataset = row.dataset as string;
    const entry = {
      space: row.space as string,
      ready: int(row.ready),
      pending: int(row.pending),
      failed: int(row.failed),
    };
    coverage.set(dataset, [...(coverage.get(dataset) ?? []), entry]);
  }
  return coverage;
}
