import { useQuery } from "@tanstack/react-query";
import { histogramQuery } from "../../api/queries.ts";
import { isOfField, joinParts } from "../../catalog/filter-parts.ts";
import { readFieldRange, writeFieldRange } from "../../catalog/filter-ranges.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatBytes, formatNumber } from "../../ui/format.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { fieldTitle } from "./field-title.ts";
import { RangeFrame } from "./range-frame.tsx";
import { RangeInputs } from "./range-inputs.tsx";

const BINS = 40;
const WHOLE = new Set(["width", "height", "bytes"]);

/** The range of a number: handles below its histogram, and two lines to type the ends. */
export function NumberRange({ field }: { field: string }) {
  const { parts, addedParts, setParts } = useCatalog();
  const filter = joinParts([...parts.filter((part) => !isOfField(part, field)), ...addedParts]);
  const histogram = useQuery(histogramQuery({ filter, of: { field }, bins: BINS, totals: true })).data;
  const title = fieldTitle(field);
  const { low, high } = readFieldRange(parts, field);
  const [first = 0, last = 0] = [histogram?.edges[0], histogram?.edges.at(-1)];
  const format = (value: number) => (field === "bytes" ? formatBytes(value) : formatNumber(value, last - first));
  const set = (from: number | undefined, to: number | undefined) =>
    setParts(
      writeFieldRange(parts, field, {
        ...(from === undefined ? {} : { low: from }),
        ...(to === undefined ? {} : { high: to }),
      }),
    );
  return (
    <RangeFrame histogram={histogram}>
      {(bins) => (
        <>
          <RangeHistogram
            {...bins}
            labels={[copy.lowest(title), copy.highest(title)]}
            low={low}
            high={high}
            format={format}
            values={WHOLE.has(field) ? "whole" : "real"}
            hasEndTexts={false}
            onRange={set}
          />
          <RangeInputs
            title={title}
            low={low === undefined ? "" : String(low)}
            high={high === undefined ? "" : String(high)}
            hints={[format(first), format(last)]}
            isValid={isNumber}
            onRange={(from, to) => set(...inOrder(readEnd(from), readEnd(to)))}
          />
        </>
      )}
    </RangeFrame>
  );
}

/** Ends that were typed the wrong way round are meant the other way. */
export const inOrder = (
  low: number | undefined,
  high: number | undefined,
): [low: number | undefined, high: number | undefined] =>
  low !== undefined && high !== undefined && low > high ? [high, low] : [low, high];

export const isNumber = (text: string): boolean => Number.isFinite(Number(text.trim() || "none"));
export const readEnd = (text: string): number | undefined => (text === "" ? undefined : Number(text));
