import type { AnchorInput } from "@pomona/contract/anchors";

/** Kinds that are made of examples. */
export type LearningKind = "similarity" | "probe";

/** As many examples are worth learning from, even without one that is unlike. */
const ENOUGH_EXAMPLES = 3;

/** The kind to offer first for these examples. */
export const suggestedKind = (anchors: readonly Pick<AnchorInput, "sign">[]): LearningKind =>
  anchors.length >= ENOUGH_EXAMPLES || anchors.some(({ sign }) => sign === "-") ? "probe" : "similarity";
