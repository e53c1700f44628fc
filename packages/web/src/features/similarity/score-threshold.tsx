import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { similarQuery } from "../../api/queries.ts";
import { similarityOf } from "../../catalog/catalog-query.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { countAbove, countScores } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";

const BINS = 50;
/** Scores that the histogram is drawn from; the result says when there are more. */
const SCORED_ROWS = 10_000;

/** The lowest score that is shown, over the histogram of the scores of this search. */
export function ScoreThreshold() {
  const { search, filter, space, patchSearch } = useCatalog();
  const [preview, setPreview] = useState<number | null>(null);
  const similarity = similarityOf(search, space?.name);
  const answer = useQuery({
    ...similarQuery(similarity ?? { space: "", anchors: [] }, { filter, limit: SCORED_ROWS, includeAnchors: true }),
    enabled: similarity !== undefined,
  }).data;
  const histogram = useMemo(() => countScores(answer?.results.map((one) => one.score) ?? [], BINS), [answer]);
  const low = preview ?? search.min ?? 0;
  const isCut = answer !== undefined && answer.total > answer.results.length;
  return (
    <div className="w-56 max-sm:w-full">
      <div className="flex justify-between text-xs">
        <span className="font-medium text-ink-soft">{copy.scoreThreshold}</span>
        <span className="text-ink-mute">
          {answer
            ? isCut && low === 0
              ? formatCount(answer.total)
              : copy.about(formatCount(countAbove(histogram, low)))
            : ""}
        </span>
      </div>
      <RangeHistogram
        edges={histogram.edges}
        counts={histogram.counts}
        labels={[copy.scoreThreshold]}
        low={search.min}
        values="scores"
        height={28}
        format={formatScore}
        onPreview={setPreview}
        onRange={(min) => {
          setPreview(null);
          patchSearch({ min });
        }}
      />
      {isCut ? (
        <p className="m-0 text-2xs text-ink-mute">{copy.histogramOfTop(formatCount(answer.results.length))}</p>
      ) : null}
    </div>
  );
}
