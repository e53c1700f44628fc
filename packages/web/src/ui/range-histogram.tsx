import { useEffect, useMemo, useState } from "react";
import { barHeights, binsInRange, niceStep, sliderEnds } from "./histogram-scale.ts";
import { Slider } from "./slider.tsx";

interface RangeHistogramProps {
  edges: readonly number[];
  counts: readonly number[];
  /** Names of the thumbs: one for a threshold, two for a range. */
  labels: readonly [string] | readonly [string, string];
  low: number | undefined;
  high?: number | undefined;
  onRange: (low: number | undefined, high: number | undefined) => void;
  /** Follows the thumbs before they are let go. */
  onPreview?: (low: number, high: number) => void;
  format: (value: number) => string;
  isWhole?: boolean;
  step?: number;
  height?: number;
}

/** Bars of counts above a slider that picks a range, or a threshold, of their values. */
export function RangeHistogram({
  edges,
  counts,
  labels,
  low,
  high,
  onRange,
  onPreview,
  format,
  isWhole = false,
  step,
  height = 40,
}: RangeHistogramProps) {
  const ends = sliderEnds(edges);
  const [dragged, setDragged] = useState<number[] | null>(null);
  useEffect(() => setDragged(null), [low, high]);
  const heights = useMemo(() => barHeights(counts), [counts]);
  if (!ends) return null;
  const isRange = labels.length === 2;
  const clamp = (value: number) => Math.min(ends.max, Math.max(ends.min, value));
  const values = dragged ?? (isRange ? [clamp(low ?? ends.min), clamp(high ?? ends.max)] : [clamp(low ?? ends.min)]);
  const [from = ends.min, to = ends.max] = values;
  const lit = binsInRange(edges, from, isRange ? to : ends.max);
  const commit = ([newLow = ends.min, newHigh = ends.max]: number[]) =>
    onRange(newLow <= ends.min ? undefined : newLow, !isRange || newHigh >= ends.max ? undefined : newHigh);
  return (
    <div className="px-2">
      <div aria-hidden="true" className="flex items-end gap-px" style={{ height }}>
        {heights.map((share, bin) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <div
            key={bin}
            className={`min-w-0 flex-1 rounded-t-[1px] ${lit[bin] ? "bg-accent/75" : "bg-bar"}`}
            style={{ height: `${share * 100}%` }}
          />
        ))}
      </div>
      <Slider
        className="-mt-2.5"
        labels={labels}
        values={values}
        min={ends.min}
        max={ends.max}
        step={step ?? niceStep(ends.max - ends.min, isWhole)}
        format={format}
        onValues={(next) => {
          setDragged(next);
          onPreview?.(next[0] ?? ends.min, next[1] ?? ends.max);
        }}
        onCommit={commit}
      />
      <div className="-mx-2 flex justify-between text-2xs text-ink-mute">
        <span>{format(from)}</span>
        <span>{format(isRange ? to : ends.max)}</span>
      </div>
    </div>
  );
}
