import type { Camera } from "../point-cloud.ts";

/** What is drawn: a camera and the size of the picture in CSS pixels and in pixels of the screen. */
export interface View {
  camera: Camera;
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

export const pixelsOf = ({ width, height, ratio }: View): [number, number] => [
  Math.max(1, Math.round(width * ratio)),
  Math.max(1, Math.round(height * ratio)),
];

export const isSameView = (a: View, b: View): boolean =>
  a.camera.x === b.camera.x &&
  a.camera.y === b.camera.y &&
  a.camera.scale === b.camera.scale &&
  a.width === b.width &&
  a.height === b.height &&
  a.ratio === b.ratio;

/** From map units to clip space: offset by the camera, then times these. */
export const clipScale = ({ camera, width, height }: View): [number, number] => [
  (2 * camera.scale) / Math.max(1, width),
  (2 * camera.scale) / Math.max(1, height),
];

/** Left, bottom, right, top in clip space. */
export type ClipBox = [number, number, number, number];

export const WHOLE: ClipBox = [-1, -1, 1, 1];

/** Where a picture of one view lies in another. */
export function clipBoxOf(picture: View, view: View): ClipBox {
  const [sx, sy] = clipScale(view);
  const [x, y] = [(picture.camera.x - view.camera.x) * sx, (picture.camera.y - view.camera.y) * sy];
  const zoom = view.camera.scale / picture.camera.scale;
  const [rx, ry] = [(zoom * picture.width) / view.width, (zoom * picture.height) / view.height];
  return [x - rx, y - ry, x + rx, y + ry];
}

/** Up to four boxes that make up what is seen beside `box`. */
export function besides([left, bottom, right, top]: ClipBox): ClipBox[] {
  const [l, b, r, t] = [clamp(left), clamp(bottom), clamp(right), clamp(top)];
  const boxes: ClipBox[] = [
    [-1, -1, l, 1],
    [r, -1, 1, 1],
    [l, -1, r, b],
    [l, t, r, 1],
  ];
  return boxes.filter((box) => box[2] > box[0] && box[3] > box[1]);
}

const clamp = (value: number) => Math.min(1, Math.max(-1, value));
