import type { LegendLine, PointCloud, RegionMode, Tool } from "@pomona/projector/point-cloud";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { savePicture } from "./save-picture.ts";
import type { MapLook } from "./use-map-look.ts";
import type { useMapTools } from "./use-map-tools.ts";

const TOOLS = { pan: "hand", lasso: "lasso", box: "box", polygon: "polygon" } as const;
const MODES = { replace: "flip", add: "plus", remove: "minus" } as const;
/** What a press of zoom does to the scale. */
const ZOOM_STEP = 1.6;

interface MapToolbarProps {
  cloud: PointCloud | null;
  tools: ReturnType<typeof useMapTools>;
  look: MapLook;
  /** Of the projection, for files. */
  name: string;
  /** For saved pictures. */
  legend: () => readonly LegendLine[];
  isPlaying: boolean;
  onPlay: () => void;
  onSaveView: () => void;
}

/** Tools at the left of the map: moving, drawing regions, zooming, what is shown, and saving. */
export function MapToolbar({ cloud, tools, look, name, legend, isPlaying, onPlay, onSaveView }: MapToolbarProps) {
  const { tool, mode, setTool, setMode } = tools;
  const zoom = (factor: number): void => {
    if (cloud) cloud.setCamera({ ...cloud.camera, scale: cloud.camera.scale * factor }, { isAnimated: true });
  };
  const save = (format: "png" | "svg"): void => {
    if (cloud) void savePicture(cloud, { name, format, legend: legend() });
  };
  return (
    <div
      role="toolbar"
      aria-label={copy.mapTools}
      data-over-map="toolbar"
      aria-orientation="vertical"
      className="absolute top-2 left-2 z-10 flex max-h-[calc(100%-1rem)] flex-col overflow-y-auto rounded-lg border border-line bg-raised/95 p-0.5 shadow-sm"
    >
      {(Object.keys(TOOLS) as Tool[]).map((one) => (
        <IconButton
          key={one}
          icon={TOOLS[one]}
          label={copy.mapToolNames[one]}
          isPressed={tool === one}
          onClick={() => setTool(one)}
        />
      ))}
      {tool === "pan" ? null : (
        <Menu
          trigger={<IconButton icon={MODES[mode]} label={copy.regionModeOf(copy.regionModes[mode])} />}
          items={(Object.keys(MODES) as RegionMode[]).map((one) => ({
            label: copy.regionModes[one],
            ...ticked(one === mode),
            run: () => setMode(one),
          }))}
        />
      )}
      <Line />
      <IconButton icon="zoomIn" label={copy.mapZoomIn} onClick={() => zoom(ZOOM_STEP)} />
      <IconButton icon="zoomOut" label={copy.mapZoomOut} onClick={() => zoom(1 / ZOOM_STEP)} />
      <IconButton icon="expand" label={copy.mapFit} onClick={() => cloud?.fit(undefined, { isAnimated: true })} />
      <Line />
      <Menu
        trigger={<IconButton icon="eye" label={copy.mapLook} />}
        items={[
          ...(["auto", "on", "off"] as const).map((density) => ({
            label: copy.mapDensities[density],
            ...ticked(look.density === density),
            run: () => look.setDensity(density),
          })),
          { label: copy.mapClusterNames, ...ticked(look.hasNames), run: () => look.setHasNames(!look.hasNames) },
          { label: copy.mapLinks, ...ticked(look.hasLinks), run: () => look.setHasLinks(!look.hasLinks) },
        ]}
      />
      <IconButton icon="clock" label={copy.playArrivals} isPressed={isPlaying} onClick={onPlay} />
      <Menu
        trigger={<IconButton icon="download" label={copy.mapExport} />}
        items={[
          { label: copy.mapSavePng, run: () => save("png") },
          { label: copy.mapSaveSvg, run: () => save("svg") },
        ]}
      />
      <IconButton icon="bookmark" label={copy.mapSaveView} onClick={onSaveView} />
    </div>
  );
}

/** Marks what is on in a menu. */
const ticked = (isOn: boolean): { hint?: string } => (isOn ? { hint: "✓" } : {});

const Line = () => <span aria-hidden="true" className="mx-1.5 my-0.5 h-px bg-line" />;
