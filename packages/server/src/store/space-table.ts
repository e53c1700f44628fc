import type { MediaType } from "@pomona/contract/names";
import { Problem } from "@pomona/contract/problems";
import type { Database, Sql, Transaction } from "./database.ts";
import { blob, int, iso, stringList, timestamp } from "./sql-values.ts";

/** One embedding space as stored. Vectors of different fingerprints never share a space. */
export interface SpaceRecord {
  id: number;
  name: string;
  dims: number;
  kind: "model" | "derived" | "external";
  /** Embedder id; null for external spaces. A derived space has its source's. */
  model: string | null;
  modalities: MediaType[];
  queryModalities: MediaType[];
  fingerprint: string;
  version: number;
  /** Provenance; `modelOptions` and `allowNetwork` of a model space are read back to load it. */
  description: Record<string, unknown>;
  derivedFrom: number | null;
  defaultFor: MediaType[];
  suggested: boolean;
  /** Serialised fit of a derived space, once it is fitted. */
  transform: Uint8Array | null;
  created: string;
}

const COLUMNS = `id, name, dims, kind, model, modalities, query_modalities, fingerprint, version, description, derived_from,
  default_for, suggested, transform, created`;

const fromRow = (row: Record<string, unknown>): SpaceRecord => ({
  id: int(row.id),
  name: row.name as string,
  dims: int(row.dims),
  kind: row.kind as SpaceRecord["kind"],
  model: row.model as string | null,
  modalities: row.modalities as MediaType[],
  queryModalities: row.query_modalities as MediaType[],
  fingerprint: row.fingerprint as string,
  version: int(row.version),
  description: JSON.parse(row.description as string) as Record<string, unknown>,
  derivedFrom: row.derived_from === null ? null : int(row.derived_from),
  defaultFor: row.default_for as MediaType[],
  suggested: row.suggested as boolean,
  transform: row.transform as Uint8Array | null,
  created: iso(row.created),
});

/** All spaces in order of creation. */
export const listSpaces = async (sql: Pick<Sql, "all">): Promise<SpaceRecord[]> =>
  (await sql.all(`SELECT ${COLUMNS} FROM spaces ORDER BY id`)).map(fromRow);

/** The space of that name, or Problem `space-not-found` that lists the names there are. */
export async function spaceByName(sql: Pick<Sql, "all">, name: string): Promise<SpaceRecord> {
  const spaces = await listSpaces(sql);
  const found = spaces.find((space) => space.name === name);
  if (found) return found;
  const names = spaces.map((space) => space.name).join(", ") || "none yet";
  throw new Problem("space-not-found", {
    detail: `There is no space named "${name}". Spaces: ${names}.`,
    fields: { name },
  });
}

export async function insertSpace(
  tx: Transaction,
  space: Omit<SpaceRecord, "id" | "created">,
  now: Date,
): Promise<number> {
  const taken = await tx.one("SELECT 1 FROM spaces WHERE name = ?", [space.name]);
  if (taken)
    throw new Problem("name-taken", {
      detail: `A space named "${space.name}" exists. Choose another name, or delete it first.`,
      fields: { name: space.name },
    });
  const id = await nextId(tx);
  await tx.run(`INSERT INTO spaces (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    id,
    space.name,
    space.dims,
    space.kind,
    space.model,
    stringList(space.modalities),
    stringList(space.queryModalities),
    space.fingerprint,
    space.version,
    JSON.stringify(space.description),
    space.derivedFrom,
    stringList(space.defaultFor),
    space.suggested,
    space.transform ? blob(space.transform) : null,
    timestamp(now),
  ]);
  return id;
}

/** A new id, unique over all tables of this catalog. */
export const nextId = async (tx: Pick<Sql, "one">): Promise<number> =>
  int((await tx.one("SELECT nextval('ids') AS id"))?.id);

/** Rows per state in each space: `{[spaceId]: {pending, ready, failed}}`. */
export async function countStates(sql: Pick<Database, "all">): Promise<Map<number, Record<string, number>>> {
  const counts = new Map<number, Record<string, number>>();
  for (const row of await sql.all("SELECT space, state, count(*) AS n FROM embeddings GROUP BY ALL")) {
    const space = int(row.space);
    const entry = counts.get(space) ?? {};
    entry[row.state as string] = int(row.n);
    counts.set(space, entry);
  }
  return counts;
}
