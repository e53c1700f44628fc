import type { CompareFunctionRequest, EditFunctionRequest, FunctionComparison } from "@pomona/contract/functions";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client.ts";
import { Thumbnail } from "../../catalog/thumbnail.tsx";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { zoomToRows } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { useSettled } from "../../ui/use-settled.ts";

/** A slider or a number that is still being changed is not asked about. */
const REST_MS = 150;
const BINS = 1000;
const BARS = 80;

interface ComparisonProps {
  name: string;
  changes: EditFunctionRequest;
  threshold: number;
  /** Whether the changes can be asked about at all. */
  isValid: boolean;
  onThreshold: (threshold: number) => void;
}

/** What a change of a function does: its scores to be, with the threshold, and the rows that come and go. */
export function Comparison({ name, changes, threshold, isValid, onThreshold }: ComparisonProps) {
  // What is not of the definition changes no score, and is not taken by a comparison.
  const { name: _name, truth: _truth, note: _note, ...definition } = changes;
  const settled = useSettled(JSON.stringify(definition), REST_MS);
  const { data: told, error } = useQuery({
    queryKey: ["functions", name, "compare", settled],
    queryFn: ({ signal }) =>
      api.compareFunction({ name }, { ...(JSON.parse(settled) as CompareFunctionRequest), bins: BINS }, { signal }),
    enabled: isValid,
    placeholderData: keepPreviousData,
  });
  const bars = useMemo(() => told && zoomToRows(told.after.histogram, BARS), [told]);
  return (
    <div className="flex flex-col gap-3">
      <div>
        <div className="mb-1 flex flex-wrap justify-between gap-x-3 text-xs">
          <span className="font-medium text-ink-soft">
            {copy.threshold} {formatScore(threshold)}
          </span>
          <span role="status" className="text-ink-mute">
            {told ? copy.comparing(formatCount(told.before.above), formatCount(told.after.above)) : "\u00a0"}
          </span>
        </div>
        {bars ? (
          <RangeHistogram
            edges={bars.edges}
            counts={bars.counts}
            labels={[copy.threshold]}
            low={threshold}
            values="scores"
            height={56}
            format={formatScore}
            onPreview={onThreshold}
            onRange={(_low, _high, lowest) => onThreshold(lowest)}
          />
        ) : (
          <div className="h-24" />
        )}
      </div>
      {error ? (
        <p role="alert" className="m-0 text-danger text-xs">
          {error.message}
        </p>
      ) : null}
      <Crossing title={copy.entering} label={copy.enteringRows} crossing={told?.entering} />
      <Crossing title={copy.leaving} label={copy.leavingRows} crossing={told?.leaving} />
    </div>
  );
}

interface CrossingProps {
  title: string;
  label: (count: string) => string;
  crossing: FunctionComparison["entering"] | undefined;
}

/** Rows that an edit moves over the threshold, in one direction, with their scores before and after. */
function Crossing({ title, label, crossing }: CrossingProps) {
  const examples = crossing?.examples ?? [];
  const rows = useAnchorRows(examples.map(({ key }) => key));
  return (
    <section aria-label={title} className="min-h-28">
      <h3 className="m-0 mb-1.5 font-medium text-ink-soft text-xs">
        {crossing ? label(formatCount(crossing.count)) : title}
      </h3>
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable from the keyboard
        tabIndex={0}
        aria-label={title}
        className="m-0 flex list-none gap-2 overflow-x-auto p-0.5 pb-1"
      >
        {examples.map(({ key, before, after }) => {
          const row = rows?.find((one) => one.key === key);
          const change = copy.scoreChange(shown(before), shown(after));
          return (
            <li key={key} title={`${key}: ${change}`} className="shrink-0">
              <div
                className={classNames(
                  "h-16 overflow-hidden rounded-md border border-line",
                  row?.mediaType === "text" ? "w-36" : "w-20",
                )}
              >
                {row ? (
                  <Thumbnail row={row} size="160" textLines="line-clamp-2" />
                ) : (
                  <div className="skeleton h-full" />
                )}
              </div>
              <p className="m-0 mt-0.5 text-center text-2xs text-ink-mute tabular-nums">{change}</p>
              <span className="sr-only">{key}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const shown = (score: number | null): string => (score === null ? "–" : formatScore(score));
