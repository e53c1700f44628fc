import type { ProjectorWords } from "./words.ts";

/** Places of points in map units, in order of arrival. Kept, not copied: do not write to them. */
export interface PointPlaces {
  x: Float32Array;
  y: Float32Array;
}

/** A rectangle of the map, in map units; y points up. */
export interface MapBox {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** What is seen: the middle of the view in map units, and how many CSS pixels a map unit takes. */
export interface Camera {
  x: number;
  y: number;
  scale: number;
}

/** The colour of each point, by place. */
export type PointColours =
  /** `values[i]` is the number of a category; `palette` has red, green, blue of each, 0 to 255. At most 4,096 of them. */
  | { kind: "category"; values: Uint16Array; palette: Uint8Array }
  /** `values[i]` is 0 to 65,534 on a scale; 65,535: no value. `palette` has 256 steps of red, green, blue; `none` is for points without a value. */
  | { kind: "scale"; values: Uint16Array; palette: Uint8Array; none: readonly [number, number, number] };

/** A name at a place of the map. Of those that would overlap, heavier ones are shown; coarse levels first. */
export interface MapLabel {
  id: number;
  x: number;
  y: number;
  text: string;
  /** 0 is the coarsest. */
  level: number;
  weight: number;
}

/**
 * A picture in place of a point, when zoomed in: null where it has none, then `text` is drawn. An ImageBitmap is the
 * map's, which closes it when it lets the face go.
 */
export interface PointFace {
  image: CanvasImageSource | null;
  text?: string;
}

/** A line of the legend of a saved picture; with a colour (CSS), a dot of it stands before the text. */
export interface LegendLine {
  text: string;
  colour?: string;
}

export type Tool = "pan" | "lasso" | "box" | "polygon";
/** What a drawn region does to the selection. */
export type RegionMode = "replace" | "add" | "remove";

/** Corners of a closed polygon in map units: x, y, x, y, … */
export type Polygon = Float64Array;

export interface PointCloudEvents {
  camera: Camera;
  /** The nearest point under the pointer, or null; at most once a frame. Place in CSS pixels of the element. */
  hover: { point: number; left: number; top: number } | null;
  /** A click on a point, or beside all of them (null). */
  click: { point: number | null; isAdding: boolean };
  region: { polygon: Polygon; mode: RegionMode };
  label: { id: number };
  /** The WebGL context was lost; it is restored by itself. */
  lost: undefined;
  restored: undefined;
}

export interface PointCloudOptions {
  theme?: "light" | "dark";
  /** Less motion: the camera jumps instead of flying. Default: as the system says. */
  reducesMotion?: boolean;
  /** Asks for the faces of points that are seen when zoomed in; called with few hundred at most. */
  faces?: (points: Uint32Array, signal: AbortSignal) => Promise<(PointFace | null)[]>;
  /** Names of the map and its buttons for those who cannot see them; default: English ones. */
  words?: Partial<ProjectorWords>;
  /**
   * A small picture of the whole map in the corner, which the user can hide; default: there is one. It stands above what
   * covers the lower edge of the map where the CSS variable `--map-covered` says how much that is.
   */
  hasMinimap?: boolean;
  /** CSS pixels at the sides that something else covers now; all points are fitted between. Default: none. */
  covered?: () => { left: number; right: number };
}

/** A map of points in an element, drawn with WebGL2. It knows no app and no server. */
export interface PointCloud {
  /** Replaces all points; the camera fits them unless it was set. */
  setPoints(places: PointPlaces): void;
  /** Adds points behind the others; they have no colour of their own until `setColours`. */
  addPoints(places: PointPlaces): void;
  setColours(colours: PointColours): void;
  /** Points whose bit is 0 are dimmed; null: none are. Bit i % 8 of byte i / 8, lowest first. */
  setMask(bits: Uint8Array | null): void;
  /** Points that are drawn as selected. */
  setSelected(bits: Uint8Array | null): void;
  /** Shows only the first `count` points; null: all. For playing arrivals. */
  setShown(count: number | null): void;
  /** Points with a ring around them, and lines between pairs of points. */
  setHighlights(highlights: { points: readonly number[]; links: readonly (readonly [number, number])[] }): void;
  setLabels(labels: readonly MapLabel[]): void;
  /** A region that stays drawn, or null. */
  setRegions(polygons: readonly Polygon[]): void;
  setTool(tool: Tool, mode?: RegionMode): void;
  setTheme(theme: "light" | "dark"): void;
  /** Contours of density when zoomed out: `auto` shows them where points would cover each other. */
  setDensity(mode: "auto" | "on" | "off"): void;
  readonly camera: Camera;
  setCamera(camera: Camera, options?: { isAnimated?: boolean }): void;
  /** Shows a box of the map, or all points. */
  fit(box?: MapBox, options?: { isAnimated?: boolean }): void;
  /** The points within a polygon, as bits. */
  pointsIn(polygon: Polygon): Uint8Array;
  on<K extends keyof PointCloudEvents>(event: K, listener: (value: PointCloudEvents[K]) => void): () => void;
  /** What is seen, as a PNG of `scale` device pixels per CSS pixel, with a legend at its top left if one is given. */
  toPng(scale?: number, legend?: readonly LegendLine[]): Promise<Blob>;
  /** What is seen, as SVG: points as circles, labels as text. At most 100,000 points are drawn as vectors; above, the points are an embedded picture. */
  toSvg(legend?: readonly LegendLine[]): Promise<string>;
  /** Resolves when what is to be seen is drawn in full: for pictures and tests. At once after `dispose`. */
  settled(): Promise<void>;
  dispose(): void;
}

/**
 * Can this browser draw it? False: show a still picture from the server instead. Ask once, not with every change: each
 * asking makes a graphics context, some milliseconds, which is let go at once, as browsers take those of maps away
 * where there are more than about 16.
 */
export function canDraw(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
