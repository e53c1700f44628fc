import type { PointCloud } from "@pomona/projector/point-cloud";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "../../api/client.ts";
import type { PointSet } from "../../api/map-queries.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { anchorsOf } from "../../catalog/search-params.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { linksToNearest } from "./links-to-nearest.ts";
import { pointIndex } from "./point-index.ts";

/** Anchors that get a ring. */
const MOST_ANCHORS = 100;
/** Most similar rows that are linked to them. */
const LINKED_ROWS = 12;

/** Rings around the row that is open and the examples of a search, and links from these to the rows most like them. */
export function useMapLinks(
  cloud: PointCloud | null,
  { map, points, isOn }: { map: MapAsked; points: PointSet | undefined; isOn: boolean },
): void {
  const { search, query, isSimilar } = useCatalog();
  const open = search.row;
  const anchors = useMemo(
    () =>
      isSimilar && isOn
        ? anchorsOf(search)
            .flatMap(({ kind, value }) => (kind === "row" ? [value] : []))
            .slice(0, MOST_ANCHORS)
        : [],
    [search, isSimilar, isOn],
  );
  const answer = useQuery({
    queryKey: ["rows", "map-links", map.name, map.version, anchors, open ?? null, anchors.length > 0 ? query : null],
    queryFn: async ({ signal }) => {
      const nearest =
        anchors.length > 0
          ? (await api.query({ ...query, limit: LINKED_ROWS + anchors.length, scores: [] }, { signal })).rows
          : [];
      const keys = [...new Set([...anchors, ...(open === undefined ? [] : [open]), ...nearest.map(({ key }) => key)])];
      const { rows } = await api.mapRows({ name: map.name }, { version: map.version, keys }, { signal });
      return { ordinals: new Map(rows.map(({ key, ordinal }) => [key, ordinal])), near: nearest.map(({ key }) => key) };
    },
    enabled: anchors.length > 0 || open !== undefined,
  }).data;
  const isAsked = anchors.length > 0 || open !== undefined;
  useEffect(() => {
    if (!cloud || !points) return;
    if (!isAsked || !answer) return cloud.setHighlights({ points: [], links: [] });
    const find = pointIndex(points.ordinals);
    const pointOf = (key: string): number => find(answer.ordinals.get(key) ?? -1);
    const isThere = (point: number): boolean => point >= 0;
    const ringed = anchors.map(pointOf).filter(isThere);
    const near = answer.near
      .filter((key) => !anchors.includes(key))
      .map(pointOf)
      .filter(isThere)
      .slice(0, LINKED_ROWS);
    const opened = open === undefined ? [] : [pointOf(open)].filter(isThere);
    cloud.setHighlights({ points: [...new Set([...ringed, ...opened])], links: linksToNearest(ringed, near, points) });
  }, [cloud, points, answer, isAsked, anchors, open]);
}
