import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { projectionsQuery } from "../../api/projection-queries.ts";
import {
  batchesQuery,
  facetsQuery,
  fieldsQuery,
  functionsQuery,
  projectsQuery,
  slicesQuery,
  spacesQuery,
} from "../../api/queries.ts";
import { completionOf, type FilterVocabulary, filterChoices, valueField } from "./filter-completions.ts";

const OFFERED = 12;
const named = (things: readonly { name: string }[] | undefined): string[] => (things ?? []).map(({ name }) => name);

/** What may come at the caret, with the values of the field that is being written. Nothing while `caret` is null. */
export function useFilterChoices(text: string, caret: number | null) {
  const spaces = useQuery(spacesQuery).data;
  const fields = useQuery(fieldsQuery).data;
  const functions = useQuery(functionsQuery).data;
  const projects = useQuery(projectsQuery).data;
  const batches = useQuery(batchesQuery).data;
  const projections = useQuery(projectionsQuery).data;
  const slices = useQuery(slicesQuery).data;
  const vocabulary = useMemo<FilterVocabulary>(
    () => ({
      fields: fields ?? [],
      functions: named(functions),
      spaces: named(spaces),
      projects: named(projects),
      batches: named(batches),
      projections: named(projections),
      slices: named(slices),
    }),
    [fields, functions, spaces, projects, batches, projections, slices],
  );
  const completion = useMemo(
    () => (caret === null ? undefined : completionOf(text, caret, vocabulary)),
    [text, caret, vocabulary],
  );
  const wanted = completion && valueField(completion);
  const counted = fields?.some((field) => field.name === wanted && field.facetable) ? wanted : undefined;
  const contains = useDeferredValue(completion?.typed ?? "");
  const values = useQuery(
    facetsQuery({
      filter: EVERY_ROW,
      fields: counted ? [counted] : [],
      limit: OFFERED,
      ...(contains ? { contains } : {}),
    }),
  ).data?.facets[counted ?? ""];
  const texts = (values ?? []).flatMap(({ value }) => (value === null ? [] : [String(value)]));
  return { completion, choices: completion ? filterChoices(completion, vocabulary, texts) : [] };
}
