import { type ScreenPlace, toScreen } from "./camera.ts";
import { createFaceCache } from "./face-cache.ts";
import { type FaceOffset, faceSide, layoutFaces, type PlacedFace } from "./layout-faces.ts";
import type { OverlayPart, OverlayView } from "./overlay.ts";
import type { PointCloudOptions, PointFace, PointPlaces } from "./point-cloud.ts";
import { wrapText } from "./wrap-text.ts";

export interface FaceLayer {
  /** The points in view; null when they are too many for faces. */
  show(points: Uint32Array | null): void;
  /** What to draw, or null when there are no faces. */
  layer(places: PointPlaces): OverlayPart | null;
  /** The point whose face is at a place of the screen, as drawn last. */
  pointAt(place: ScreenPlace): number | null;
  /** Forgets all faces: points have other numbers now. */
  clear(): void;
}

/** From so few points in view on, they have faces. */
export const MOST_FACES_IN_VIEW = 150;

const FONT_PX = 11;
const LINE_PX = 14;
const PADDING_PX = 6;
const CORNER_PX = 6;

const drawPicture = (
  context: CanvasRenderingContext2D,
  image: CanvasImageSource,
  corner: ScreenPlace,
  side: number,
) => {
  const { width, height } = sizeOf(image);
  if (!(width > 0 && height > 0)) return;
  const part = Math.min(width, height);
  context.drawImage(image, (width - part) / 2, (height - part) / 2, part, part, corner.left, corner.top, side, side);
};

const sizeOf = (image: CanvasImageSource): { width: number; height: number } => {
  if ("displayWidth" in image) return { width: image.displayWidth, height: image.displayHeight };
  if ("videoWidth" in image) return { width: image.videoWidth, height: image.videoHeight };
  if ("naturalWidth" in image) return { width: image.naturalWidth, height: image.naturalHeight };
  const { width, height } = image;
  return typeof width === "number" && typeof height === "number" ? { width, height } : { width: 0, height: 0 };
};

/** Lines of a face at its size: measuring takes long, and the map moves each frame. */
const wrapped = new WeakMap<PointFace, { side: number; lines: string[] }>();

const linesOf = (context: CanvasRenderingContext2D, face: PointFace, side: number): string[] => {
  const kept = wrapped.get(face);
  if (kept?.side === side) return kept.lines;
  const lines = wrapText(face.text ?? "", {
    width: side - 2 * PADDING_PX,
    mostLines: Math.floor((side - 2 * PADDING_PX) / LINE_PX),
    measure: (part) => context.measureText(part).width,
  });
  wrapped.set(face, { side, lines });
  return lines;
};

const drawText = (
  context: CanvasRenderingContext2D,
  face: PointFace,
  { corner, side, view }: { corner: ScreenPlace; side: number; view: OverlayView },
) => {
  context.fillStyle = view.ink.halo;
  context.fillRect(corner.left, corner.top, side, side);
  context.fillStyle = view.ink.text;
  context.font = `${FONT_PX}px sans-serif`;
  context.textBaseline = "top";
  for (const [i, line] of linesOf(context, face, side).entries()) {
    context.fillText(line, corner.left + PADDING_PX, corner.top + PADDING_PX + i * LINE_PX);
  }
};

const drawFace = (
  context: CanvasRenderingContext2D,
  face: PointFace,
  { placed, side, view }: { placed: PlacedFace; side: number; view: OverlayView },
) => {
  const { middle } = placed;
  const corner = { left: middle.left - side / 2, top: middle.top - side / 2 };
  context.save();
  context.beginPath();
  context.roundRect(corner.left, corner.top, side, side, CORNER_PX);
  context.clip();
  if (face.image !== null) drawPicture(context, face.image, corner, side);
  else drawText(context, face, { corner, side, view });
  context.restore();
  context.beginPath();
  context.roundRect(corner.left, corner.top, side, side, CORNER_PX);
  context.strokeStyle = view.ink.link;
  context.lineWidth = 1;
  context.stroke();
};

/** Lines from faces to points that they do not cover, under all faces. */
const drawLeaders = (context: CanvasRenderingContext2D, placed: readonly PlacedFace[], view: OverlayView) => {
  context.beginPath();
  for (const { left, top, middle } of placed) {
    if (left === middle.left && top === middle.top) continue;
    context.moveTo(left, top);
    context.lineTo(middle.left, middle.top);
  }
  context.strokeStyle = view.ink.link;
  context.lineWidth = 1;
  context.stroke();
};

/**
 * Pictures, or beginnings of texts, in place of points when so few are in view that there is room for them. Asks for
 * those that are seen when the view is still; points whose faces have not arrived stay points.
 */
export const createFaceLayer = ({
  faces,
  changed,
}: {
  faces: NonNullable<PointCloudOptions["faces"]>;
  changed: () => void;
}): FaceLayer => {
  const cache = createFaceCache({ ask: faces, changed });
  let shown = new Uint32Array(0);
  let offsets: ReadonlyMap<number, FaceOffset> = new Map();
  let drawn: { placed: readonly PlacedFace[]; side: number } = { placed: [], side: 0 };
  return {
    show: (points) => {
      shown = points?.slice() ?? new Uint32Array(0);
      cache.want(shown);
      if (shown.length > 0) return;
      offsets = new Map();
      drawn = { placed: [], side: 0 };
    },
    layer: ({ x, y }) => {
      const ready = [...shown].filter((point) => cache.get(point));
      if (ready.length === 0) return null;
      return (context, view) => {
        const side = faceSide(shown.length, view.viewport);
        const places = ready.map((point) => ({ point, ...toScreen(view.camera, view.viewport, x[point]!, y[point]!) }));
        const placed = layoutFaces(places, { side, before: offsets });
        offsets = new Map(placed.map(({ point, offset }) => [point, offset]));
        drawn = { placed, side };
        drawLeaders(context, placed, view);
        for (const each of placed) {
          const face = cache.get(each.point);
          if (face) drawFace(context, face, { placed: each, side, view });
        }
      };
    },
    pointAt: ({ left, top }) =>
      drawn.placed.find(
        ({ middle }) => Math.abs(middle.left - left) <= drawn.side / 2 && Math.abs(middle.top - top) <= drawn.side / 2,
      )?.point ?? null,
    clear: () => {
      cache.clear();
      shown = new Uint32Array(0);
      offsets = new Map();
      drawn = { placed: [], side: 0 };
    },
  };
};
