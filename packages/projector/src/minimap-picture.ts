import { seenBox, toMap, toScreen, type Viewport } from "./camera.ts";
import type { GridIndex } from "./grid-index.ts";
import type { Camera } from "./point-cloud.ts";

/** Where the points are in a small picture: 0 to 255 by the logarithm of how many lie in a pixel. Row by row from the top. */
export const densityPicture = (grid: GridIndex, camera: Camera, { width, height }: Viewport): Uint8ClampedArray => {
  const counts = new Float32Array(width * height);
  const { x, y } = grid;
  const [middleX, middleY] = [width / 2 - camera.x * camera.scale, height / 2 + camera.y * camera.scale];
  let most = 0;
  for (let slot = 0; slot < x.length; slot++) {
    const left = Math.floor(middleX + x[slot]! * camera.scale);
    const top = Math.floor(middleY - y[slot]! * camera.scale);
    if (left < 0 || left >= width || top < 0 || top >= height) continue;
    const count = ++counts[top * width + left]!;
    if (count > most) most = count;
  }
  const picture = new Uint8ClampedArray(counts.length);
  // A pixel with one point must be seen beside one with thousands.
  const scale = 175 / Math.log1p(most || 1);
  for (let pixel = 0; pixel < counts.length; pixel++) {
    if (counts[pixel]! > 0) picture[pixel] = 80 + scale * Math.log1p(counts[pixel]!);
  }
  return picture;
};

export interface ViewRectangle {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** What the big view sees, on the small one: cut at its edges, and never smaller than can be seen and grasped. */
export const viewRectangle = (
  small: { camera: Camera; viewport: Viewport },
  big: { camera: Camera; viewport: Viewport },
  leastPx = 6,
): ViewRectangle => {
  const seen = seenBox(big.camera, big.viewport);
  const corner = toScreen(small.camera, small.viewport, seen.left, seen.top);
  const opposite = toScreen(small.camera, small.viewport, seen.right, seen.bottom);
  const cut = (low: number, high: number, size: number): [number, number] => {
    const from = Math.min(Math.max(low, 0), size);
    const to = Math.min(Math.max(high, 0), size);
    if (to - from >= leastPx) return [from, to - from];
    return [Math.min(Math.max((from + to - leastPx) / 2, 0), Math.max(0, size - leastPx)), leastPx];
  };
  const [left, width] = cut(corner.left, opposite.left, small.viewport.width);
  const [top, height] = cut(corner.top, opposite.top, small.viewport.height);
  return { left, top, width, height };
};

/** The big camera moved to a place of the small view. */
export const cameraAt = (
  small: { camera: Camera; viewport: Viewport },
  place: { left: number; top: number },
  big: Camera,
): Camera => ({ ...toMap(small.camera, small.viewport, place), scale: big.scale });
