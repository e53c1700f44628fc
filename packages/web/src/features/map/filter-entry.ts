import type { Field } from "@pomona/contract/fields";
import type { Filter } from "@pomona/contract/filter";
import type { MapAsked } from "../../api/projection-queries.ts";
import { toggleCluster } from "../../catalog/cluster-filter.ts";
import type { ColourChoice } from "../../catalog/colour-choice.ts";
import { type FacetKey, readFacet, toggleFacet, writeFacet } from "../../catalog/filter-parts.ts";
import type { LegendEntry } from "./map-colours.ts";

/** What makes a filter of a line of the legend: its value is asked for, or, where it was, no longer. Null where no filter can say it. */
export function entryFilter(
  choice: ColourChoice,
  map: MapAsked,
  fields: readonly Field[],
): ((parts: readonly Filter[], entry: Pick<LegendEntry, "value" | "id">) => Filter[]) | null {
  if (choice.kind === "cluster")
    return (parts, { id }) => (id === undefined ? [...parts] : toggleCluster(parts, map, id));
  const field = choice.kind === "field" ? fields.find(({ name }) => name === choice.field) : undefined;
  if (!field) return null;
  return (parts, { value }) => {
    if (value === undefined) return [...parts];
    const key: FacetKey = field.type === "boolean" && value !== null ? value === "true" : value;
    return writeFacet(parts, field.name, toggleFacet(readFacet(parts, field.name), key, false));
  };
}
