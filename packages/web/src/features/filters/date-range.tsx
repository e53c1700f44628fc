import { dateSpan } from "@pomona/contract/filter-dates";
import { useQuery } from "@tanstack/react-query";
import { histogramQuery } from "../../api/queries.ts";
import { isOfField, joinParts } from "../../catalog/filter-parts.ts";
import {
  type DateRange as Dates,
  readDateRange,
  textOfEnd,
  textOfStart,
  writeDateRange,
} from "../../catalog/filter-ranges.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCalendar } from "../../ui/format.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { placeAmong } from "./calendar-scale.ts";
import { fieldTitle } from "./field-title.ts";
import { RangeFrame } from "./range-frame.tsx";
import { RangeInputs } from "./range-inputs.tsx";

const BINS = 40;

const isAfter = (date: string, other: string): boolean =>
  (dateSpan(date)?.start ?? Number.NEGATIVE_INFINITY) > (dateSpan(other)?.end ?? Number.POSITIVE_INFINITY);

/** The range of a date: handles that go from one part of the calendar to the next, and two lines to type the ends. */
export function DateRange({ field }: { field: string }) {
  const { parts, addedParts, setParts } = useCatalog();
  const filter = joinParts([...parts.filter((part) => !isOfField(part, field)), ...addedParts]);
  const request = { filter, of: { field }, bins: BINS, totals: true, calendar: true };
  const histogram = useQuery(histogramQuery(request)).data;
  const title = fieldTitle(field);
  const range = readDateRange(parts, field);
  const set = ({ low, high }: { low: string | undefined; high: string | undefined }) => {
    const dates: Dates = { ...(low ? { low } : {}), ...(high ? { high } : {}) };
    setParts(writeDateRange(parts, field, dates));
  };
  return (
    <RangeFrame histogram={histogram}>
      {({ edges, counts, totals }) => {
        const start = range.low === undefined ? undefined : dateSpan(range.low)?.start;
        const end = range.high === undefined ? undefined : dateSpan(range.high)?.end;
        const at = (place: number) => edges[Math.min(edges.length - 1, Math.max(0, Math.round(place)))] ?? 0;
        const binMs = (edges[1] ?? 0) - (edges[0] ?? 0);
        return (
          <>
            <RangeHistogram
              edges={edges.map((_, i) => i)}
              counts={counts}
              totals={totals}
              labels={[copy.lowest(title), copy.highest(title)]}
              low={start === undefined ? undefined : placeAmong(edges, start)}
              high={end === undefined ? undefined : placeAmong(edges, end)}
              format={(place) => formatCalendar(at(place), binMs)}
              values="whole"
              hasEndTexts={false}
              onRange={(from, to) =>
                set({
                  low: from === undefined ? undefined : textOfStart(at(from)),
                  high: to === undefined ? undefined : textOfEnd(at(to)),
                })
              }
            />
            <RangeInputs
              title={title}
              low={range.low ?? ""}
              high={range.high ?? ""}
              hints={[formatCalendar(at(0), binMs), formatCalendar(at(edges.length - 1) - 1, binMs)]}
              isValid={(text) => dateSpan(text) !== undefined}
              onRange={(low, high) => set(isAfter(low, high) ? { low: high, high: low } : { low, high })}
            />
          </>
        );
      }}
    </RangeFrame>
  );
}
