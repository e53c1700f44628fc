import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import type { EditFunctionRequest, ScoringFunction } from "@pomona/contract/functions";
import type { ProbeParameters } from "@pomona/contract/probes";
import { type CombinationDraft, sentCombination } from "./combination-draft.ts";

type FunctionAnchor = ScoringFunction["anchors"][number];

/** An anchor in the editor: one of the newest version by its place there, or one that is added. */
export interface DraftAnchor extends FunctionAnchor {
  place: number | null;
}

/** What the editor of a function holds. */
export interface FunctionDraft {
  anchors: readonly DraftAnchor[];
  space: string;
  combine: CombineMode;
  negativeWeight: number;
  threshold: number;
  /** Of a probe. */
  probe: ProbeParameters | null;
  combination: CombinationDraft | null;
  /** Why; kept with a new version. */
  note: string;
}

export const draftOf = (scoring: ScoringFunction): FunctionDraft => ({
  anchors: scoring.anchors.map((anchor, place) => ({ ...anchor, place })),
  space: scoring.space ?? "",
  combine: scoring.parameters?.combine ?? "nearest",
  negativeWeight: scoring.parameters?.negativeWeight ?? 0.5,
  threshold: scoring.threshold,
  probe: scoring.probe?.parameters ?? null,
  combination: scoring.combination
    ? {
        operator: scoring.combination.operator,
        parts: scoring.combination.parts.map((part, id) => ({ ...part, id, function: part.function ?? "" })),
      }
    : null,
  note: "",
});

/** What a draft changes of a function; empty where it changes nothing. Anchors that stay keep their vectors. */
export function changesOf(draft: FunctionDraft, scoring: ScoringFunction): EditFunctionRequest {
  const before = draftOf(scoring);
  const isSame =
    draft.anchors.length === before.anchors.length &&
    draft.anchors.every((anchor, place) => anchor.place === place && anchor.sign === before.anchors[place]?.sign);
  const parameters = {
    ...(draft.combine === before.combine ? {} : { combine: draft.combine }),
    ...(draft.negativeWeight === before.negativeWeight ? {} : { negativeWeight: draft.negativeWeight }),
  };
  const combination = sentIfChanged(draft.combination, before.combination);
  const changes: EditFunctionRequest = {
    ...(isSame ? {} : { anchors: draft.anchors.map(sentAnchor) }),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(draft.probe === null || JSON.stringify(draft.probe) === JSON.stringify(before.probe)
      ? {}
      : { probe: draft.probe }),
    ...(combination === null ? {} : { combination }),
    ...(draft.space === before.space ? {} : { space: draft.space }),
    ...(draft.threshold === before.threshold ? {} : { threshold: draft.threshold }),
  };
  const note = draft.note.trim();
  return makesVersion(changes) && note !== "" ? { ...changes, note } : changes;
}

function sentIfChanged(draft: CombinationDraft | null, before: CombinationDraft | null) {
  if (draft === null || before === null) return null;
  const sent = sentCombination(draft);
  return JSON.stringify(sent) === JSON.stringify(sentCombination(before)) ? null : sent;
}

function sentAnchor({ place, sign, key, text, picture }: DraftAnchor): AnchorInput | { keep: number; sign: "+" | "-" } {
  if (place !== null) return { keep: place, sign };
  if (key !== null) return { key, sign };
  if (picture !== null) return { picture, sign, ...(text === null ? {} : { name: text }) };
  return { text: text ?? "", sign };
}

/** Whether a change makes a new version, or only moves the threshold. */
export const makesVersion = ({ threshold: _threshold, ...rest }: EditFunctionRequest): boolean =>
  Object.keys(rest).length > 0;

export const flipped = (anchors: readonly DraftAnchor[], flip: DraftAnchor): DraftAnchor[] =>
  anchors.map((anchor) => (anchor === flip ? { ...anchor, sign: anchor.sign === "+" ? "-" : "+" } : anchor));

/** With one more anchor; one that is there already is not added again. */
export function withAnchor(anchors: readonly DraftAnchor[], added: Omit<DraftAnchor, "place">): DraftAnchor[] {
  const isThere = anchors.some(
    ({ kind, key, text, picture }) =>
      kind === added.kind && key === added.key && picture === added.picture && (kind !== "text" || text === added.text),
  );
  return isThere ? [...anchors] : [...anchors, { ...added, place: null }];
}
