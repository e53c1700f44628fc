import type { PointCloud, RegionMode, Tool } from "@pomona/projector/point-cloud";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import type { MapLook } from "./use-map-look.ts";

export const TOOLS = { pan: "hand", lasso: "lasso", box: "box", polygon: "polygon" } as const;
const MODES = { replace: "flip", add: "plus", remove: "minus" } as const;
/** What a press of zoom does to the scale. */
const ZOOM_STEP = 1.6;

interface MapToolbarProps {
  cloud: PointCloud | null;
  tool: Tool;
  mode: RegionMode;
  onTool: (tool: Tool) => void;
  onMode: (mode: RegionMode) => void;
  look: MapLook;
  isPlaying: boolean;
  onPlay: () => void;
  onSaveView: () => void;
  onSavePicture: (format: "png" | "svg") => void;
}

/** Tools at the left of the map: moving, drawing regions, zooming, what is shown, and saving. */
export function MapToolbar(props: MapToolbarProps) {
  const { cloud, tool, mode, onTool, onMode, look, isPlaying, onPlay } = props;
  const zoom = (factor: number): void => {
    if (cloud) cloud.setCamera({ ...cloud.camera, scale: cloud.camera.scale * factor }, { isAnimated: true });
  };
  const ticked = (isOn: boolean, label: string): string => (isOn ? `✓ ${label}` : label);
  return (
    <div
      role="toolbar"
      aria-label={copy.mapTools}
      aria-orientation="vertical"
      className="absolute top-2 left-2 z-10 flex max-h-[calc(100%-1rem)] flex-col overflow-y-auto rounded-lg border border-line bg-raised/95 p-0.5 shadow-sm"
    >
      {(Object.keys(TOOLS) as Tool[]).map((one) => (
        <IconButton
          key={one}
          icon={TOOLS[one]}
          label={copy.mapToolNames[one]}
          isPressed={tool === one}
          onClick={() => onTool(one)}
        />
      ))}
      {tool === "pan" ? null : (
        <Menu
          trigger={<IconButton icon={MODES[mode]} label={copy.regionModeOf(copy.regionModes[mode])} />}
          items={(Object.keys(MODES) as RegionMode[]).map((one) => ({
            label: ticked(one === mode, copy.regionModes[one]),
            run: () => onMode(one),
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
            label: ticked(look.density === density, copy.mapDensities[density]),
            run: () => look.setDensity(density),
          })),
          { label: ticked(look.hasNames, copy.mapClusterNames), run: () => look.setHasNames(!look.hasNames) },
          { label: ticked(look.hasLinks, copy.mapLinks), run: () => look.setHasLinks(!look.hasLinks) },
        ]}
      />
      <IconButton icon="clock" label={copy.playArrivals} isPressed={isPlaying} onClick={onPlay} />
      <Menu
        trigger={<IconButton icon="download" label={copy.mapExport} />}
        items={[
          { label: copy.mapSavePng, run: () => props.onSavePicture("png") },
          { label: copy.mapSaveSvg, run: () => props.onSavePicture("svg") },
        ]}
      />
      <IconButton icon="bookmark" label={copy.mapSaveView} onClick={props.onSaveView} />
    </div>
  );
}

const Line = () => <span aria-hidden="true" className="mx-1.5 my-0.5 h-px bg-line" />;
