import type { Filter } from "@pomona/contract/filter";
import type { ImportRequest } from "@pomona/contract/imports";
import type { Sort } from "@pomona/contract/rows";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import { type FacetRequest, facetBatch } from "./facet-batch.ts";

/** Everything below these keys is asked for again when rows, labels or scores have changed. */
export const ROW_KEYS = [
  "rows",
  "facets",
  "histogram",
  "total",
  "row",
  "position",
  "datasets",
  "fields",
  "neighbours",
  "similar",
  "slices",
  "projections",
  "map-points",
  "map-colours",
  "map-mask",
  "map-clusters",
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
export const slicesQuery = queryOptions({ queryKey: ["slices"], queryFn: ({ signal }) => api.listSlices({ signal }) });
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
export const storageQuery = queryOptions({ queryKey: ["storage"], queryFn: ({ signal }) => api.storage({ signal }) });
export const tokensQuery = queryOptions({ queryKey: ["tokens"], queryFn: ({ signal }) => api.listTokens({ signal }) });
export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: ({ signal }) => api.listModels({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** A job with its result. */
export const jobQuery = (id: string) =>
  queryOptions({ queryKey: ["job", id], queryFn: ({ signal }) => api.getJob({ id }, { signal }) });

const FAILURES_PAGE = 100;
/** What a job could not do, in pages; `failed` is how many there are by now. */
export const failuresQuery = (id: string, failed: number) =>
  infiniteQueryOptions({
    queryKey: ["failures", id, failed],
    queryFn: ({ pageParam, signal }) => api.jobFailures({ id, after: pageParam, limit: FAILURES_PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

/** The first rows of a source, as they would go in. */
export const importPreviewQuery = (request: Pick<ImportRequest, "path" | "mapping" | "labelFrom">) =>
  queryOptions({
    queryKey: ["import-preview", request],
    queryFn: ({ signal }) => api.previewImport(request, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

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

const countFacets = facetBatch((request, options) => api.facets(request, options));

export const facetsQuery = (request: FacetRequest) =>
  queryOptions({
    queryKey: ["facets", request],
    queryFn: ({ signal }) => countFacets(request, { signal }),
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
  totals?: boolean;
  calendar?: boolean;
}
export const histogramQuery = (request: HistogramOf) =>
  queryOptions({
    queryKey: ["histogram", request],
    queryFn: ({ signal }) => api.histogram(request, { signal }),
    placeholderData: keepPreviousData,
  });
