import type { PointCloud, RegionMode } from "@pomona/projector/point-cloud";
import { useEffect, useMemo } from "react";
import type { MapAsked } from "../../api/projection-queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { NOTHING_SELECTED, withFilter } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { useSelectionChanges } from "../../catalog/use-selection-changes.ts";
import { regionFilter, shownRegions } from "./map-region.ts";
import { useCloudEvent } from "./use-point-cloud.ts";

/** Makes drawn regions part of the selection, as conditions under the filter that they were drawn under, and keeps them drawn. */
export function useRegions(
  cloud: PointCloud | null,
  { name, version }: MapAsked,
  preview: (polygon: Float64Array, mode: RegionMode) => void,
): void {
  const { query, parts, addedParts, search, selection } = useCatalog();
  const change = useSelectionChanges();
  const map = useMemo(() => ({ projection: name, version }), [name, version]);
  useCloudEvent(cloud, "region", ({ polygon, mode }) => {
    if (!cloud) return;
    preview(polygon, mode);
    const region = regionFilter(map, polygon, cloud.camera.scale);
    // A search only ranks the rows of the filter, unless it leaves some of them out.
    const isNarrowed = search.min !== undefined || search.hideAnchors !== undefined;
    const filter = joinParts([...parts, ...(isNarrowed ? addedParts : []), region]);
    change((current) =>
      mode === "remove"
        ? withFilter(current(), region, false)
        : withFilter(mode === "add" ? current() : NOTHING_SELECTED, filter, true),
    );
  });
  const regions = useMemo(() => shownRegions(query.filter, selection, map), [query, selection, map]);
  useEffect(() => cloud?.setRegions(regions), [cloud, regions]);
}
