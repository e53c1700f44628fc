import type { FunctionComparison, ScoringFunction } from "@pomona/contract/functions";
import type { ReviewRound } from "@pomona/contract/reviews";
import { RowTiles } from "../../catalog/row-tiles.tsx";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { estimateText, figuresOf } from "./round-figures.ts";

interface RoundChangesProps {
  round: ReviewRound;
  scoring: ScoringFunction;
  /** Of the draft. */
  threshold: number;
}

/** What a round changes against the published version: rows that come and go, and how good both are. */
export function RoundChanges({ round, scoring, threshold }: RoundChangesProps) {
  const { changes, report, randomSample } = round;
  const figures = figuresOf(report, scoring.probe?.report ?? null);
  return (
    <>
      {changes ? <Crossings changes={changes} thresholds={[scoring.threshold, threshold]} /> : null}
      {figures.length > 0 ? (
        <section aria-label={copy.review.figures}>
          <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.review.figures}</h2>
          <Table label={copy.review.figures} narrow="wrap">
            <thead>
              <tr>
                <HeadCell>{copy.review.figure}</HeadCell>
                <HeadCell isNumber>{copy.review.published(scoring.version)}</HeadCell>
                <HeadCell isNumber>{copy.review.draft}</HeadCell>
              </tr>
            </thead>
            <tbody>
              {figures.map(({ name, published, draft }) => (
                <tr key={name}>
                  <Cell>{name}</Cell>
                  <Cell isNumber>{published}</Cell>
                  <Cell isNumber>{draft}</Cell>
                </tr>
              ))}
            </tbody>
          </Table>
          <p className="m-0 mt-1.5 text-ink-mute text-xs">{copy.review.figuresHint}</p>
        </section>
      ) : null}
      {randomSample ? (
        <section aria-label={copy.review.randomSample}>
          <h2 className="m-0 mb-1 font-medium text-ink-soft text-xs">{copy.review.randomSample}</h2>
          <p className="m-0">
            {copy.review.prevalence(
              formatCount(randomSample.answered),
              formatCount(randomSample.positives),
              estimateText(randomSample.prevalence),
            )}{" "}
            {randomSample.precision ? copy.review.samplePrecision(estimateText(randomSample.precision)) : null}{" "}
            {randomSample.recall ? copy.review.sampleRecall(estimateText(randomSample.recall)) : null}
          </p>
        </section>
      ) : null}
    </>
  );
}

function Crossings({ changes, thresholds }: { changes: FunctionComparison; thresholds: [number, number] }) {
  const sides = [
    { crossing: changes.entering, title: copy.enteringRows(formatCount(changes.entering.count)) },
    { crossing: changes.leaving, title: copy.leavingRows(formatCount(changes.leaving.count)) },
  ];
  return (
    <section aria-label={copy.review.crossing} className="flex flex-col gap-3">
      <h2 className="m-0 font-semibold text-base">{copy.review.changes}</h2>
      <p className="m-0 text-ink-soft">
        {copy.review.thresholds(
          formatScore(thresholds[0]),
          formatCount(changes.before.above),
          formatScore(thresholds[1]),
          formatCount(changes.after.above),
        )}
      </p>
      {sides.map(({ crossing, title }) => (
        <div key={title}>
          <h3 className="m-0 mb-1.5 font-medium text-ink-soft text-xs">{title}</h3>
          {crossing.examples.length > 0 ? (
            <RowTiles
              label={title}
              keys={crossing.examples.map(({ key }) => key)}
              caption={(key) => {
                const one = crossing.examples.find((example) => example.key === key);
                return copy.scoreChange(shown(one?.before ?? null), shown(one?.after ?? null));
              }}
            />
          ) : null}
        </div>
      ))}
    </section>
  );
}

const shown = (score: number | null): string => (score === null ? "–" : formatScore(score));
