import type { FunctionDraft } from "@pomona/contract/reviews";

/** Who gave the answers of a draft that say `sign` of a row. None: the version that the draft began from says it. */
export function answerersOf(
  { anchors, answers }: Pick<FunctionDraft, "anchors" | "answers">,
  key: string,
  sign: "+" | "-",
): string[] {
  // Answers come after the anchors of the version, of which an earlier review may have brought some.
  const given = anchors.slice(anchors.length - answers.yes - answers.no);
  return given.flatMap((anchor) => (anchor.key === key && anchor.sign === sign && anchor.by ? [anchor.by] : []));
}
