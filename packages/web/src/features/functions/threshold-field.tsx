import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { histogramQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { countAbove, zoomToRows } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { proposeThreshold } from "./propose-threshold.ts";

const BINS = 1000;
const BARS = 60;

interface ThresholdFieldProps {
  search: { space: string; anchors: AnchorInput[]; combine: CombineMode };
  /** Null until the user has set it: then it is proposed from the scores. */
  threshold: number | null;
  onThreshold: (threshold: number) => void;
}

/** Histogram of the scores that the search gives to every row there is, and the threshold proposed for them; 0.8 until they are known. */
export function useProposedThreshold(search: ThresholdFieldProps["search"]) {
  const histogram = useQuery(histogramQuery({ filter: EVERY_ROW, of: { similarity: search }, bins: BINS })).data;
  return { histogram, proposed: (histogram && proposeThreshold(histogram)) ?? 0.8 };
}

/** The threshold of a function to be, over the scores that the rows of now would get. */
export function ThresholdField({ search, threshold, onThreshold }: ThresholdFieldProps) {
  const { histogram, proposed } = useProposedThreshold(search);
  const bars = useMemo(() => zoomToRows(histogram ?? EMPTY, BARS), [histogram]);
  const value = threshold ?? proposed;
  return (
    <div>
      <div className="mb-1 flex justify-between text-xs">
        <span className="font-medium text-ink-soft">{copy.threshold}</span>
        <span className="text-ink-mute">
          {histogram
            ? `${formatScore(value)} · ${copy.rowsAbove(formatCount(countAbove(histogram, value)))}`
            : "\u00a0"}
        </span>
      </div>
      <RangeHistogram
        edges={bars.edges}
        counts={bars.counts}
        labels={[copy.threshold]}
        low={value}
        values="scores"
        format={formatScore}
        onPreview={onThreshold}
        onRange={(_low, _high, lowest) => onThreshold(lowest)}
      />
    </div>
  );
}

const EMPTY = { edges: [0, 1], counts: [0] };
