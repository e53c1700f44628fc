import type { Field } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import { fieldsQuery, functionsQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmbeddingSection } from "./embedding-section.tsx";
import { FacetSection } from "./facet-section.tsx";
import { FunctionSection } from "./function-section.tsx";
import { RangeSection } from "./range-section.tsx";
import { Section } from "./section.tsx";

const OPEN_AT_FIRST = new Set(["dataset", "mediaType", "label", "tag"]);
const RANGED = new Set<Field["type"]>(["number", "datetime"]);

/** Every field of the catalog with the counts of its values under the other filters. */
export function FilterPanel() {
  const fields = useQuery(fieldsQuery).data;
  const functions = useQuery(functionsQuery).data;
  const { parts, setParts, spaces } = useCatalog();
  // Parts that come in one after the other would push each other down.
  if (!fields || !functions) return null;
  const facets = fields.filter((field) => field.facetable);
  const metadata = fields.filter((field) => !field.builtin && RANGED.has(field.type));
  const details = fields.filter((field) => field.builtin && RANGED.has(field.type));
  return (
    <div className="flex flex-col pb-10">
      <div className="sticky top-0 z-10 flex h-11 items-center justify-between border-line border-b bg-canvas pr-2 pl-4">
        <h2 className="m-0 font-semibold text-sm">{copy.filters}</h2>
        <Button look="quiet" className="h-7 text-xs" disabled={parts.length === 0} onClick={() => setParts([])}>
          {copy.clearAll}
        </Button>
      </div>
      {functions.length > 0 ? (
        <Section name="functions" title={copy.functions} isOpenAtFirst>
          <div className="flex flex-col gap-4 px-4 pb-3">
            {functions.map((one) => (
              <FunctionSection key={one.name} scoring={one} />
            ))}
          </div>
        </Section>
      ) : null}
      {facets.map((field) => (
        <FacetSection key={field.name} field={field} isOpenAtFirst={OPEN_AT_FIRST.has(field.name)} />
      ))}
      {[...metadata, ...details].map((field) => (
        <RangeSection key={field.name} field={field} />
      ))}
      {spaces.length > 0 ? <EmbeddingSection spaces={spaces} /> : null}
    </div>
  );
}
