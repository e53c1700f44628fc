import type { Camera, MapBox } from "./point-cloud.ts";

/** The size of what the map is drawn in, in CSS pixels. */
export interface Viewport {
  width: number;
  height: number;
}

/** A place in CSS pixels from the upper left of the element. */
export interface ScreenPlace {
  left: number;
  top: number;
}

/** Where a camera may be: its middle within the box of the points, its scale between these. */
export interface CameraLimits {
  box: MapBox;
  leastScale: number;
  mostScale: number;
}

const FIT_MARGIN = 0.06;
/** How far out of the fitting view one can go, and how far in. */
const ZOOM_OUT = 0.4;
const ZOOM_IN = 2 ** 17;

export const toScreen = (camera: Camera, { width, height }: Viewport, x: number, y: number): ScreenPlace => ({
  left: width / 2 + (x - camera.x) * camera.scale,
  top: height / 2 - (y - camera.y) * camera.scale,
});

export const toMap = (
  camera: Camera,
  { width, height }: Viewport,
  { left, top }: ScreenPlace,
): { x: number; y: number } => ({
  x: camera.x + (left - width / 2) / camera.scale,
  y: camera.y - (top - height / 2) / camera.scale,
});

/** The part of the map that is seen. */
export const seenBox = (camera: Camera, { width, height }: Viewport): MapBox => ({
  left: camera.x - width / 2 / camera.scale,
  right: camera.x + width / 2 / camera.scale,
  bottom: camera.y - height / 2 / camera.scale,
  top: camera.y + height / 2 / camera.scale,
});

/** The camera after the map was dragged by so many pixels to the right and down. */
export const panCamera = (camera: Camera, right: number, down: number): Camera => ({
  x: camera.x - right / camera.scale,
  y: camera.y + down / camera.scale,
  scale: camera.scale,
});

/** The camera with another scale that keeps what is at a place of the screen there. */
export const zoomCamera = (camera: Camera, viewport: Viewport, place: ScreenPlace, scale: number): Camera => {
  const right = place.left - viewport.width / 2;
  const down = place.top - viewport.height / 2;
  const change = 1 / camera.scale - 1 / scale;
  return { x: camera.x + right * change, y: camera.y - down * change, scale };
};

/** The box around all places that are numbers; null where there are none. One pass: about 2 ms for a million. */
export const boundsOf = ({ x, y }: { x: Float32Array; y: Float32Array }): MapBox | null => {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let point = 0; point < x.length; point++) {
    const px = x[point]!;
    const py = y[point]!;
    if (px - px !== 0 || py - py !== 0) continue;
    if (px < left) left = px;
    if (px > right) right = px;
    if (py < bottom) bottom = py;
    if (py > top) top = py;
  }
  return left <= right ? { left, right, bottom, top } : null;
};

/** A box with a size: one that is a place gets room around it in proportion to how far out the place is. */
const roomy = (box: MapBox): MapBox => {
  const size = Math.max(box.right - box.left, box.top - box.bottom);
  if (size > 0) return box;
  const room = Math.max(1e-3, Math.abs(box.left) * 1e-3, Math.abs(box.bottom) * 1e-3);
  return { left: box.left - room, right: box.right + room, bottom: box.bottom - room, top: box.top + room };
};

/**
 * The camera that shows a box whole, with a margin, between what is `covered` at the sides: half of the width at least.
 * A viewport without a size is taken as one of a pixel.
 */
export const fitCamera = (
  box: MapBox,
  { width, height }: Viewport,
  covered: { left: number; right: number } = { left: 0, right: 0 },
): Camera => {
  const { left, right, bottom, top } = roomy(box);
  const inside = 1 - 2 * FIT_MARGIN;
  const free = Math.max(1, width / 2, width - covered.left - covered.right);
  const across = (free * inside) / (right - left);
  const upright = (Math.max(1, height) * inside) / (top - bottom);
  const scale = Math.min(across, upright);
  const shift = (covered.left - covered.right) / 2 / scale;
  return { x: (left + right) / 2 - shift, y: (bottom + top) / 2, scale };
};

/**
 * Limits by the box of the points. One cannot zoom in further than where neighbouring float32 places near the far edge
 * are 4 pixels apart, as there is nothing more to see; but always 16 times beyond the fitting view.
 */
export const cameraLimits = (box: MapBox | null, viewport: Viewport): CameraLimits => {
  const around = box ?? { left: -1, right: 1, bottom: -1, top: 1 };
  const { scale } = fitCamera(around, viewport);
  const far = Math.max(Math.abs(around.left), Math.abs(around.right), Math.abs(around.bottom), Math.abs(around.top));
  const precise = far === 0 ? Infinity : 4 / (far * 2 ** -24);
  return {
    box: around,
    leastScale: scale * ZOOM_OUT,
    mostScale: Math.max(scale * 16, Math.min(scale * ZOOM_IN, precise)),
  };
};

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The nearest camera within the limits, so that the points cannot get lost. One that is no number becomes the middle. */
export const clampCamera = (camera: Camera, { box, leastScale, mostScale }: CameraLimits): Camera => ({
  x: Number.isFinite(camera.x) ? within(camera.x, box.left, box.right) : (box.left + box.right) / 2,
  y: Number.isFinite(camera.y) ? within(camera.y, box.bottom, box.top) : (box.bottom + box.top) / 2,
  scale: Number.isFinite(camera.scale) ? within(camera.scale, leastScale, mostScale) : leastScale / ZOOM_OUT,
});

/**
 * The zoom at a place within the limits: the scale is clamped before the place is kept, so that at a limit nothing
 * slides.
 */
export const zoomWithin = (
  camera: Camera,
  viewport: Viewport,
  zoom: { place: ScreenPlace; factor: number; limits: CameraLimits },
): Camera => {
  const scale = within(camera.scale * zoom.factor, zoom.limits.leastScale, zoom.limits.mostScale);
  return clampCamera(zoomCamera(camera, viewport, zoom.place, scale), zoom.limits);
};

/**
 * A number as two float32 whose sum it is to 48 bits. A shader that takes place - high, then - low, is exact near the
 * middle of the view where one float32 jumps about at deep zoom.
 */
export const splitFloat = (value: number): [high: number, low: number] => {
  const high = Math.fround(value);
  return [high, Math.fround(value - high)];
};
