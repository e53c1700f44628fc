import { maskOfPoints } from "@pomona/contract/map-binary";
import type { PointCloud, RegionMode } from "@pomona/projector/point-cloud";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { maskQuery, type PointSet } from "../../api/map-queries.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { partsOf } from "../../catalog/filter-parts.ts";
import { isEmptySelection } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { bitsAfterRegion, commonBits } from "./point-index.ts";

/**
 * Dims what is outside of the filter (and of `isolated`, where given), and marks what is selected. What a drawn region
 * selects is marked at once by `preview`, and as the server says when it has answered.
 */
export function useMapMasks(
  cloud: PointCloud | null,
  { map, points, isolated }: { map: MapAsked; points: PointSet | undefined; isolated: Uint8Array | null },
) {
  const { query, selection, serverSelection } = useCatalog();
  const isFiltered = partsOf(query.filter).length > 0;
  const filterMask = useQuery(maskQuery(map, isFiltered ? { filter: query.filter } : null));
  const inFilter = isFiltered ? filterMask.data : null;
  const mask = useMemo(() => {
    if (!points || inFilter === undefined) return undefined;
    const bits = inFilter && maskOfPoints(inFilter.bits, points.ordinals);
    return bits && isolated ? commonBits(bits, isolated) : (bits ?? isolated);
  }, [points, inFilter, isolated]);
  useEffect(() => {
    if (cloud && mask !== undefined) cloud.setMask(mask);
  }, [cloud, mask]);

  const selected = useRef<Uint8Array | null>(null);
  const isEmpty = isEmptySelection(selection);
  const selectionMask = useQuery(maskQuery(map, isEmpty ? null : serverSelection()));
  const answer = isEmpty ? null : selectionMask.isPlaceholderData ? undefined : selectionMask.data;
  useEffect(() => {
    if (!cloud || !points || answer === undefined) return;
    selected.current = answer && maskOfPoints(answer.bits, points.ordinals);
    cloud.setSelected(selected.current);
  }, [cloud, points, answer]);

  const preview = (polygon: Float64Array, mode: RegionMode): void => {
    if (!cloud) return;
    const inside = cloud.pointsIn(polygon);
    selected.current = bitsAfterRegion(selected.current, mask ? commonBits(inside, mask) : inside, mode);
    cloud.setSelected(selected.current);
  };
  return { preview, inFilterCount: inFilter?.mapped ?? null };
}
