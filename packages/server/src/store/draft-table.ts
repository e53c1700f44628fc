import type { ReviewRound } from "@pomona/contract/reviews";
import type { Sql, Transaction } from "./database.ts";
import type { FunctionVersion, StoredAnchor, StoredProbe, VersionParameters } from "./function-table.ts";
import { blob, bytesToFloats, floatsToBytes, int, timestamp } from "./sql-values.ts";

/** How far rows were drawn at random, by the seed of the order: the greatest place in it that was asked about. */
export type DrawnUntil = Record<string, number>;

/** The next version of a function in the making. Its anchors are those of the version it began from; answers join them. */
export interface DraftRecord {
  function: number;
  basedOn: number;
  space: number;
  anchors: StoredAnchor[];
  parameters: VersionParameters;
  /** anchors.length * dims float32, unit vectors. */
  vectors: Float32Array;
  /** Of the kind probe, once it was trained. */
  trained: StoredProbe | null;
  threshold: number;
  /** From 1; answers of earlier rounds were trained on. */
  round: number;
  rounds: ReviewRound[];
  drawn: DrawnUntil;
  /** Names the answers that it was trained with; null before the first training. */
  trainedOn: string | null;
  by: string | null;
  /** Tells it apart from another draft of the same function. */
  created: Date;
  updated: Date;
}

const COLUMNS =
  'function, based_on, space, anchors, parameters, vectors, weights, trained, threshold, round, rounds, drawn, trained_on, "by", created, updated';

const fromRow = (row: Record<string, unknown>): DraftRecord => ({
  function: int(row.function),
  basedOn: int(row.based_on),
  space: int(row.space),
  anchors: JSON.parse(row.anchors as string) as StoredAnchor[],
  parameters: JSON.parse(row.parameters as string) as VersionParameters,
  vectors: bytesToFloats(row.vectors as Uint8Array),
  trained:
    row.weights === null
      ? null
      : {
          weights: bytesToFloats(row.weights as Uint8Array),
          ...(JSON.parse(row.trained as string) as Pick<StoredProbe, "bias" | "report">),
        },
  threshold: row.threshold as number,
  round: int(row.round),
  rounds: JSON.parse(row.rounds as string) as ReviewRound[],
  drawn: JSON.parse(row.drawn as string) as DrawnUntil,
  trainedOn: row.trained_on as string | null,
  by: row.by as string | null,
  created: row.created as Date,
  updated: row.updated as Date,
});

export const draftOf = async (sql: Pick<Sql, "all">, functionId: number): Promise<DraftRecord | undefined> =>
  (await sql.all(`SELECT ${COLUMNS} FROM function_drafts WHERE function = ?`, [functionId])).map(fromRow)[0];

/** Functions that have a draft. */
export const functionsWithDraft = async (sql: Pick<Sql, "all">): Promise<Set<number>> =>
  new Set((await sql.all("SELECT function FROM function_drafts")).map((row) => int(row.function)));

/** A draft of a version, without answers and untrained. */
export const draftFrom = (
  version: FunctionVersion & { space: number },
  choice: Pick<DraftRecord, "parameters" | "threshold" | "by">,
  now: Date,
): DraftRecord => ({
  function: version.function,
  basedOn: version.version,
  space: version.space,
  anchors: version.anchors,
  vectors: version.vectors,
  trained: null,
  round: 1,
  rounds: [],
  drawn: {},
  trainedOn: null,
  created: now,
  updated: now,
  ...choice,
});

/** Stores a draft in the place of the one there was. */
export async function putDraft(tx: Transaction, draft: DraftRecord): Promise<void> {
  await tx.run("DELETE FROM function_drafts WHERE function = ?", [draft.function]);
  await tx.run(`INSERT INTO function_drafts (${COLUMNS}) VALUES (${Array(16).fill("?").join(", ")})`, [
    draft.function,
    draft.basedOn,
    draft.space,
    JSON.stringify(draft.anchors),
    JSON.stringify(draft.parameters),
    blob(floatsToBytes(draft.vectors)),
    draft.trained && blob(floatsToBytes(draft.trained.weights)),
    draft.trained && JSON.stringify({ bias: draft.trained.bias, report: draft.trained.report }),
    draft.threshold,
    draft.round,
    JSON.stringify(draft.rounds),
    JSON.stringify(draft.drawn),
    draft.trainedOn,
    draft.by,
    timestamp(draft.created),
    timestamp(draft.updated),
  ]);
}

/** Notes that rows were drawn at random up to a place in the order of a seed; nothing where the draft is gone. */
export async function noteDrawnUntil(
  tx: Transaction,
  { function: id, created }: DraftRecord,
  seed: number,
  until: number,
): Promise<void> {
  const draft = await draftOf(tx, id);
  if (draft?.created.getTime() !== created.getTime()) return;
  const drawn = { ...draft.drawn, [seed]: Math.max(until, draft.drawn[seed] ?? 0) };
  await tx.run("UPDATE function_drafts SET drawn = ? WHERE function = ?", [JSON.stringify(drawn), id]);
}

/** Notes when a draft was changed. */
export const touchDraft = (tx: Transaction, functionId: number, now: Date): Promise<void> =>
  tx.run("UPDATE function_drafts SET updated = ? WHERE function = ?", [timestamp(now), functionId]);

/** Removes the draft of a function and its answers. */
export async function removeDraft(tx: Transaction, functionId: number): Promise<void> {
  await tx.run("DELETE FROM function_answers WHERE function = ?", [functionId]);
  await tx.run("DELETE FROM function_drafts WHERE function = ?", [functionId]);
}
