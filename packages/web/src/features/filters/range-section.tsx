import type { Field } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import { histogramQuery } from "../../api/queries.ts";
import { isOfField, joinParts } from "../../catalog/filter-parts.ts";
import { readFieldRange, writeFieldRange } from "../../catalog/filter-ranges.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatBytes, formatCount, formatDay, formatNumber } from "../../ui/format.ts";
import { RangeHistogram } from "../../ui/range-histogram.tsx";
import { fieldTitle } from "./field-title.ts";
import { Section } from "./section.tsx";

const BINS = 40;
const WHOLE = new Set(["width", "height", "bytes"]);

/** A number or date field: how its values lie, and the range that is asked for. */
export function RangeSection({ field }: { field: Field }) {
  const { parts } = useCatalog();
  const isActive = parts.some((part) => isOfField(part, field.name));
  return (
    <Section name={field.name} title={fieldTitle(field.name)} active={isActive ? 1 : 0}>
      <FieldHistogram field={field} />
    </Section>
  );
}

function FieldHistogram({ field }: { field: Field }) {
  const { parts, addedParts, setParts } = useCatalog();
  const isDate = field.type === "datetime";
  const filter = joinParts([...parts.filter((part) => !isOfField(part, field.name)), ...addedParts]);
  const histogram = useQuery(histogramQuery({ filter, of: { field: field.name }, bins: BINS })).data;
  if (!histogram) return <div className="h-20" />;
  const hasValues = histogram.counts.some((count) => count > 0);
  const range = readFieldRange(parts, field.name);
  const span = (histogram.edges.at(-1) ?? 0) - (histogram.edges[0] ?? 0);
  const format = (value: number) =>
    isDate ? formatDay(value) : field.name === "bytes" ? formatBytes(value) : formatNumber(value, span);
  return (
    <div className="px-4 pb-3">
      {hasValues ? (
        <RangeHistogram
          edges={histogram.edges}
          counts={histogram.counts}
          labels={[copy.lowest(fieldTitle(field.name)), copy.highest(fieldTitle(field.name))]}
          low={range.low}
          high={range.high}
          format={format}
          values={isDate || WHOLE.has(field.name) ? "whole" : "real"}
          onRange={(low, high) =>
            setParts(
              writeFieldRange(
                parts,
                { name: field.name, isDate },
                { ...(low === undefined ? {} : { low }), ...(high === undefined ? {} : { high }) },
              ),
            )
          }
        />
      ) : (
        <p className="m-0 text-ink-mute text-xs">{copy.noValues}</p>
      )}
      {hasValues && histogram.missing > 0 ? (
        <p className="m-0 pt-0.5 text-2xs text-ink-mute">{copy.withoutValue(formatCount(histogram.missing))}</p>
      ) : null}
    </div>
  );
}
