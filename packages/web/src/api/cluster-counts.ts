import type { Filter } from "@pomona/contract/filter";
import type { MapColours, MapMask } from "@pomona/contract/map-binary";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { coloursQuery, maskQuery } from "./map-queries.ts";
import type { MapAsked } from "./projection-queries.ts";

/** Rows of each cluster that pass the filter, by the cluster's number; of one level of a map. */
export const clusterCountsQuery = (map: MapAsked, level: number, filter: Filter) =>
  queryOptions({
    queryKey: ["facets", "clusters", map.name, map.version, level, filter],
    queryFn: async ({ client }) => {
      // The map asks for both, too: it has them already where it is shown.
      const [colours, mask] = await Promise.all([
        client.fetchQuery(coloursQuery(map, { cluster: level })),
        client.fetchQuery(maskQuery(map, { filter })),
      ]);
      return colours && mask ? countClusters(colours, mask) : {};
    },
    placeholderData: keepPreviousData,
  });

/** One pass over the points: some milliseconds for a million. */
export function countClusters(
  { legend, ordinals, values }: Pick<MapColours, "legend" | "ordinals" | "values">,
  { bits }: Pick<MapMask, "bits">,
): Record<number, number> {
  if (legend.kind !== "category") return {};
  const counts = new Uint32Array(65_536);
  for (let i = 0; i < ordinals.length; i++) {
    const ordinal = ordinals[i] as number;
    const value = values[i] as number;
    counts[value] = (counts[value] as number) + (((bits[ordinal >>> 3] ?? 0) >>> (ordinal & 7)) & 1);
  }
  return Object.fromEntries(legend.categories.flatMap(({ id }, i) => (id === undefined ? [] : [[id, counts[i] ?? 0]])));
}
