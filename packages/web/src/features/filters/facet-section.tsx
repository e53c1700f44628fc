import type { Field } from "@pomona/contract/fields";
import { readFacet } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { Section } from "../../ui/section.tsx";
import { FacetValues } from "./facet-values.tsx";
import { fieldTitle } from "./field-title.ts";

/** One field with its values, how often each occurs, and which are asked for. */
export function FacetSection({ field, isOpenAtFirst }: { field: Field; isOpenAtFirst: boolean }) {
  const { parts } = useCatalog();
  const choice = readFacet(parts, field.name);
  return (
    <Section
      name={field.name}
      title={fieldTitle(field.name)}
      active={choice.include.length + choice.exclude.length}
      isOpenAtFirst={isOpenAtFirst}
    >
      <FacetValues field={field.name} choice={choice} />
    </Section>
  );
}
