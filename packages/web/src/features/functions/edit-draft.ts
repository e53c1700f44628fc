import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import type { EditFunctionRequest, ScoringFunction } from "@pomona/contract/functions";

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
}

export const draftOf = (scoring: ScoringFunction): FunctionDraft => ({
  anchors: scoring.anchors.map((anchor, place) => ({ ...anchor, place })),
  space: scoring.space ?? "",
  combine: scoring.parameters?.combine ?? "nearest",
  negativeWeight: scoring.parameters?.negativeWeight ?? 0.5,
  threshold: scoring.threshold,
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
  return {
    ...(isSame ? {} : { anchors: draft.anchors.map(sentAnchor) }),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
    ...(draft.space === before.space ? {} : { space: draft.space }),
    ...(draft.threshold === before.threshold ? {} : { threshold: draft.threshold }),
  };
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
