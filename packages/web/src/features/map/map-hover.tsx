import type { PointCloudEvents, PointColours } from "@pomona/projector/point-cloud";
import { type RefObject, useState } from "react";
import { HoverCard } from "./hover-card.tsx";
import { valueText } from "./map-legend.tsx";
import type { MapScene } from "./use-map-scene.ts";
import { useCloudEvent } from "./use-point-cloud.ts";

/** The card of the point under the pointer. It has state of its own, so that nothing else is drawn anew as the pointer moves. */
export function MapHover({
  scene,
  title,
  frame,
}: {
  scene: MapScene;
  title: string;
  frame: RefObject<HTMLElement | null>;
}) {
  const { cloud, points, reader, shown, values, pointColours } = scene;
  const [hovered, setHovered] = useState<PointCloudEvents["hover"]>(null);
  useCloudEvent(cloud, "hover", setHovered);
  const ordinal = hovered === null ? undefined : points?.ordinals[hovered.point];
  if (hovered === null || ordinal === undefined) return null;
  const value = values?.[hovered.point];
  const text = shown.legend && value !== undefined ? valueText(shown.legend, shown.choice, value) : null;
  return (
    <HoverCard
      hovered={hovered}
      ordinal={ordinal}
      reader={reader}
      colourText={text === null ? null : `${title}: ${text}`}
      colour={pointColours ? colourOf(pointColours, hovered.point) : null}
      frame={{ width: frame.current?.clientWidth ?? 0, height: frame.current?.clientHeight ?? 0 }}
    />
  );
}

/** The colour that a point is drawn with, for CSS. */
function colourOf(colours: PointColours, point: number): string {
  const value = colours.values[point] ?? 0;
  if (colours.kind === "scale" && value === 65_535) return `rgb(${colours.none.join(" ")})`;
  const at = 3 * (colours.kind === "scale" ? Math.floor((value / 65_535) * 256) : value);
  return `rgb(${colours.palette.slice(at, at + 3).join(" ")})`;
}
