import { seenBox, toScreen } from "./camera.ts";
import { hasBit } from "./draw-lists.ts";
import { DIMMED_MIXING, DIMMED_OPACITY } from "./gl/drawing-plan.ts";
import type { View } from "./gl/view.ts";
import type { GridIndex } from "./grid-index.ts";
import { NO_VALUE, PALETTE_COLOURS, paletteTexels } from "./palette-texture.ts";
import type { PointSet } from "./point-set.ts";
import { pointStyle } from "./point-style.ts";
import { pointsInBox } from "./points-in-box.ts";
import { MOST_CIRCLES, type SvgOptions, svgOf } from "./svg-export.ts";
import type { Theme } from "./theme.ts";

export const pngOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No PNG could be made of the map.")))),
  );

export interface SvgView {
  set: PointSet;
  grid: GridIndex;
  view: View;
  theme: Theme;
  parts: Pick<SvgOptions, "viewport" | "regions" | "rings" | "links" | "labels" | "ink" | "legend">;
  /** The points as a PNG, for when they are too many. */
  picture: () => Promise<Blob>;
}

/** What is seen as SVG: up to 100,000 points as circles, more as a picture. */
export async function svgOfView({ set, grid, view, theme, parts, picture }: SvgView): Promise<string> {
  const seen = pointsInBox(grid, seenBox(view.camera, view), { limit: MOST_CIRCLES, shown: set.shownCount });
  const shared = { ...parts, ground: cssOf(theme.ground), fontFamily: "system-ui, sans-serif" };
  if (seen === null) {
    const none = { left: [], top: [], colourOf: () => "", opacityOf: () => 1, radiusPx: 1 };
    return svgOf({ ...shared, points: none, picture: await dataUrlOf(await picture()) });
  }
  return svgOf({ ...shared, points: circlesOf({ set, view, theme, points: inDrawingOrder(set, seen) }) });
}

const isDimmed = ({ mask }: PointSet, point: number) => mask !== null && !hasBit(mask, point);
const isSelected = ({ selected }: PointSet, point: number) => selected !== null && hasBit(selected, point);

/** Dimmed points lowest, selected ones on top. */
function inDrawingOrder(set: PointSet, points: Uint32Array): Uint32Array {
  const rank = (point: number) => (isSelected(set, point) ? 2 : isDimmed(set, point) ? 0 : 1);
  const list = Array.from(points);
  return Uint32Array.from([0, 1, 2].flatMap((wanted) => list.filter((point) => rank(point) === wanted)));
}

interface Circles {
  set: PointSet;
  view: View;
  theme: Theme;
  points: Uint32Array;
}

function circlesOf({ set, view, theme, points }: Circles): SvgOptions["points"] {
  const places = Array.from(points, (point) => toScreen(view.camera, view, set.x[point]!, set.y[point]!));
  const texels = paletteTexels(set.colours, theme.neutral);
  const style = pointStyle((set.density(DENSITY)?.typical ?? 0) / view.camera.scale ** 2);
  return {
    left: places.map(({ left }) => left),
    top: places.map(({ top }) => top),
    radiusPx: style.diameter / 2,
    colourOf: (i) => {
      const at = 4 * texelOf(set, points[i]!);
      const own = [texels[at]!, texels[at + 1]!, texels[at + 2]!] as const;
      return cssOf(isDimmed(set, points[i]!) ? mixed(own, theme.dimmed, DIMMED_MIXING) : own);
    },
    opacityOf: (i) => {
      if (isSelected(set, points[i]!)) return 1;
      return style.opacity * (isDimmed(set, points[i]!) ? DIMMED_OPACITY : 1);
    },
  };
}

const DENSITY = { sampleCount: 120_000, side: 256 };

/** Which colour a point has, as the vertex shader finds it. */
function texelOf({ colours }: PointSet, point: number): number {
  const value = colours?.values[point] ?? NO_VALUE;
  if (colours?.kind === "scale") return value === NO_VALUE ? PALETTE_COLOURS : value >> 8;
  return Math.min(value, PALETTE_COLOURS);
}

type Colour = readonly [number, number, number];

const mixed = (own: Colour, other: Colour, share: number) =>
  own.map((value, i) => value + (other[i]! - value) * share) as unknown as Colour;

const cssOf = (colour: Colour) => `#${colour.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;

const dataUrlOf = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
