import { INTEGER, UINTEGER } from "@duckdb/node-api";
import { andNotBits, hasBit } from "@pomona/compute/bitset";
import { shuffled } from "@pomona/compute/shuffle";
import { Problem } from "@pomona/contract/problems";
import type { Batch, CreateBatchRequest, Project } from "@pomona/contract/projects";
import { createBatchRequest } from "@pomona/contract/projects";
import type { Sql, Transaction } from "../store/database.ts";
import { readBits } from "../store/filter-bits.ts";
import { nextId } from "../store/space-table.ts";
import { int, iso, timestamp } from "../store/sql-values.ts";
import { followRename } from "./follow-rename.ts";
import { selectedOrdinals } from "./queries/selection.ts";
import { queryContext } from "./queries/workspace-query.ts";
import type { Workspace } from "./workspace.ts";

type ProjectRecord = Pick<Project, "name" | "ontology" | "created"> & { id: number };

async function projectByName(sql: Pick<Sql, "one">, name: string): Promise<ProjectRecord> {
  const row = await sql.one("SELECT id, name, ontology, created FROM projects WHERE name = ?", [name]);
  if (!row)
    throw new Problem("project-not-found", { detail: `There is no project named "${name}".`, fields: { name } });
  return {
    id: int(row.id),
    name: row.name as string,
    ontology: JSON.parse(row.ontology as string) as Project["ontology"],
    created: iso(row.created),
  };
}

export async function listProjects(workspace: Pick<Workspace, "database">): Promise<Project[]> {
  const rows = await workspace.database.all(
    `SELECT p.name, p.ontology, p.created, (SELECT count(DISTINCT row) FROM batch_rows b WHERE b.project = p.id) AS n,
            (SELECT count(*) FROM batches b WHERE b.project = p.id) AS batches FROM projects p ORDER BY p.name`,
  );
  return rows.map((row) => ({
    name: row.name as string,
    ontology: JSON.parse(row.ontology as string) as Project["ontology"],
    rows: int(row.n),
    batches: int(row.batches),
    created: iso(row.created),
  }));
}

const describeProject = async (workspace: Pick<Workspace, "database">, name: string): Promise<Project> =>
  (await listProjects(workspace)).find((project) => project.name === name) as Project;

async function insertProject(tx: Transaction, name: string, ontology: Project["ontology"], now: Date): Promise<number> {
  if (await tx.one("SELECT 1 FROM projects WHERE name = ?", [name]))
    throw new Problem("name-taken", { detail: `A project named "${name}" exists.`, fields: { name } });
  const id = await nextId(tx);
  await tx.run("INSERT INTO projects VALUES (?, ?, ?, ?)", [id, name, JSON.stringify(ontology), timestamp(now)]);
  return id;
}

/** Makes a project that is not there. */
export async function ensureProject(tx: Transaction, name: string, now: Date): Promise<void> {
  if (!(await tx.one("SELECT 1 FROM projects WHERE name = ?", [name])))
    await insertProject(tx, name, { classes: [] }, now);
}

export async function createProject(
  workspace: Workspace,
  request: { name: string; ontology: Project["ontology"] },
): Promise<Project> {
  await workspace.database.write((tx) => insertProject(tx, request.name, request.ontology, workspace.clock()));
  return describeProject(workspace, request.name);
}

export async function editProject(
  workspace: Workspace,
  name: string,
  change: { name?: string | undefined; ontology?: Project["ontology"] | undefined },
): Promise<Project> {
  await workspace.database.write(async (tx) => {
    const project = await projectByName(tx, name);
    if (
      change.name !== undefined &&
      change.name !== name &&
      (await tx.one("SELECT 1 FROM projects WHERE name = ?", [change.name]))
    )
      throw new Problem("name-taken", {
        detail: `A project named "${change.name}" exists.`,
        fields: { name: change.name },
      });
    await tx.run("UPDATE projects SET name = ?, ontology = ? WHERE id = ?", [
      change.name ?? name,
      JSON.stringify(change.ontology ?? project.ontology),
      project.id,
    ]);
    await followRename(tx, { kind: "project", from: name, to: change.name ?? name }, workspace);
  });
  return describeProject(workspace, change.name ?? name);
}

export async function deleteProject(workspace: Workspace, name: string): Promise<void> {
  await workspace.database.write(async (tx) => {
    const { id } = await projectByName(tx, name);
    for (const table of ["batch_rows", "batches"]) await tx.run(`DELETE FROM ${table} WHERE project = ?`, [id]);
    await tx.run("DELETE FROM projects WHERE id = ?", [id]);
  });
}

const BATCH_COLUMNS = `b.id, b.name, p.name AS project, b.priority, b.ordering, b.seed, b.created,
  (SELECT count(*) FROM batch_rows r WHERE r.batch = b.id) AS n FROM batches b JOIN projects p ON p.id = b.project`;

const batchFromRow = (row: Record<string, unknown>): Batch => ({
  name: row.name as string,
  project: row.project as string,
  priority: int(row.priority),
  rows: int(row.n),
  order: row.ordering as Batch["order"],
  seed: row.seed === null ? null : int(row.seed),
  created: iso(row.created),
});

export async function listBatches(workspace: Pick<Workspace, "database">, project?: string): Promise<Batch[]> {
  if (project !== undefined) await projectByName(workspace.database, project);
  const rows = await workspace.database.all(
    `SELECT ${BATCH_COLUMNS}${project === undefined ? "" : " WHERE p.name = ?"} ORDER BY b.id`,
    project === undefined ? [] : [project],
  );
  return rows.map(batchFromRow);
}

async function batchId(sql: Pick<Sql, "one">, project: string, name: string): Promise<number> {
  const { id } = await projectByName(sql, project);
  const row = await sql.one("SELECT id FROM batches WHERE project = ? AND name = ?", [id, name]);
  if (!row)
    throw new Problem("batch-not-found", {
      detail: `The project "${project}" has no batch named "${name}".`,
      fields: { project, name },
    });
  return int(row.id);
}

export type CreatedBatch = Batch & { alreadyInProject: number; matched: number };

/** Sends the rows of a selection to a project, in rank order or shuffled by a seed. Rows the project has are left out and counted. */
export async function createBatch(workspace: Workspace, input: CreateBatchRequest): Promise<CreatedBatch> {
  const request = createBatchRequest.parse(input);
  const ranked = await selectedOrdinals(queryContext(workspace), { selection: request.selection, sort: request.sort });
  if (ranked.length === 0)
    throw new Problem("empty-selection", "The selection holds no rows, so there is nothing to send. Widen the filter.");
  const made = await workspace.database.write(async (tx) => {
    const now = workspace.clock();
    const existing = await tx.one("SELECT id FROM projects WHERE name = ?", [request.project]);
    const project = existing ? int(existing.id) : await insertProject(tx, request.project, { classes: [] }, now);
    if (await tx.one("SELECT 1 FROM batches WHERE project = ? AND name = ?", [project, request.name]))
      throw new Problem("name-taken", {
        detail: `The project "${request.project}" has a batch named "${request.name}".`,
        fields: { name: request.name },
      });
    const there = await readBits(tx, {
      where: "r.row IN (SELECT row FROM batch_rows WHERE project = ?)",
      values: [project],
    });
    const free = andNotBits(await readBits(tx, { where: "TRUE", values: [] }), there);
    const fresh = ranked.filter((row) => hasBit(free, row));
    if (fresh.length === 0)
      throw new Problem("empty-selection", {
        detail: `All ${ranked.length} selected rows are already in the project "${request.project}".`,
        fields: { alreadyInProject: ranked.length },
      });
    const ordered = request.order === "random" ? shuffled(fresh, request.seed) : fresh;
    const rows = ordered.subarray(0, request.limit ?? ordered.length);
    const id = await nextId(tx);
    await tx.run("INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?, ?)", [
      id,
      project,
      request.name,
      request.priority,
      request.order,
      request.order === "random" ? BigInt(request.seed) : null,
      timestamp(now),
    ]);
    await tx.append("batch_rows", [
      { type: INTEGER, values: new Int32Array(rows.length).fill(id) },
      { type: INTEGER, values: new Int32Array(rows.length).fill(project) },
      { type: UINTEGER, values: rows },
      { type: INTEGER, values: new Int32Array(rows.length).map((_, position) => position) },
    ]);
    return { id, alreadyInProject: ranked.filter((row) => hasBit(there, row)).length };
  });
  const row = await workspace.database.one(`SELECT ${BATCH_COLUMNS} WHERE b.id = ?`, [made.id]);
  return {
    ...batchFromRow(row as Record<string, unknown>),
    alreadyInProject: made.alreadyInProject,
    matched: ranked.length,
  };
}

/** Keys of a batch in its order; `after` is the position the last page ended at. */
export async function batchRows(
  workspace: Pick<Workspace, "database">,
  request: { project: string; name: string; after?: string | undefined; limit: number },
) {
  const id = await batchId(workspace.database, request.project, request.name);
  const after = request.after === undefined ? -1 : Number(request.after);
  if (!Number.isInteger(after)) throw new Problem("bad-request", "`after` is not a page mark of this list.");
  const rows = await workspace.database.all(
    "SELECT r.key, b.position FROM batch_rows b JOIN rows r ON r.row = b.row WHERE b.batch = ? AND b.position > ? ORDER BY b.position LIMIT ?",
    [id, after, request.limit],
  );
  const page = rows.map((row) => ({ key: row.key as string, position: int(row.position) }));
  return { rows: page, next: page.length === request.limit ? String(page.at(-1)?.position) : null };
}

export async function deleteBatch(workspace: Workspace, project: string, name: string): Promise<void> {
  await workspace.database.write(async (tx) => {
    const id = await batchId(tx, project, name);
    await tx.run("DELETE FROM batch_rows WHERE batch = ?", [id]);
    await tx.run("DELETE FROM batches WHERE id = ?", [id]);
  });
}
