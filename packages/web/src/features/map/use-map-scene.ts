import { alignColours, missingValue } from "@pomona/contract/map-binary";
import type { MapCluster, ProjectionVersion } from "@pomona/contract/projections";
import type { MapLabel } from "@pomona/projector/point-cloud";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useEffect, useMemo, useState } from "react";
import { clustersQuery, type MapAsked } from "../../api/projection-queries.ts";
import { colourCode } from "../../catalog/colour-choice.ts";
import { bitsOfValues } from "./point-index.ts";
import { useCamera } from "./use-camera.ts";
import { useColouredPoints, useMapColours } from "./use-map-colours.ts";
import { useMapFaces, useMapRowReader } from "./use-map-faces.ts";
import { useMapLinks } from "./use-map-links.ts";
import { useMapLook } from "./use-map-look.ts";
import { useMapMasks } from "./use-map-masks.ts";
import { usePointCloud, useShownPoints } from "./use-point-cloud.ts";
import { useRegions } from "./use-regions.ts";
import { useShownTheme } from "./use-shown-theme.ts";

interface MapElements {
  /** Around everything that lies over the map; the renderer draws into `canvas`. */
  frame: RefObject<HTMLElement | null>;
  canvas: RefObject<HTMLElement | null>;
}

const NO_VALUES: ReadonlySet<number> = new Set();

/** Between what lies over the map and its edge, in CSS pixels. */
const EDGE_PX = 8;

/** How much of the map its toolbar and its legend cover. */
function coveredSides(frame: HTMLElement | null): { left: number; right: number } {
  const width = (of: "toolbar" | "legend"): number => {
    const wide = frame?.querySelector<HTMLElement>(`[data-over-map="${of}"]`)?.offsetWidth;
    return wide === undefined ? 0 : wide + EDGE_PX;
  };
  const legend = width("legend");
  // On a narrow map it is opened to look something up, and closed.
  return { left: width("toolbar"), right: legend < (frame?.clientWidth ?? 0) * 0.4 ? legend : 0 };
}

/** A map as it is drawn: the renderer with its points, colours, masks, regions, names and camera, all kept current. */
export function useMapScene(map: MapAsked, version: ProjectionVersion, { frame, canvas }: MapElements) {
  const shown = useMapColours(map, version.clusterLevels);
  const pointsAnswer = shown.points;
  const points = pointsAnswer.data;
  const clusters = useQuery(clustersQuery(map)).data;
  const reader = useMapRowReader(map, points);
  const faces = useMapFaces(reader, points);
  const look = useMapLook();
  const cloud = usePointCloud(canvas, {
    of: `${map.name}/${map.version}`,
    theme: useShownTheme(),
    faces,
    covered: () => coveredSides(frame.current),
  });
  const { colours } = shown;
  const values = useMemo(
    () => (points && colours ? alignColours(colours, points.ordinals, missingValue(colours.legend)) : undefined),
    [points, colours],
  );
  // What is shown alone belongs to one legend; under another there is nothing.
  const [isolation, setIsolation] = useState({ of: "", values: NO_VALUES });
  const code = colourCode(shown.choice);
  const isolated = isolation.of === code ? isolation.values : NO_VALUES;
  const isolatedBits = useMemo(
    () => (values && isolated.size > 0 ? bitsOfValues(values, isolated) : null),
    [values, isolated],
  );
  useShownPoints(cloud, points);
  const pointColours = useColouredPoints(cloud, { values, colours });
  const masks = useMapMasks(cloud, { map, points, isolated: isolatedBits });
  useRegions(cloud, map, masks.preview);
  useMapLinks(cloud, { map, points, isOn: look.hasLinks });
  useCamera(cloud, frame, points !== undefined);
  useEffect(() => cloud?.setDensity(look.density), [cloud, look.density]);
  const labels = useMemo(() => (look.hasNames ? (clusters ?? []).map(toLabel) : []), [look.hasNames, clusters]);
  useEffect(() => cloud?.setLabels(labels), [cloud, labels]);
  return {
    cloud,
    pointsAnswer,
    points,
    reader,
    look,
    shown,
    values,
    pointColours,
    inFilterCount: masks.inFilterCount,
    isolated,
    isolate: (next: ReadonlySet<number>) => setIsolation({ of: code, values: next }),
  };
}

export type MapScene = ReturnType<typeof useMapScene>;

const toLabel = ({ id, x, y, name, level, rows }: MapCluster): MapLabel => ({
  id,
  x,
  y,
  text: name,
  level,
  weight: rows,
});
