import type { ProjectionVersion } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { MapAsked } from "../../api/projection-queries.ts";
import { fieldsQuery } from "../../api/queries.ts";
import { toggleCluster } from "../../catalog/cluster-filter.ts";
import { isEmptySelection, toggleRow } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { useSelectionChanges } from "../../catalog/use-selection-changes.ts";
import { copy } from "../../copy.ts";
import { classNames } from "../../ui/class-names.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { showProblem } from "../../ui/toast.tsx";
import { ArrivalPlayer } from "./arrival-player.tsx";
import { colourTitle } from "./colour-options.ts";
import { entryFilter } from "./filter-entry.ts";
import { MapCount } from "./map-count.tsx";
import { MapHover } from "./map-hover.tsx";
import { MapLegend } from "./map-legend.tsx";
import { MapToolbar } from "./map-toolbar.tsx";
import { pictureLegend } from "./picture-legend.ts";
import { SaveViewDialog } from "./save-view-dialog.tsx";
import { type MapScene, useMapScene } from "./use-map-scene.ts";
import { useMapTools } from "./use-map-tools.ts";
import { useCloudEvent } from "./use-point-cloud.ts";
import { useShownTheme } from "./use-shown-theme.ts";

interface MapCanvasProps {
  map: MapAsked;
  version: ProjectionVersion;
}

/** One map with its points, and everything that lies over it. */
export function MapCanvas({ map, version }: MapCanvasProps) {
  const { parts, setParts, selection, search } = useCatalog();
  const fields = useQuery(fieldsQuery).data ?? [];
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const scene = useMapScene(map, version, { frame, canvas });
  const { cloud, points, pointsAnswer, shown } = scene;
  const tools = useMapTools(cloud);
  const theme = useShownTheme();
  const [isPlaying, setIsPlaying] = useState(false);
  const [isSaving, setIsSaving] = useState(false);
  useClicks(scene, map);
  const title = colourTitle(shown.choice, version.clusterLevels);
  const toFilter = entryFilter(shown.choice, map, fields);
  const camera = cloud?.camera;
  const hasBar = !isEmptySelection(selection);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: takes the keys of what is inside
    <div
      ref={frame}
      className={classNames("relative min-h-0 min-w-0 flex-1 overflow-hidden", hasBar && coveredBy(search.view))}
      onKeyDown={tools.press}
    >
      <div ref={canvas} data-map="" className="absolute inset-0" />
      <MapToolbar
        cloud={cloud}
        tools={tools}
        look={scene.look}
        name={map.name}
        legend={() => pictureLegend({ title, choice: shown.choice, legend: shown.legend, theme })}
        isPlaying={isPlaying}
        onPlay={() => setIsPlaying(!isPlaying)}
        onSaveView={() => setIsSaving(true)}
      />
      <MapLegend
        title={title}
        choice={shown.choice}
        legend={shown.legend}
        error={shown.error}
        isolated={scene.isolated}
        onIsolate={scene.isolate}
        onFilter={toFilter ? (entry) => setParts(toFilter(parts, entry)) : undefined}
      />
      <MapHover scene={scene} title={title} frame={frame} />
      <Notices scene={scene} />
      {points ? <MapCount all={points.ordinals.length} shown={scene.inFilterCount} /> : null}
      {isPlaying && cloud && points ? (
        <ArrivalPlayer cloud={cloud} map={map} points={points} onClose={() => setIsPlaying(false)} />
      ) : null}
      {pointsAnswer.error && !points ? (
        <div className="absolute inset-0 grid place-items-center bg-canvas">
          <ProblemState error={pointsAnswer.error} onRetry={() => void pointsAnswer.refetch()} />
        </div>
      ) : null}
      {isSaving && camera ? (
        <SaveViewDialog map={map} camera={camera} choice={shown.choice} onClose={() => setIsSaving(false)} />
      ) : null}
    </div>
  );
}

/** How much of the lower edge the bar of the selection covers. In a narrow split view it lies over the rows. */
const coveredBy = (view: string | undefined): string =>
  classNames(view === "split" ? "md:[--map-covered:6.5rem]" : "[--map-covered:6.5rem]", "xl:[--map-covered:3.75rem]");

/** A press on a point opens its row, with Shift selects it; one on the name of a cluster filters by it. */
function useClicks({ cloud, points, reader }: MapScene, map: MapAsked): void {
  const { patchSearch, parts, setParts } = useCatalog();
  const change = useSelectionChanges();
  useCloudEvent(cloud, "click", ({ point, isAdding }) => {
    const ordinal = point === null ? undefined : points?.ordinals[point];
    if (ordinal === undefined) return;
    reader.read([ordinal]).then(([row]) => {
      if (row && isAdding) change((current) => toggleRow(current(), row.key));
      else if (row) patchSearch({ row: row.key });
    }, showProblem);
  });
  useCloudEvent(cloud, "label", ({ id }) => setParts(toggleCluster(parts, map, id)));
}

/** What is not there yet, or was lost. */
function Notices({ scene: { cloud, points } }: { scene: MapScene }) {
  const [isLost, setIsLost] = useState(false);
  useCloudEvent(cloud, "lost", () => setIsLost(true));
  useCloudEvent(cloud, "restored", () => setIsLost(false));
  const text = isLost ? copy.contextLost : points === undefined ? copy.mapLoading : null;
  if (text === null) return null;
  return (
    <p role="status" className="pointer-events-none absolute inset-0 m-0 grid place-items-center text-ink-soft">
      {text}
    </p>
  );
}
