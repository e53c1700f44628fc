import type { Evaluation } from "@pomona/contract/evaluations";
import { RowStrip } from "../../catalog/row-strip.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { EstimateCell } from "./estimate-text.tsx";

/** One evaluation: what counted, the confusion at its threshold, its datasets and its worst rows. */
export function EvaluationDetails({ evaluation }: { evaluation: Evaluation }) {
  const { anchorsLeftOut, unscored, datasets, parts } = evaluation;
  return (
    <div className="flex flex-col gap-5">
      <p className="m-0 text-ink-mute text-xs">
        {[
          copy.versionOf(evaluation.version),
          copy.learn.rowsCounted(formatCount(evaluation.rows)),
          ...(anchorsLeftOut > 0 ? [copy.learn.anchorsLeftOut(formatCount(anchorsLeftOut))] : []),
          ...(unscored > 0 ? [copy.learn.unscoredLeftOut(formatCount(unscored))] : []),
          ...(parts.length > 0 ? [copy.learn.scoredFrom(parts.map(partText).join(", "))] : []),
        ].join(" · ")}
      </p>
      <div className="grid items-start gap-5 md:grid-cols-[auto_minmax(0,1fr)]">
        <Confusion evaluation={evaluation} />
        {datasets.length > 1 ? <ByDataset datasets={datasets} /> : null}
      </div>
      <Worst title={copy.learn.falsePositives} examples={evaluation.falsePositives} />
      <Worst title={copy.learn.falseNegatives} examples={evaluation.falseNegatives} />
    </div>
  );
}

const partText = ({ function: name, version }: Evaluation["parts"][number]): string =>
  version === null ? (name ?? copy.learn.deletedPart) : copy.learn.partVersion(name ?? copy.learn.deletedPart, version);

function Confusion({ evaluation: { figures, threshold } }: { evaluation: Evaluation }) {
  const title = copy.learn.confusion(formatScore(threshold));
  return (
    <section aria-label={title}>
      <h4 className="m-0 mb-2 font-medium text-ink-soft text-xs">{title}</h4>
      <Table label={title}>
        <thead>
          <tr>
            <HeadCell />
            <HeadCell isNumber>{copy.learn.isRight}</HeadCell>
            <HeadCell isNumber>{copy.learn.isNotRight}</HeadCell>
          </tr>
        </thead>
        <tbody>
          <tr>
            <Cell>{copy.learn.reaches}</Cell>
            <Cell isNumber>{formatCount(figures.truePositives)}</Cell>
            <Cell isNumber>{formatCount(figures.falsePositives)}</Cell>
          </tr>
          <tr>
            <Cell>{copy.learn.staysBelow}</Cell>
            <Cell isNumber>{formatCount(figures.falseNegatives)}</Cell>
            <Cell isNumber>{formatCount(figures.trueNegatives)}</Cell>
          </tr>
        </tbody>
      </Table>
    </section>
  );
}

function ByDataset({ datasets }: Pick<Evaluation, "datasets">) {
  return (
    <section aria-label={copy.learn.byDataset} className="min-w-0">
      <h4 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.learn.byDataset}</h4>
      <Table label={copy.learn.byDataset} narrow="stack">
        <thead>
          <tr>
            <HeadCell>{copy.learn.dataset}</HeadCell>
            <HeadCell isNumber>{copy.rows}</HeadCell>
            <HeadCell isNumber>{copy.learn.figures.averagePrecision}</HeadCell>
            <HeadCell>{copy.learn.precision}</HeadCell>
            <HeadCell>{copy.learn.recall}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {datasets.map((one) => (
            <tr key={one.dataset}>
              <Cell label={copy.learn.dataset}>{one.dataset}</Cell>
              <Cell isNumber label={copy.rows}>
                {formatCount(one.truePositives + one.falsePositives + one.falseNegatives + one.trueNegatives)}
              </Cell>
              <Cell isNumber label={copy.learn.figures.averagePrecision}>
                {one.averagePrecision === null ? copy.learn.notKnown : formatScore(one.averagePrecision)}
              </Cell>
              <EstimateCell label={copy.learn.precision} estimate={one.precision} />
              <EstimateCell label={copy.learn.recall} estimate={one.recall} />
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

/** Rows of the worst mistakes in their order, each leading to its row; those that were deleted are left out. */
function Worst({ title, examples }: { title: string; examples: Evaluation["falsePositives"] }) {
  const rows = useAnchorRows(examples.map(({ key }) => key));
  const scores = new Map(examples.map(({ key, score }) => [key, score]));
  const sorted =
    examples.length === 0 ? [] : rows && examples.flatMap(({ key }) => rows.filter((row) => row.key === key));
  return <RowStrip title={title} rows={sorted} score={(row) => scores.get(row.key) ?? null} />;
}
