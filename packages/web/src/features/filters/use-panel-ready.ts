import { useQueries, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { facetsQuery, fieldsQuery, functionsQuery, projectsQuery, slicesQuery } from "../../api/queries.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { isSectionOpen } from "../../ui/section.tsx";
import { facetRequest } from "./facet-request.ts";

/** Facets that are open before the user has closed them. */
export const OPEN_AT_FIRST: ReadonlySet<string> = new Set(["dataset", "mediaType", "label", "tag"]);

/**
 * Whether what stands open in the panel has come in, or was refused; once true, it stays so. Parts that come in one after
 * the other would push each other down.
 */
export function useIsPanelReady(): boolean {
  const { parts, addedParts, problem } = useCatalog();
  const [wasReady, setWasReady] = useState(false);
  const fields = useQuery(fieldsQuery);
  const others = [useQuery(functionsQuery), useQuery(projectsQuery), useQuery(slicesQuery), fields];
  const open = (fields.data ?? []).filter(
    (field) => field.facetable && isSectionOpen(field.name, OPEN_AT_FIRST.has(field.name)),
  );
  const facets = useQueries({
    queries: wasReady ? [] : open.map(({ name }) => facetsQuery(facetRequest(name, parts, addedParts))),
  });
  const isReady = [...others, ...facets].every((query) => !query.isPending) || problem !== undefined;
  if (isReady && !wasReady) setWasReady(true);
  return wasReady || isReady;
}
