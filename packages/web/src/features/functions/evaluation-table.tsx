import { copy } from "../../copy.ts";
import { formatCount, formatMoment, formatScore } from "../../ui/format.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { EstimateCell } from "./estimate-text.tsx";
import type { EvaluationGroup } from "./evaluation-groups.ts";

interface EvaluationTableProps {
  group: EvaluationGroup;
  /** Version whose details are shown below. */
  shown: number;
  onShown: (version: number) => void;
}

/** Versions beside each other; one that was evaluated on other rows is marked, as its figures do not compare. */
export function EvaluationTable({ group, shown, onShown }: EvaluationTableProps) {
  const { evaluations, rowsId } = group;
  const isSame = evaluations.every((one) => one.rowsId === rowsId);
  return (
    <div>
      <Table label={copy.learn.evaluation} narrow="stack">
        <thead>
          <tr>
            <HeadCell>{copy.version}</HeadCell>
            <HeadCell isNumber>{copy.learn.figures.averagePrecision}</HeadCell>
            <HeadCell>{copy.learn.precision}</HeadCell>
            <HeadCell>{copy.learn.recall}</HeadCell>
            <HeadCell isNumber>{copy.learn.f1}</HeadCell>
            <HeadCell isNumber>{copy.threshold}</HeadCell>
            <HeadCell>{copy.rows}</HeadCell>
            <HeadCell>{copy.learn.evaluated}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {evaluations.map((one) => (
            <tr key={one.version} className={one.version === shown ? "bg-hover" : undefined}>
              <Cell label={copy.version}>
                <label className="flex items-center gap-2">
                  <input
                    type="radio"
                    name="shown-evaluation"
                    aria-label={`${copy.learn.detailsOf} ${one.version}`}
                    className="size-4 accent-accent"
                    checked={one.version === shown}
                    onChange={() => onShown(one.version)}
                  />
                  {one.version}
                </label>
              </Cell>
              <Cell isNumber label={copy.learn.figures.averagePrecision}>
                <strong className="font-semibold">{scoreText(one.figures.averagePrecision)}</strong>
              </Cell>
              <EstimateCell label={copy.learn.precision} estimate={one.figures.precision} />
              <EstimateCell label={copy.learn.recall} estimate={one.figures.recall} />
              <Cell isNumber label={copy.learn.f1}>
                {scoreText(one.figures.f1)}
              </Cell>
              <Cell isNumber label={copy.threshold}>
                {formatScore(one.threshold)}
              </Cell>
              <Cell label={copy.rows}>
                <span>
                  <span className="tabular-nums">{formatCount(one.rows)}</span>
                  {one.rowsId === rowsId ? null : (
                    <span
                      title={copy.learn.otherRowsHint}
                      className="ml-2 rounded-full bg-warn-wash px-2 py-px text-2xs text-warn"
                    >
                      {copy.learn.otherRows}
                    </span>
                  )}
                </span>
              </Cell>
              <Cell label={copy.learn.evaluated}>
                <span className="text-ink-mute text-xs">
                  {formatMoment(one.created)}
                  {one.by === null ? "" : ` · ${one.by}`}
                </span>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      {evaluations.length > 1 ? (
        <p className={isSame ? "mt-1.5 mb-0 text-ink-mute text-xs" : "mt-1.5 mb-0 text-warn text-xs"}>
          {isSame ? copy.learn.sameRows : copy.learn.otherRowsHint}
        </p>
      ) : null}
    </div>
  );
}

const scoreText = (value: number | null): string => (value === null ? copy.learn.notKnown : formatScore(value));
