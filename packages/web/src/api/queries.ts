import type { Filter } from "@pomona/contract/filter";
import type { Sort } from "@pomona/contract/rows";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** Everything below these keys is asked for again when rows, labels or scores have changed. */
export const ROW_KEYS = [
  "rows",
  "facets",
  "histogram",
  "total",
  "row",
  "datasets",
  "fields",
  "neighbours",
  "similar",
] as const;

export const fieldsQuery = queryOptions({ queryKey: ["fields"], queryFn: ({ signal }) => api.listFields({ signal }) });
export const datasetsQuery = queryOptions({
  queryKey: ["datasets"],
  queryFn: ({ signal }) => api.listDatasets({ signal }),
});
export const spacesQuery = queryOptions({ queryKey: ["spaces"], queryFn: ({ signal }) => api.listSpaces({ signal }) });
export const functionsQuery = queryOptions({
  queryKey: ["functions"],
  queryFn: ({ signal }) => api.listFunctions({ signal }),
});
export const functionQuery = (name: string) =>
  queryOptions({ queryKey: ["functions", name], queryFn: ({ signal }) => api.getFunction({ name }, { signal }) });
export const editsQuery = queryOptions({ queryKey: ["edits"], queryFn: ({ signal }) => api.listEdits({ signal }) });
export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => api.listProjects({ signal }),
});
export const batchesQuery = queryOptions({
  queryKey: ["batches"],
  queryFn: ({ signal }) => api.listBatches({}, { signal }),
});
export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: ({ signal }) => api.listJobs({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
export const aboutQuery = queryOptions({ queryKey: ["about"], queryFn: ({ signal }) => api.about({ signal }) });
export const rootsQuery = queryOptions({ queryKey: ["roots"], queryFn: ({ signal }) => api.listRoots({ signal }) });

export const rowQuery = (key: string) =>
  queryOptions({ queryKey: ["row", key], queryFn: ({ signal }) => api.getRow({ key }, { signal }) });

export const textQuery = (key: string) =>
  queryOptions({
    queryKey: ["row", key, "content"],
    queryFn: async ({ signal }) => (await api.rowContent({ key }, { signal })).text(),
  });

/** Exact number of rows that pass a filter. */
export const totalQuery = (filter: Filter) =>
  queryOptions({
    queryKey: ["total", filter],
    queryFn: async ({ signal }) => (await api.query({ filter, limit: 0 }, { signal })).total,
    placeholderData: keepPreviousData,
  });

export interface FacetRequest {
  filter: Filter;
  fields: string[];
  prefix?: string;
  limit?: number;
}
export const facetsQuery = (request: FacetRequest) =>
  queryOptions({
    queryKey: ["facets", request],
    queryFn: ({ signal }) => api.facets(request, { signal }),
    placeholderData: keepPreviousData,
    enabled: request.fields.length > 0,
  });

type Similarity = Extract<Sort, { similarity: unknown }>["similarity"];

export interface HistogramOf {
  filter: Filter;
  of: { field: string } | { function: string } | { similarity: Similarity };
  bins: number;
  low?: number;
  high?: number;
}
export const histogramQuery = (request: HistogramOf) =>
  queryOptions({
    queryKey: ["histogram", request],
    queryFn: ({ signal }) => api.histogram(request, { signal }),
    placeholderData: keepPreviousData,
  });
