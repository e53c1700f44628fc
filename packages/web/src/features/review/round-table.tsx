import type { ReviewRound } from "@pomona/contract/reviews";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { estimateText } from "./round-figures.ts";

/** Every round of the draft, the newest first. */
export function RoundTable({ rounds }: { rounds: readonly ReviewRound[] }) {
  return (
    <section aria-label={copy.review.rounds}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.review.rounds}</h2>
      <Table label={copy.review.rounds} narrow="stack">
        <thead>
          <tr>
            <HeadCell isNumber isNarrow>
              {copy.review.round}
            </HeadCell>
            <HeadCell isNumber>{copy.learn.figures.positives}</HeadCell>
            <HeadCell isNumber>{copy.learn.figures.negatives}</HeadCell>
            <HeadCell isNumber>{copy.entering}</HeadCell>
            <HeadCell isNumber>{copy.leaving}</HeadCell>
            <HeadCell isNumber>{copy.review.figureNames.averagePrecision}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {[...rounds].reverse().map((one) => (
            <tr key={one.round}>
              <Cell isNumber label={copy.review.round}>
                {one.round}
              </Cell>
              <Cell isNumber label={copy.learn.figures.positives}>
                {formatCount(one.positives)}
              </Cell>
              <Cell isNumber label={copy.learn.figures.negatives}>
                {formatCount(one.negatives)}
              </Cell>
              <Cell isNumber label={copy.entering}>
                {one.changes ? formatCount(one.changes.entering.count) : "–"}
              </Cell>
              <Cell isNumber label={copy.leaving}>
                {one.changes ? formatCount(one.changes.leaving.count) : "–"}
              </Cell>
              <Cell isNumber label={copy.review.figureNames.averagePrecision}>
                {estimateText(one.report?.averagePrecision)}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
