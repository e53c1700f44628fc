import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

// Below the key of functions, as what changes those changes these.
export const versionsQuery = (name: string) =>
  queryOptions({
    queryKey: ["functions", name, "versions"],
    queryFn: ({ signal }) => api.functionVersions({ name }, { signal }),
  });

export const versionDiffQuery = (name: string, from: number, to: number) =>
  queryOptions({
    queryKey: ["functions", name, "diff", from, to],
    queryFn: ({ signal }) => api.functionDiff({ name, from, to }, { signal }),
  });

export const evaluationsQuery = (name: string) =>
  queryOptions({
    queryKey: ["functions", name, "evaluations"],
    queryFn: ({ signal }) => api.functionEvaluations({ name }, { signal }),
  });

/** Tests over some thousands of rows: not asked again with every count. */
export const functionHealthQuery = (name: string, version: number | null) =>
  queryOptions({
    queryKey: ["function-health", name, version],
    queryFn: ({ signal }) => api.functionHealth({ name }, { signal }),
    enabled: version !== null,
    staleTime: 60_000,
  });
