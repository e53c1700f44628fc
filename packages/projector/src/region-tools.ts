import { type ScreenPlace, toMap, type Viewport } from "./camera.ts";
import type { Stroke } from "./gestures.ts";
import type { OverlayPart } from "./overlay.ts";
import type { Camera, MapBox, Polygon, RegionMode, Tool } from "./point-cloud.ts";
import { boxPolygon } from "./polygon.ts";
import {
  addCorner,
  boxBetween,
  boxRegion,
  closesPolygon,
  cornersRegion,
  extendLasso,
  type LassoDraft,
  lassoFrom,
  lassoRegion,
  type MapPlace,
} from "./region-draft.ts";
import { draftLayer } from "./region-layer.ts";

/** A region that is being drawn, in map units, so that the map may move meanwhile. */
type Draft =
  | { kind: "lasso"; lasso: LassoDraft; mode: RegionMode }
  | { kind: "box"; from: MapPlace; to: MapPlace; mode: RegionMode }
  | { kind: "polygon"; corners: number[]; pointer: MapPlace | null; mode: RegionMode }
  | { kind: "key-box"; box: MapBox };

export interface RegionToolsOptions {
  camera(): Camera;
  viewport(): Viewport;
  tool(): Tool;
  /** A region was drawn. */
  region(polygon: Polygon, mode: RegionMode): void;
  /** The drawing changed: draw `layer()` again. */
  changed(): void;
}

export interface RegionTools {
  stroke(stroke: Stroke): void;
  /** Drops what is being drawn; to be called when the tool changes. */
  cancel(): void;
  readonly isDrawing: boolean;
  readonly isBoxing: boolean;
  /** What is being drawn; null: nothing. */
  layer(): OverlayPart | null;
}

/** Share of the view that a box made by keys begins with. */
const KEY_BOX = 0.25;

const beginKeyBox = ({ camera, viewport }: RegionToolsOptions): Draft => {
  const { x, y, scale } = camera();
  const { width, height } = viewport();
  const [across, up] = [(width * KEY_BOX) / 2 / scale, (height * KEY_BOX) / 2 / scale];
  return { kind: "key-box", box: { left: x - across, right: x + across, bottom: y - up, top: y + up } };
};

const movedBox = (box: MapBox, right: number, up: number): MapBox => ({
  left: box.left + right,
  right: box.right + right,
  bottom: box.bottom + up,
  top: box.top + up,
});

/** Grows to the right and down, and not below a size. */
const sizedBox = (box: MapBox, right: number, down: number, least: number): MapBox => ({
  ...box,
  right: Math.max(box.left + least, box.right + right),
  bottom: Math.min(box.top - least, box.bottom - down),
});

const draftRegion = (draft: Draft, pixel: number): Polygon | null => {
  if (draft.kind === "lasso") return lassoRegion(draft.lasso, pixel);
  if (draft.kind === "polygon") return cornersRegion(draft.corners, pixel);
  return boxRegion(draft.kind === "box" ? boxBetween(draft.from, draft.to) : draft.box, pixel);
};

const layerOf = (draft: Draft): OverlayPart => {
  if (draft.kind === "lasso") return draftLayer(draft.lasso.path, { hasCorners: false, isClosed: true });
  if (draft.kind === "box" || draft.kind === "key-box") {
    const box = draft.kind === "box" ? boxBetween(draft.from, draft.to) : draft.box;
    return draftLayer(boxPolygon(box), { hasCorners: draft.kind === "key-box", isClosed: true });
  }
  const pointer = draft.pointer === null ? [] : [draft.pointer.x, draft.pointer.y];
  return draftLayer([...draft.corners, ...pointer], { hasCorners: true, isClosed: false });
};

type BoxChange = Extract<Stroke, { kind: "move-box" | "size-box" }>;
type Corner = Extract<Stroke, { kind: "corner" }>;

/**
 * Lasso, box and polygon from strokes and keys. A lasso is simplified to at most 500 corners within half a pixel. A
 * polygon is closed by a double click, Enter, or a click on its first corner; Backspace takes its last corner back. With
 * a region tool Enter begins a box in the middle of the view, which arrows move, Shift and arrows size, and Enter takes
 * (with Shift it adds, with Alt it removes). Escape drops it all.
 */
export const regionTools = (options: RegionToolsOptions): RegionTools => {
  let draft: Draft | null = null;
  const pixel = () => 1 / options.camera().scale;
  const mapPlace = (place: ScreenPlace) => toMap(options.camera(), options.viewport(), place);
  const set = (next: Draft | null) => {
    if (draft === null && next === null) return;
    draft = next;
    options.changed();
  };
  const finish = (mode: RegionMode) => {
    const polygon = draft && draftRegion(draft, pixel());
    set(null);
    if (polygon) options.region(polygon, mode);
  };

  const begin = (place: MapPlace, mode: RegionMode) => {
    if (options.tool() === "lasso") set({ kind: "lasso", lasso: lassoFrom(place), mode });
    if (options.tool() === "box") set({ kind: "box", from: place, to: place, mode });
  };

  const follow = (place: MapPlace) => {
    if (draft?.kind === "lasso") extendLasso(draft.lasso, place, pixel());
    if (draft?.kind === "box") draft.to = place;
    if (draft !== null) options.changed();
  };

  const corner = ({ place, mode, isDouble }: Corner) => {
    const at = mapPlace(place);
    if (draft?.kind !== "polygon") {
      // The second click of a double click that closed the last one.
      if (isDouble) return;
      set({ kind: "polygon", corners: [at.x, at.y], pointer: null, mode });
    } else if (closesPolygon(draft.corners, at, pixel())) {
      finish(draft.mode);
    } else if (isDouble) {
      if (draft.corners.length >= 6) finish(draft.mode);
    } else {
      addCorner(draft.corners, at, pixel());
      options.changed();
    }
  };

  const back = () => {
    if (draft?.kind !== "polygon") return;
    draft.corners.length -= 2;
    set(draft.corners.length === 0 ? null : draft);
  };

  const confirm = (mode: RegionMode) => {
    if (draft === null) set(beginKeyBox(options));
    else if (draft.kind === "key-box") finish(mode);
    else if (draft.kind === "polygon" && draft.corners.length >= 6) finish(mode === "replace" ? draft.mode : mode);
  };

  const changeKeyBox = (stroke: BoxChange) => {
    if (draft?.kind !== "key-box") return;
    const [right, down] = [stroke.right * pixel(), stroke.down * pixel()];
    const { box } = draft;
    const next = stroke.kind === "move-box" ? movedBox(box, right, -down) : sizedBox(box, right, down, 4 * pixel());
    set({ kind: "key-box", box: next });
  };

  const hover = (place: ScreenPlace) => {
    if (draft?.kind !== "polygon") return;
    draft.pointer = mapPlace(place);
    options.changed();
  };

  const end = (place: ScreenPlace) => {
    follow(mapPlace(place));
    if (draft?.kind === "lasso" || draft?.kind === "box") finish(draft.mode);
  };

  return {
    stroke: (stroke) => {
      if (stroke.kind === "start") begin(mapPlace(stroke.place), stroke.mode);
      else if (stroke.kind === "move") follow(mapPlace(stroke.place));
      else if (stroke.kind === "end") end(stroke.place);
      else if (stroke.kind === "corner") corner(stroke);
      else if (stroke.kind === "hover") hover(stroke.place);
      else if (stroke.kind === "confirm") confirm(stroke.mode);
      else if (stroke.kind === "back") back();
      else if (stroke.kind === "cancel") set(null);
      else changeKeyBox(stroke);
    },
    cancel: () => set(null),
    get isDrawing() {
      return draft !== null;
    },
    get isBoxing() {
      return draft?.kind === "key-box";
    },
    layer: () => (draft === null ? null : layerOf(draft)),
  };
};
