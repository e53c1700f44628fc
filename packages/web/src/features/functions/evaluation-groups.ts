import type { Evaluation, Truth, TruthInput } from "@pomona/contract/evaluations";
import { copy } from "../../copy.ts";

const keyOf = (truth: Truth): string => JSON.stringify([truth.label, truth.filter, truth.among]);

/** Evaluations against one truth: the newest of each version, newest version first. */
export interface EvaluationGroup {
  key: string;
  truth: Truth;
  evaluations: Evaluation[];
  /** Rows of the newest evaluation: only those on the same rows compare with it. */
  rowsId: string;
}

/** Groups of evaluations, which come newest first: the truth evaluated last is first. */
export function evaluationGroups(evaluations: readonly Evaluation[]): EvaluationGroup[] {
  const groups = new Map<string, EvaluationGroup>();
  for (const evaluation of evaluations) {
    const key = keyOf(evaluation.truth);
    const group = groups.get(key) ?? { key, truth: evaluation.truth, evaluations: [], rowsId: evaluation.rowsId };
    groups.set(key, group);
    if (!group.evaluations.some(({ version }) => version === evaluation.version)) group.evaluations.push(evaluation);
  }
  for (const group of groups.values()) group.evaluations.sort((a, b) => b.version - a.version);
  return [...groups.values()];
}

export const truthText = ({ label, filter, among }: Truth): string =>
  `${label === null ? (filter ?? "") : copy.learn.against.label(label)}${among === null ? "" : copy.learn.amongText(among)}`;

/** What an evaluation is held against to begin with: the truth that the function is linked to, else that of the last evaluation. */
export const firstTruth = (linked: Truth | null, evaluations: readonly Evaluation[]): Truth | null =>
  linked ?? evaluations[0]?.truth ?? null;

/** What the editor of a truth holds: texts, as they are typed. */
export interface TruthDraft {
  kind: "label" | "filter";
  label: string;
  filter: string;
  among: string;
}

export const truthDraft = (truth: Truth | null): TruthDraft => ({
  kind: truth?.label == null && truth?.filter != null ? "filter" : "label",
  label: truth?.label ?? "",
  filter: truth?.filter ?? "",
  among: truth?.among ?? "",
});

/** The truth that a draft stands for; null while what is right is not said. */
export function sentTruth(draft: TruthDraft): TruthInput | null {
  const among = draft.among.trim() === "" ? {} : { among: draft.among.trim() };
  const said = draft[draft.kind].trim();
  if (said === "") return null;
  return draft.kind === "label" ? { label: said, ...among } : { filter: said, ...among };
}
