import type { AnchorInput, CombineMode } from "@pomona/contract/anchors";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { similarQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { countAbove, countScores } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { proposeThreshold } from "./propose-threshold.ts";

const BINS = 60;
const SCORED_ROWS = 10_000;

interface ThresholdFieldProps {
  search: { space: string; anchors: AnchorInput[]; combine: CombineMode };
  /** Null until the user has set it: then it is proposed from the scores. */
  threshold: number | null;
  onThreshold: (threshold: number) => void;
}

/** Scores that the search gives to the rows there are, and the threshold proposed for them; 0.8 until they are known. */
export function useProposedThreshold(search: ThresholdFieldProps["search"]) {
  const answer = useQuery(similarQuery(search, { limit: SCORED_ROWS, includeAnchors: true }));
  const scores = useMemo(() => answer.data?.results.map((one) => one.score) ?? [], [answer.data]);
  return { scores, proposed: proposeThreshold(scores) ?? 0.8 };
}

/** The threshold of a function to be, over the scores that the rows of now would get. */
export function ThresholdField({ search, threshold, onThreshold }: ThresholdFieldProps) {
  const { scores, proposed } = useProposedThreshold(search);
  const histogram = useMemo(() => countScores(scores, BINS), [scores]);
  const value = threshold ?? proposed;
  return (
    <div>
      <div className="mb-1 flex justify-between text-xs">
        <span className="font-medium text-ink-soft">{copy.threshold}</span>
        <span className="text-ink-mute">
          {formatScore(value)} · {copy.rowsAbove(formatCount(countAbove(histogram, value)))}
        </span>
      </div>
      <RangeHistogram
        edges={histogram.edges}
        counts={histogram.counts}
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
