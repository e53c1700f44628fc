import { CandidatePool, drawOrder, type Pool } from "@pomona/compute/review/candidate-pool";
import { type Candidates, type Picked, pickRows } from "@pomona/compute/review/pick-rows";
import { shuffled } from "@pomona/compute/shuffle";
import type { AskReason, askReviewRequest, askReviewResponse } from "@pomona/contract/reviews";
import type { z } from "zod";
import { giveTurn, inTurns } from "../../config/give-turn.ts";
import { noteDrawnUntil } from "../../store/draft-table.ts";
import { contentsOfRows, rowsLikeKeys } from "../../store/row-contents.ts";
import type { Workspace } from "../workspace.ts";
import { draftScorer, type OpenDraft, openDraft } from "./draft.ts";
import { draftAnchors } from "./draft-anchors.ts";

type AskRequest = z.output<typeof askReviewRequest>;
interface Asked {
  row: number;
  score: number;
  reason: AskReason;
}

/** Rows drawn beyond those wanted, as some may share their content. */
const SPARE_DRAWS = 32;

/**
 * Rows whose answer teaches most, and some that are drawn at random. Begins a draft where there is none. The same rows until
 * some are answered or the draft is trained. Cost: one scan of the vectors where the draft's scores are not kept, and
 * one pass over the scores.
 */
export async function askReview(
  workspace: Workspace,
  name: string,
  request: AskRequest,
  by: string,
): Promise<z.input<typeof askReviewResponse>> {
  const open = await openDraft(workspace, name, { kind: request.kind, by });
  const { draft, answers, space } = open;
  const { scorer, isCalibrated } = await draftScorer(workspace, open);
  const target = workspace.live.target(space.id, space.dims);
  const scores = await workspace.columns.get(target, scorer);
  const leftOut = await rowsNotAsked(workspace, open);
  const { count, randomShare, seed } = request;
  // Of all that is asked, whatever the size of each request.
  const randomCount = Math.floor((answers.length + count) * randomShare) - Math.floor(answers.length * randomShare);
  const pool = new CandidatePool(scores, (row) => leftOut.has(row), {
    threshold: draft.threshold,
    best: 400 + 4 * count,
    near: 200 + 2 * count,
    random: randomCount === 0 ? 0 : randomCount + SPARE_DRAWS,
    order: seed,
  });
  await inTurns(scores.length, (start, end) => pool.scan(start, end));
  const found = pool.result();
  const contents = await contentsOfRows(workspace.database, [
    ...new Set([...found.best.ordinals, ...found.near.ordinals, ...found.random]),
  ]);
  const random = distinct([...found.random], contents).slice(0, randomCount);
  const { anchors, vectors } = draftAnchors(draft, answers);
  const candidates = await readCandidates(workspace, open, { pool: found, contents, scores });
  const options = {
    count: count - random.length,
    threshold: draft.threshold,
    positives: anchors.filter(({ sign }) => sign === "+").length,
    isCalibrated,
    answered: vectors,
    taken: random.map((row) => contents.get(row) as number),
  };
  const picked = await pickRows(candidates, options, giveTurn);
  await noteDrawn(workspace, open, { seed, random });
  return { round: draft.round, rows: await namedRows(workspace, open, { picked, random, scores, seed }) };
}

/** Anchors, answered and skipped rows, and all of their content. */
async function rowsNotAsked({ database }: Workspace, { draft, answers }: OpenDraft): Promise<Set<number>> {
  const keys = draft.anchors.flatMap(({ key }) => (key === null ? [] : [key]));
  for (const { key } of answers) keys.push(key);
  return new Set((await rowsLikeKeys(database, keys)).map(({ row }) => row));
}

/** The first row of each content; rows without one are gone. */
function distinct(rows: readonly number[], contents: ReadonlyMap<number, number>): number[] {
  const seen = new Set<number>();
  return rows.filter((row) => {
    const content = contents.get(row);
    if (content === undefined || seen.has(content)) return false;
    seen.add(content);
    return true;
  });
}

async function readCandidates(
  workspace: Workspace,
  { space }: OpenDraft,
  { pool, contents, scores }: { pool: Pool; contents: ReadonlyMap<number, number>; scores: Float32Array },
): Promise<Candidates> {
  const rows = [...new Set([...pool.best.ordinals, ...pool.near.ordinals])].filter((row) => contents.has(row));
  const ordinals = Uint32Array.from(rows);
  const target = workspace.live.target(space.id, space.dims);
  const { vectors } = await workspace.vectors.read(target, ordinals);
  return {
    dims: space.dims,
    rows: ordinals,
    scores: Float32Array.from(rows, (row) => scores[row] as number),
    vectors,
    contents: Int32Array.from(rows, (row) => contents.get(row) as number),
  };
}

/** Remembers how far rows were drawn: those up to there are the sample that estimates are made from. */
async function noteDrawn(
  { database }: Workspace,
  { draft }: OpenDraft,
  { seed, random }: { seed: number; random: readonly number[] },
): Promise<void> {
  const last = random.at(-1);
  if (last === undefined) return;
  const until = drawOrder(seed, last);
  if (until <= (draft.drawn[seed] ?? -1)) return;
  await database.write((tx) => noteDrawnUntil(tx, draft, seed, until));
}

/** What is asked, by key and in an order that does not tell the reason. */
async function namedRows(
  workspace: Workspace,
  { draft }: OpenDraft,
  { picked, random, scores, seed }: { picked: Picked[]; random: number[]; scores: Float32Array; seed: number },
) {
  const asked: Asked[] = [
    ...picked,
    ...random.map((row) => ({ row, score: scores[row] as number, reason: "random" as const })),
  ];
  const order = shuffled(Uint32Array.from(asked.keys()), (seed ^ draft.round) >>> 0);
  const keys = await workspace.keys.keysOf(asked.map(({ row }) => row));
  return Array.from(order).flatMap((place) => {
    const { row, score, reason } = asked[place] as Asked;
    const key = keys.get(row);
    return key === undefined ? [] : [{ key, score, reason }];
  });
}
