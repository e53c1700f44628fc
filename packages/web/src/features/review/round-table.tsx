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
      <Table label={copy.review.rounds}>
        <thead>
          <tr>
            <HeadCell isNumber isNarrow>
              {copy.review.round}
            </HeadCell>
            <HeadCell isNumber>{copy.yes}</HeadCell>
            <HeadCell isNumber>{copy.no}</HeadCell>
            <HeadCell isNumber>{copy.entering}</HeadCell>
            <HeadCell isNumber>{copy.leaving}</HeadCell>
            <HeadCell isNumber>{copy.review.figureNames.averagePrecision}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {[...rounds].reverse().map((one) => (
            <tr key={one.round}>
              <Cell isNumber>{one.round}</Cell>
              <Cell isNumber>{formatCount(one.positives)}</Cell>
              <Cell isNumber>{formatCount(one.negatives)}</Cell>
              <Cell isNumber>{one.changes ? formatCount(one.changes.entering.count) : "–"}</Cell>
              <Cell isNumber>{one.changes ? formatCount(one.changes.leaving.count) : "–"}</Cell>
              <Cell isNumber>{estimateText(one.report?.averagePrecision)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}
