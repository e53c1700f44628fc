import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { histogramQuery } from "../../api/queries.ts";
import { similarityOf } from "../../catalog/catalog-query.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount, formatScore } from "../../ui/format.ts";
import { countAbove, zoomToRows } from "../../ui/histogram-scale.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { useSettled } from "../../ui/use-settled.ts";

/** Many, as the part that holds rows is drawn in few. */
const BINS = 1000;
const BARS = 50;
/** Examples that are still being changed are not asked about. */
const REST_MS = 150;
const EMPTY = { edges: [0, 1], counts: [0] };

/** The lowest score that is shown, over the histogram of the scores of every row that this search ranks. */
export function ScoreThreshold() {
  const { search, filter, space, patchSearch } = useCatalog();
  const [preview, setPreview] = useState<number | null>(null);
  const similarity = similarityOf(search, space?.name);
  const settled = useSettled(JSON.stringify({ filter, similarity }), REST_MS);
  const { data: histogram, isPlaceholderData } = useQuery({
    ...histogramQuery({ filter, of: { similarity: similarity ?? { anchors: [] } }, bins: BINS }),
    // The rows come first: scoring all of them would hold up the best of them.
    enabled: similarity !== undefined && settled === JSON.stringify({ filter, similarity }),
  });
  const isStale = histogram === undefined || isPlaceholderData;
  const bars = useMemo(() => zoomToRows(histogram ?? EMPTY, BARS), [histogram]);
  const low = preview ?? search.min ?? 0;
  const above = histogram && countAbove(histogram, low);
  return (
    // Scores of the search before lie elsewhere: no threshold is set on them.
    <div className="w-56 max-sm:w-full" inert={isStale} aria-busy={isStale}>
      <div className="flex justify-between text-xs">
        <span className="font-medium text-ink-soft">{copy.scoreThreshold}</span>
        <span className="text-ink-mute">
          {above === undefined
            ? "\u00a0"
            : low === 0
              ? copy.rankedRows(formatCount(above))
              : copy.about(formatCount(above))}
        </span>
      </div>
      <RangeHistogram
        edges={bars.edges}
        counts={bars.counts}
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
    </div>
  );
}
