import { drawOrder } from "@pomona/compute/review/candidate-pool";
import { type RandomEstimate, randomEstimate, type SampledAnswer } from "@pomona/compute/review/random-estimate";
import { Problem } from "@pomona/contract/problems";
import type { FunctionDraft, ReviewRound } from "@pomona/contract/reviews";
import { answersOf, moveToRound } from "../../store/answer-table.ts";
import { draftOf, putDraft } from "../../store/draft-table.ts";
import { functionVersion, type StoredProbe } from "../../store/function-table.ts";
import { rowsLikeKeys } from "../../store/row-contents.ts";
import { compareDefinitions } from "../functions/compare-function.ts";
import type { NewVersion } from "../functions/make-version.ts";
import { nextThreshold } from "../functions/next-threshold.ts";
import { trainVersion } from "../functions/train-probe.ts";
import type { Workspace } from "../workspace.ts";
import { describeDraft } from "./describe-draft.ts";
import { isSameDraft, type OpenDraft, requireDraft } from "./draft.ts";
import { answersDigest, draftAnchors, saying } from "./draft-anchors.ts";

/** Rows named on each side of what changed, and bars of the histograms: kept with every round. */
const COMPARED = { examples: 12, bins: 50 };

/**
 * Trains the draft of a function with the answers there are and tells what it would change; the next round begins. Answers
 * that come meanwhile belong to that. Nothing of the published version changes.
 */
export async function trainDraft(workspace: Workspace, name: string, signal?: AbortSignal): Promise<FunctionDraft> {
  await trained(workspace, name, signal);
  return describeDraft(workspace, await requireDraft(workspace, name));
}

/** The draft of a function, trained with all of its answers: anew only where they changed since the last time. */
export async function trainedDraft(workspace: Workspace, name: string, signal?: AbortSignal): Promise<OpenDraft> {
  for (;;) {
    const open = await requireDraft(workspace, name);
    if (open.draft.trainedOn === answersDigest(open.answers)) return open;
    await trained(workspace, name, signal);
  }
}

async function trained(workspace: Workspace, name: string, signal: AbortSignal | undefined): Promise<void> {
  const open = await requireDraft(workspace, name);
  const { draft, answers, space } = open;
  const { anchors, vectors } = draftAnchors(draft, answers);
  const { parameters } = draft;
  const probe =
    parameters.kind === "probe"
      ? await trainVersion(workspace, { space, anchors, vectors, parameters: parameters.probe }, signal)
      : null;
  const threshold = probe ? await thresholdAfter(workspace, open, probe) : draft.threshold;
  const next = { space: space.id, anchors, vectors, parameters, trained: probe, by: draft.by, note: null };
  const changes = await changesBy(workspace, open, { next, threshold });
  const count = (sign: "+" | "-"): number => anchors.filter((anchor) => anchor.sign === sign).length;
  const now = workspace.clock();
  const round: ReviewRound = {
    round: draft.round,
    positives: count("+"),
    negatives: count("-"),
    skipped: answers.length - saying(answers).length,
    changes,
    report: probe?.report ?? null,
    randomSample: await estimateOf(workspace, open, threshold),
    trained: now.toISOString(),
  };
  const trainedOn = answersDigest(answers);
  await workspace.database.write(async (tx) => {
    const latest = await draftOf(tx, draft.function);
    // Published, discarded, brought up to date or trained by somebody else meanwhile.
    if (!latest || !isSameDraft(latest, draft) || latest.round !== draft.round) return;
    const rounds = [...latest.rounds, round];
    await putDraft(tx, {
      ...latest,
      trained: probe,
      threshold,
      trainedOn,
      rounds,
      round: draft.round + 1,
      updated: now,
    });
    const learned = new Set(answers.map(({ key, by, at }) => JSON.stringify([key, by, at])));
    for (const answer of await answersOf(tx, draft.function))
      if (!learned.has(JSON.stringify([answer.key, answer.by, answer.at])))
        await moveToRound(tx, draft.function, answer, draft.round + 1);
  });
}

/** The suggested threshold, unless somebody chose another for the version that the draft began from. */
async function thresholdAfter({ database }: Workspace, { draft }: OpenDraft, probe: StoredProbe): Promise<number> {
  const before = draft.trained ?? (await functionVersion(database, draft.function, draft.basedOn))?.trained ?? null;
  return nextThreshold({ threshold: draft.threshold, trained: before }, { trained: probe });
}

/** What the draft would change for those who use the function: against the version that serves. */
async function changesBy(
  workspace: Workspace,
  { record }: OpenDraft,
  after: { next: NewVersion; threshold: number },
): Promise<ReviewRound["changes"]> {
  const published = await functionVersion(workspace.database, record.id, record.servedVersion ?? record.version);
  if (!published) throw new Problem("function-not-found", `The function "${record.name}" was deleted meanwhile.`);
  return compareDefinitions(
    workspace,
    { version: published, threshold: record.threshold },
    { version: after.next, threshold: after.threshold },
    COMPARED,
  );
}

/**
 * What the rows that were drawn at random tell of all rows. Any row up to where rows were drawn is of the sample, for
 * whatever reason it was asked about, and so are rows of the same content: leaving them out would tilt it.
 */
async function estimateOf(
  { database }: Workspace,
  { draft, answers }: OpenDraft,
  threshold: number,
): Promise<RandomEstimate | null> {
  const orders = Object.entries(draft.drawn).map(([seed, until]) => ({ seed: Number(seed), until }));
  if (orders.length === 0) return null;
  const anchors = new Set(draft.anchors.map(({ key }) => key));
  // Of several people the one who answered last is believed.
  const said = new Map(saying(answers).map((answer) => [answer.key, answer]));
  const byContent = new Map([...said.values()].map((answer) => [answer.contentHash, answer]));
  const sample: SampledAnswer[] = [];
  for (const { row, key, contentHash } of await rowsLikeKeys(database, [...said.keys()])) {
    const answer = said.get(key) ?? (contentHash === null ? undefined : byContent.get(contentHash));
    if (!answer || anchors.has(key) || !orders.some(({ seed, until }) => drawOrder(seed, row) <= until)) continue;
    sample.push({ isPositive: answer.answer === "yes", score: answer.score });
  }
  return randomEstimate(sample, threshold);
}
