/** How a picture is looked at: drawn `scale` times its fitted size, moved by (x, y) pixels from the middle of its box. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

/** Sizes in CSS pixels. */
export interface ZoomBox {
  /** Of the space there is. */
  widthPx: number;
  heightPx: number;
  /** Of the picture at scale 1. */
  pictureWidthPx: number;
  pictureHeightPx: number;
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const LARGEST = 16;
/** What a button or a key zooms by. */
export const ZOOM_STEP = 1.5;

/** A picture as large as fits into a box, but not enlarged until it blurs. */
export function fittedSize(
  picture: { width: number; height: number },
  box: { widthPx: number; heightPx: number },
  largestEnlargement: number,
): { widthPx: number; heightPx: number } {
  const scale = Math.min(box.widthPx / picture.width, box.heightPx / picture.height, largestEnlargement);
  return { widthPx: picture.width * scale, heightPx: picture.height * scale };
}

/** Zooms by a factor; the point of the picture under (x, y), counted from the middle of the box, stays where it is. */
export function zoomAt(zoom: Zoom, factor: number, at: { x: number; y: number; box: ZoomBox }): Zoom {
  const scale = Math.max(1, Math.min(LARGEST, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return keepInside({ scale, x: at.x - (at.x - zoom.x) * ratio, y: at.y - (at.y - zoom.y) * ratio }, at.box);
}

export const moveBy = (zoom: Zoom, [dx, dy]: readonly [number, number], box: ZoomBox): Zoom =>
  keepInside({ ...zoom, x: zoom.x + dx, y: zoom.y + dy }, box);

/** A picture larger than the box covers it; a smaller one stays in its middle. */
function keepInside(zoom: Zoom, box: ZoomBox): Zoom {
  const limit = (picture: number, space: number): number => Math.max(0, (picture * zoom.scale - space) / 2);
  const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value)) + 0;
  return {
    scale: zoom.scale,
    x: clamp(zoom.x, limit(box.pictureWidthPx, box.widthPx)),
    y: clamp(zoom.y, limit(box.pictureHeightPx, box.heightPx)),
  };
}
