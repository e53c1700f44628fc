import type { ColourLegend, MapColours } from "@pomona/contract/map-binary";
import type { PointCloud, PointColours } from "@pomona/projector/point-cloud";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { coloursQuery, type PointSet, pointsQuery } from "../../api/map-queries.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { similarityOf } from "../../catalog/catalog-query.ts";
import { type ColourChoice, readColourCode, toMapColour } from "../../catalog/colour-choice.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { pointColours } from "./map-colours.ts";
import { useShownTheme } from "./use-shown-theme.ts";

export interface ShownColours {
  points: UseQueryResult<PointSet>;
  choice: ColourChoice;
  colours: MapColours | undefined;
  legend: ColourLegend | undefined;
  error: Error | null;
}

const SIMILARITY: ColourChoice = { kind: "similarity" };
const LABEL: ColourChoice = { kind: "field", field: "label" };

/** The points of a map and what they are coloured by: as the address says; else by likeness while a search is shown, by label, or, where nothing has one, by cluster. */
export function useMapColours(map: MapAsked, clusterLevels: number): ShownColours {
  const { search, space, isSimilar } = useCatalog();
  const similarity = useMemo(() => similarityOf(search, search.space ?? space?.name), [search, space]);
  const asked = useMemo(() => readColourCode(search.colour), [search.colour]);
  const chosen = asked?.kind === "similarity" && !similarity ? undefined : asked;
  const atFirst: ColourChoice = chosen ?? (isSimilar && similarity ? SIMILARITY : LABEL);
  const by = useMemo(() => toMapColour(atFirst, similarity), [atFirst, similarity]);
  const points = useQuery(pointsQuery(map, by));
  // The points bring their first colours with them.
  const first = useQuery({ ...coloursQuery(map, by), enabled: by !== undefined && points.data !== undefined });
  const hasNone =
    chosen === undefined &&
    atFirst === LABEL &&
    !first.isPlaceholderData &&
    first.data?.legend.kind === "category" &&
    first.data.legend.categories.length === 0;
  const isByCluster = hasNone && clusterLevels > 0;
  const choice: ColourChoice = isByCluster ? { kind: "cluster", level: 0 } : atFirst;
  const byCluster = useQuery(coloursQuery(map, isByCluster ? { cluster: 0 } : undefined));
  const answer = isByCluster ? byCluster : first;
  const colours = answer.data?.version === map.version ? answer.data : undefined;
  useColoursOfNewPoints(points.data, colours, answer);
  return { points, choice, colours, legend: colours?.legend, error: answer.error };
}

/** Asks for the colours again, once, when points have come that they lack. */
function useColoursOfNewPoints(
  points: PointSet | undefined,
  colours: MapColours | undefined,
  { isFetching, refetch }: Pick<UseQueryResult, "isFetching" | "refetch">,
): void {
  const askedFor = useRef<string | undefined>(undefined);
  const token = points?.token;
  const lacks = points !== undefined && colours !== undefined && colours.ordinals.length < points.ordinals.length;
  useEffect(() => {
    if (!lacks || isFetching || askedFor.current === token) return;
    askedFor.current = token;
    void refetch();
  }, [lacks, token, isFetching, refetch]);
}

/** Gives the renderer the colours of its points. */
export function useColouredPoints(
  cloud: PointCloud | null,
  { values, colours }: { values: Uint16Array | undefined; colours: MapColours | undefined },
): PointColours | null {
  const theme = useShownTheme();
  const shown = useMemo(
    () => (values && colours ? pointColours(colours.legend, values, theme) : null),
    [values, colours, theme],
  );
  useEffect(() => {
    if (cloud && shown) cloud.setColours(shown);
  }, [cloud, shown]);
  return shown;
}
