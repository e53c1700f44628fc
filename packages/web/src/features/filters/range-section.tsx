import type { Field } from "@pomona/contract/fields";
import { isOfField } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { Section } from "../../ui/section.tsx";
import { DateRange } from "./date-range.tsx";
import { fieldTitle } from "./field-title.ts";
import { NumberRange } from "./number-range.tsx";

/** A number or date field: how its values lie, and the range that is asked for. */
export function RangeSection({ field }: { field: Field }) {
  const { parts } = useCatalog();
  const isActive = parts.some((part) => isOfField(part, field.name));
  return (
    <Section name={field.name} title={fieldTitle(field.name)} active={isActive ? 1 : 0}>
      {field.type === "datetime" ? <DateRange field={field.name} /> : <NumberRange field={field.name} />}
    </Section>
  );
}
