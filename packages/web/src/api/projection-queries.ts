import type { Projection, ProjectionVersion } from "@pomona/contract/projections";
import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const projectionsQuery = queryOptions({
  queryKey: ["projections"],
  queryFn: ({ signal }) => api.listProjections({ signal }),
});

/** One version of one projection. */
export interface MapAsked {
  name: string;
  version: number;
}

/** The version of a projection that is shown: the one that was asked for, where it is complete, or the newest complete one. */
export const shownVersion = (projection: Projection, asked?: number): ProjectionVersion | undefined =>
  [asked, projection.servedVersion]
    .map((version) => projection.versions.find((one) => one.version === version && one.state === "complete"))
    .find((version) => version !== undefined);

export const clustersQuery = ({ name, version }: MapAsked) =>
  queryOptions({
    queryKey: ["map-clusters", name, version],
    queryFn: ({ signal }) => api.projectionClusters({ name, version }, { signal }),
  });
