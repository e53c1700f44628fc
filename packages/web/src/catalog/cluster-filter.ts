import type { Filter } from "@pomona/contract/filter";

/** One version of one projection, by its name. */
interface OfMap {
  name: string;
  version: number;
}

const isOfMap = (part: Filter, { name, version }: OfMap): part is Extract<Filter, { cluster: number[] }> =>
  "cluster" in part && part.projection === name && part.version === version;

/** Clusters of this map that the parts ask for. */
export const readClusters = (parts: readonly Filter[], map: OfMap): number[] =>
  parts.flatMap((part) => (isOfMap(part, map) ? part.cluster : []));

/** The parts that ask for none of them. */
export const withoutClusters = (parts: readonly Filter[], map: OfMap): Filter[] =>
  parts.filter((part) => !isOfMap(part, map));

/** The parts with a cluster asked for, or, where it was, no longer. */
export function toggleCluster(parts: readonly Filter[], map: OfMap, id: number): Filter[] {
  const before = readClusters(parts, map);
  const cluster = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
  const others = withoutClusters(parts, map);
  return cluster.length === 0 ? others : [...others, { cluster, projection: map.name, version: map.version }];
}
