import type { Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { conditionsOf } from "@pomona/contract/filter-tree";
import type { RowSelection } from "../../catalog/selection.ts";

/** One version of one projection, by its name. */
export interface ShownMap {
  projection: string;
  version: number;
}

/** Digits behind the point that tell places of a map apart at this zoom, half a pixel at most. */
const digitsAt = (scale: number): number => Math.min(6, Math.max(0, Math.ceil(Math.log10(2 * scale))));

/** The condition that a drawn polygon stands for. `scale`: CSS pixels of a map unit, which is as precise as it was drawn. */
export function regionFilter(map: ShownMap, polygon: ArrayLike<number>, scale: number): Filter {
  const digits = digitsAt(scale);
  const at = (i: number): number => Number((polygon[i] ?? 0).toFixed(digits));
  const corners: [number, number][] = [];
  for (let i = 0; i + 1 < polygon.length; i += 2) corners.push([at(i), at(i + 1)]);
  return { region: { ...map, polygon: corners } };
}

/** The polygons of this map that a filter speaks of, wherever they stand in it. */
export function regionsOf(filter: Filter, map: ShownMap): Float64Array[] {
  if ("and" in filter) return filter.and.flatMap((part) => regionsOf(part, map));
  if ("or" in filter) return filter.or.flatMap((part) => regionsOf(part, map));
  if ("not" in filter) return regionsOf(filter.not, map);
  if (!("region" in filter)) return [];
  const { projection, version, polygon } = filter.region;
  return projection === map.projection && version === map.version ? [Float64Array.from(polygon.flat())] : [];
}

/** The polygons that are selected or filtered by. */
export const shownRegions = (filter: Filter, selection: RowSelection, map: ShownMap): Float64Array[] => [
  ...regionsOf(filter, map),
  ...selection.steps.flatMap((step) =>
    "filter" in step ? regionsOf(readFilterInput(step.filter).filter, map).slice(-1) : [],
  ),
];

/** Whether a filter speaks of a version of a projection: of regions, clusters, or rows that are on it. */
export const isOnMap = (filter: Filter, projection: string, version: number): boolean =>
  [...conditionsOf(filter)].some((one) => {
    if ("region" in one) return one.region.projection === projection && one.region.version === version;
    if ("cluster" in one) return one.projection === projection && one.version === version;
    return "mapped" in one && one.mapped === projection && one.version === version;
  });
