import { createHash } from "node:crypto";
import type { MetadataType, MetadataValue } from "@pomona/contract/fields";
import type { ItemFailure } from "@pomona/contract/imports";
import type { MediaType } from "@pomona/contract/names";
import { giveTurn } from "../../config/give-turn.ts";
import type { Transaction } from "../../store/database.ts";
import { ensureMetadataColumns } from "../../store/metadata-columns.ts";
import {
  appendRows,
  type ContentKind,
  IN_ORDINALS,
  type KnownRow,
  knownContents,
  knownRows,
  markDuplicates,
  ordinalList,
  removeRows,
  type StoredRow,
  saidOfRows,
  takeOrdinals,
} from "../../store/row-table.ts";
import { appendEmbeddings } from "../../store/segment-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { timestamp } from "../../store/sql-values.ts";
import { queueArrivals } from "../automations/queue-rows.ts";
import { wakeAutomations } from "../automations/wake-automations.ts";
import type { Workspace } from "../workspace.ts";
import { inFieldTypes, keepEdits, sayingOf } from "./keep-edits.ts";

/** A row whose content was looked at and found good. */
export interface Candidate {
  key: string;
  item: string;
  line?: number | undefined;
  mediaType: MediaType;
  labels: string[];
  tags: string[];
  metadata: Record<string, MetadataValue>;
  text: string | null;
  uri: string | null;
  contentKind: ContentKind;
  contentHash: string;
  bytes: number;
  width: number | null;
  height: number | null;
  format: string | null;
}

export interface PutRequest {
  dataset: string;
  candidates: Candidate[];
  metadataTypes: Record<string, MetadataType>;
  /** Spaces the rows are to be embedded in; each takes the media types it can. */
  spaces: SpaceRecord[];
  /** Runs in the same transaction, after the rows are written. */
  alsoCommit?: (tx: Transaction, outcome: PutOutcome) => Promise<void>;
}

export interface PutOutcome {
  imported: number;
  replaced: number;
  unchanged: number;
  duplicates: number;
  failures: ItemFailure[];
}

/** Hash of all a source says of a row and how its content is kept: equal means that importing it again changes nothing. */
const sourceHashOf = (candidate: Candidate): string => {
  const metadata = Object.entries(candidate.metadata)
    .filter(([, value]) => value !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const { mediaType, contentKind, contentHash, uri, labels, tags } = candidate;
  const said = [mediaType, contentKind, contentHash, uri, labels, tags, metadata];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex").slice(0, 32);
};

/** A candidate that is to be written, and the row that has its key by now. */
interface Entry<Known> {
  candidate: Candidate;
  sourceHash: string;
  known: Known;
  isDuplicate: boolean;
}

/** What is to happen to each candidate. */
interface Plan {
  outcome: PutOutcome;
  /** New content: gets a new ordinal, in order of arrival. */
  added: Entry<KnownRow | undefined>[];
  /** Same content, other labels or metadata: keeps its ordinal and so its vectors. */
  updated: Entry<KnownRow>[];
  unchanged: { candidate: Candidate; known: KnownRow }[];
  duplicateHashes: Set<string>;
}

/** Types of the fields that some candidate has a value for: a column that is empty throughout becomes no field. */
const usedTypes = ({ candidates, metadataTypes }: PutRequest): Record<string, MetadataType> =>
  Object.fromEntries(
    Object.entries(metadataTypes).filter(([name]) =>
      candidates.some(({ metadata }) => Object.hasOwn(metadata, name) && (metadata[name] ?? null) !== null),
    ),
  );

/** A candidate as it is to be kept: a copy is never given up for a file that may go. */
const keptAs = (candidate: Candidate, before: KnownRow | undefined): Candidate =>
  candidate.contentKind === "file" && before?.contentKind === "blob" && before.contentHash === candidate.contentHash
    ? { ...candidate, contentKind: "blob" }
    : candidate;

/** Takes rows that are about to lose their content out of those that have it, so that two that swap are no duplicates. */
function forgetOldContents(
  dataset: string,
  candidates: Candidate[],
  known: Map<string, KnownRow>,
  contents: Map<string, Set<string>>,
): void {
  for (const { key, contentHash } of candidates) {
    const before = known.get(key);
    if (before?.dataset === dataset && before.contentHash !== contentHash)
      contents.get(before.contentHash)?.delete(key);
  }
}

async function plan(
  dataset: string,
  candidates: Candidate[],
  known: Map<string, KnownRow>,
  contents: Map<string, Set<string>>,
): Promise<Plan> {
  const result: Plan = {
    outcome: { imported: 0, replaced: 0, unchanged: 0, duplicates: 0, failures: [] },
    added: [],
    updated: [],
    unchanged: [],
    duplicateHashes: new Set(),
  };
  forgetOldContents(dataset, candidates, known, contents);
  for (const given of candidates) {
    await giveTurn();
    const before = known.get(given.key);
    const candidate = keptAs(given, before);
    if (before && before.dataset !== dataset) {
      result.outcome.failures.push({
        item: candidate.item,
        ...(candidate.line === undefined ? {} : { line: candidate.line }),
        code: "duplicate-key",
        message: `The key "${candidate.key}" belongs to a row of the dataset "${before.dataset}". Import with another key prefix, or into that dataset.`,
      });
      continue;
    }
    const sourceHash = sourceHashOf(candidate);
    if (before?.sourceHash === sourceHash) {
      result.outcome.unchanged++;
      result.unchanged.push({ candidate, known: before });
      continue;
    }
    const sharing = contents.get(candidate.contentHash) ?? new Set<string>();
    const isDuplicate = [...sharing].some((key) => key !== candidate.key);
    if (before?.contentHash === candidate.contentHash)
      result.updated.push({ candidate, sourceHash, known: before, isDuplicate });
    else {
      result.added.push({ candidate, sourceHash, known: before, isDuplicate });
      contents.set(candidate.contentHash, sharing.add(candidate.key));
      if (isDuplicate) {
        result.outcome.duplicates++;
        result.duplicateHashes.add(candidate.contentHash);
      }
    }
    if (before) result.outcome.replaced++;
    else result.outcome.imported++;
  }
  return result;
}

/**
 * Writes candidates in one transaction: new rows, rows whose content or metadata changed, and their pending
 * embeddings, and lets automations look at those that are new. A row whose content changed gets a new ordinal, so that no vector or score of the old content can be
 * taken for the new; it keeps its place in batches and review lists. Of a row that is there, only what its source says differently from
 * its last import is written: see `keepEdits`.
 */
export async function putRows(workspace: Workspace, request: PutRequest): Promise<PutOutcome> {
  const { database, live } = workspace;
  const { outcome, ordinals, gone } = await database.write(async (tx) => {
    const now = workspace.clock();
    await tx.run("INSERT INTO datasets SELECT ?, ? WHERE NOT EXISTS (SELECT 1 FROM datasets WHERE name = ?)", [
      request.dataset,
      timestamp(now),
      request.dataset,
    ]);
    const columns = await ensureMetadataColumns(database, tx, usedTypes(request));
    const known = await knownRows(
      tx,
      request.candidates.map((candidate) => candidate.key),
    );
    const contents = await knownContents(
      tx,
      request.candidates.map((candidate) => candidate.contentHash),
    );
    const todo = await plan(request.dataset, request.candidates, known, contents);
    const first = await takeOrdinals(tx, todo.added.length);
    const said = await saidOfRows(
      tx,
      [...todo.added, ...todo.updated].flatMap((entry) => (entry.known ? [entry.known.row] : [])),
      columns,
    );
    const stored = async (entry: Entry<KnownRow | undefined>, row: number, created: Date): Promise<StoredRow> => {
      await giveTurn();
      const known = entry.known && said.get(entry.known.row);
      const before = known && { now: known.now, source: inFieldTypes(known.source, columns) };
      return storedRow({ ...entry, dataset: request.dataset, row, created, said: before });
    };
    const added: StoredRow[] = [];
    for (const [index, entry] of todo.added.entries()) added.push(await stored(entry, first + index, now));
    const updated: StoredRow[] = [];
    for (const entry of todo.updated) updated.push(await stored(entry, entry.known.row, entry.known.created));
    const moves = todo.added.flatMap((entry, index) =>
      entry.known ? [{ from: entry.known.row, to: first + index }] : [],
    );
    await moveRows(tx, moves);
    if (updated.length > 0)
      await tx.run(`DELETE FROM rows WHERE row ${IN_ORDINALS}`, [ordinalList(updated.map((row) => row.row))]);
    await appendRows(tx, [...added, ...updated], columns);
    await markDuplicates(tx, [...todo.duplicateHashes]);
    await queueArrivals(
      tx,
      added.map(({ row }) => row),
    );
    for (const space of request.spaces) await expectVectors(tx, space, added, [...todo.updated, ...todo.unchanged]);
    await request.alsoCommit?.(tx, todo.outcome);
    return { outcome: todo.outcome, ordinals: first + todo.added.length, gone: moves.map((move) => move.from) };
  });
  live.cover(ordinals);
  live.clear(gone);
  await wakeAutomations(workspace);
  return outcome;
}

function storedRow(
  entry: Entry<KnownRow | undefined> & {
    dataset: string;
    row: number;
    created: Date;
    said: Parameters<typeof keepEdits>[1] | undefined;
  },
): StoredRow {
  const { item: _item, line: _line, ...candidate } = entry.candidate;
  const { dataset, row, sourceHash, created } = entry;
  const { row: held, source: sourceSaid } = entry.said
    ? keepEdits(candidate, entry.said)
    : { row: {}, source: sayingOf(candidate) };
  return { ...candidate, ...held, dataset, row, sourceHash, sourceSaid, duplicate: entry.isDuplicate, created };
}

/** Rows whose content changed: the old ordinal goes from everywhere, the new one takes its place in batches and review lists. */
async function moveRows(tx: Transaction, moves: { from: number; to: number }[]): Promise<void> {
  if (moves.length === 0) return;
  for (const table of ["batch_rows", "review_rows"])
    await tx.run(
      `UPDATE ${table} SET row = moved.new_row FROM (SELECT unnest(?::UINTEGER[]) AS old_row, unnest(?::UINTEGER[]) AS new_row) AS moved
       WHERE ${table}.row = moved.old_row`,
      [ordinalList(moves.map((move) => move.from)), ordinalList(moves.map((move) => move.to))],
    );
  await removeRows(
    tx,
    moves.map((move) => move.from),
  );
}

/** Marks new rows as pending in a space that takes them, and rows that were there but lack it. */
async function expectVectors(
  tx: Transaction,
  space: SpaceRecord,
  added: StoredRow[],
  kept: { candidate: Candidate; known: KnownRow }[],
): Promise<void> {
  const takes = (mediaType: MediaType): boolean => space.modalities.includes(mediaType);
  const fresh = added.filter((row) => takes(row.mediaType));
  await appendEmbeddings(
    tx,
    space.id,
    fresh.map((row) => ({ row: row.row, state: "pending", segment: null })),
  );
  const rows = kept.filter((entry) => takes(entry.candidate.mediaType)).map((entry) => entry.known.row);
  if (rows.length > 0)
    await tx.run(
      `INSERT INTO embeddings SELECT ?, row, 'pending', NULL, NULL, NULL FROM (SELECT unnest(?::UINTEGER[]) AS row)
       WHERE row NOT IN (SELECT row FROM embeddings WHERE space = ?)`,
      [space.id, ordinalList(rows), space.id],
    );
}
