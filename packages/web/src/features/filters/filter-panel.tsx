import type { Field } from "@pomona/contract/fields";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { fieldsQuery, functionsQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Section } from "../../ui/section.tsx";
import { BatchSection } from "./batch-section.tsx";
import { ClusterSection } from "./cluster-section.tsx";
import { EmbeddingSection } from "./embedding-section.tsx";
import { FacetSection } from "./facet-section.tsx";
import { FilterEditor } from "./filter-editor.tsx";
import { FunctionSection } from "./function-section.tsx";
import { PanelHeader } from "./panel-header.tsx";
import { PanelSkeleton } from "./panel-skeleton.tsx";
import { RangeSection } from "./range-section.tsx";
import { TextSection } from "./text-section.tsx";
import { OPEN_AT_FIRST, useIsPanelReady } from "./use-panel-ready.ts";

const RANGED = new Set<Field["type"]>(["number", "datetime"]);

/** The filter as a tree, and every field of the catalog with the counts of its values under the other filters. `above` stands before them. */
export function FilterPanel({ above }: { above?: ReactNode }) {
  const fields = useQuery(fieldsQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  const { parts, spaces } = useCatalog();
  const isReady = useIsPanelReady();
  const facets = fields.filter((field) => field.facetable);
  const ranged = fields.filter((field) => RANGED.has(field.type));
  const texts = fields.filter((field) => !field.facetable && !RANGED.has(field.type));
  return (
    <div className="flex flex-col pb-10">
      <PanelHeader />
      {isReady ? (
        <>
          {above}
          <Section name="conditions" title={copy.conditions} active={parts.length} isOpenAtFirst>
            <FilterEditor />
          </Section>
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
          {[...ranged.filter((field) => !field.builtin), ...ranged.filter((field) => field.builtin)].map((field) => (
            <RangeSection key={field.name} field={field} />
          ))}
          {texts.map((field) => (
            <TextSection key={field.name} field={field} />
          ))}
          <ClusterSection />
          <BatchSection />
          {spaces.length > 0 ? <EmbeddingSection spaces={spaces} /> : null}
        </>
      ) : (
        <PanelSkeleton />
      )}
    </div>
  );
}
