import { cameraLimits, fitCamera, type ScreenPlace, seenBox, toScreen, type Viewport } from "./camera.ts";
import { type CameraPilot, cameraPilot } from "./camera-pilot.ts";
import { createFaceLayer, type FaceLayer, MOST_FACES_IN_VIEW } from "./face-layer.ts";
import { attachGestures } from "./gestures.ts";
import type { GridIndex } from "./grid-index.ts";
import { hoverRing } from "./hover-ring.ts";
import { createLabelLayer, type LabelLayer } from "./label-layer.ts";
import { labelPicture } from "./label-picture.ts";
import { legendPicture } from "./legend-picture.ts";
import { type Highlights, linkLayer } from "./link-layer.ts";
import { createMinimap, type Minimap } from "./minimap.ts";
import { nearestPoint } from "./nearest-point.ts";
import { createOverlay, type Overlay, type OverlayPart, type OverlayView, overlayInk } from "./overlay.ts";
import type {
  Camera,
  LegendLine,
  MapBox,
  MapLabel,
  PointCloudEvents,
  PointCloudOptions,
  PointPlaces,
  Polygon,
  RegionMode,
  Tool,
} from "./point-cloud.ts";
import { pointsInBox } from "./points-in-box.ts";
import { regionLayer } from "./region-layer.ts";
import { type RegionTools, regionTools } from "./region-tools.ts";
import type { SvgOptions } from "./svg-export.ts";
import { projectorWords } from "./words.ts";

/** What the interaction asks of the points, and tells. */
export interface InteractionPort {
  viewport(): Viewport;
  places(): PointPlaces;
  /** The points sorted into a grid; null while they are not. */
  grid(): GridIndex | null;
  bounds(): MapBox | null;
  /** How many of the points are shown, from the first. */
  shown(): number;
  mask(): Uint8Array | null;
  /** Radius of a dot as drawn now, in CSS pixels. */
  radiusPx(): number;
  /** Draw the points again. */
  cameraMoved(): void;
  /** Draw them now: what lies over them is being drawn. */
  drawPoints(): void;
  emit<K extends "camera" | "hover" | "click" | "region" | "label">(event: K, value: PointCloudEvents[K]): void;
}

const HOVER_PX = 6;
const TAP_PX = 10;
const CURSOR: Record<Tool, string> = { pan: "grab", lasso: "crosshair", box: "crosshair", polygon: "crosshair" };

/**
 * All of a map but its points: camera, gestures, tools, and what is drawn over the points, in one frame loop of its own
 * that runs when something changed. Hovering and drawing regions do not draw the points again.
 */
export class Interaction {
  readonly #element: HTMLElement;
  readonly #port: InteractionPort;
  readonly #pilot: CameraPilot;
  readonly #overlay: Overlay;
  readonly #labels: LabelLayer;
  readonly #minimap: Minimap;
  readonly #faces: FaceLayer | null;
  readonly #tools: RegionTools;
  readonly #detach: () => void;
  readonly #covered: NonNullable<PointCloudOptions["covered"]>;
  #theme: "light" | "dark";
  #tool: Tool = "pan";
  #mode: RegionMode = "replace";
  #mapLabels: readonly MapLabel[] = [];
  #ranged: { labels: readonly MapLabel[]; scale: number } = { labels: [], scale: 1 };
  #regions: readonly Polygon[] = [];
  #highlights: Highlights = { points: [], links: [] };
  #pointer: ScreenPlace | null = null;
  #hovered: number | null = null;
  #isHoverDue = false;
  #frame: number | null = null;

  /** The element has a size and a position; the canvas of the points is its first child. */
  constructor(element: HTMLElement, port: InteractionPort, options: PointCloudOptions = {}) {
    const words = { ...projectorWords, ...options.words };
    this.#element = element;
    this.#port = port;
    this.#theme = options.theme ?? "light";
    this.#covered = options.covered ?? (() => ({ left: 0, right: 0 }));
    this.#pilot = cameraPilot({
      limits: () => cameraLimits(port.bounds(), port.viewport()),
      viewport: () => port.viewport(),
      reducesMotion: options.reducesMotion ?? matchMedia("(prefers-reduced-motion: reduce)").matches,
      moved: (camera) => this.#moved(camera),
    });
    this.#overlay = createOverlay(element);
    this.#labels = createLabelLayer(element, {
      label: words.labels,
      theme: this.#theme,
      onClick: (id) => port.emit("label", { id }),
    });
    this.#minimap = createMinimap(element, {
      words,
      theme: this.#theme,
      camera: () => this.camera,
      moveCamera: (camera) => this.#pilot.goTo(camera, false),
    });
    this.#minimap.setShown(options.hasMinimap ?? true);
    const { faces } = options;
    this.#faces = faces === undefined ? null : createFaceLayer({ faces, changed: () => this.redraw() });
    this.#tools = this.#makeTools();
    this.#detach = this.#listen(words.map);
    this.resized();
    this.setTool("pan");
  }

  #makeTools(): RegionTools {
    return regionTools({
      camera: () => this.camera,
      viewport: () => this.#port.viewport(),
      tool: () => this.#tool,
      region: (polygon, mode) => this.#port.emit("region", { polygon, mode }),
      changed: () => this.redraw(),
    });
  }

  #listen(label: string): () => void {
    const target = {
      camera: () => this.camera,
      viewport: () => this.#port.viewport(),
      limits: () => cameraLimits(this.#port.bounds(), this.#port.viewport()),
      moveCamera: (camera: Camera, { isAnimated }: { isAnimated: boolean }) => this.setCamera(camera, { isAnimated }),
      fit: () => this.fit(undefined, { isAnimated: true }),
      tool: () => ({ tool: this.#tool, mode: this.#mode }),
      isBoxing: () => this.#tools.isBoxing,
      isDrawing: () => this.#tools.isDrawing,
      stroke: (stroke: Parameters<RegionTools["stroke"]>[0]) => this.#tools.stroke(stroke),
      hover: (place: ScreenPlace | null) => this.#point(place),
      click: (place: ScreenPlace, { isAdding }: { isAdding: boolean }) =>
        this.#port.emit("click", { point: this.#pointAt(place, TAP_PX), isAdding }),
    };
    return attachGestures(this.#element, target, label);
  }

  get camera(): Camera {
    return { ...this.#pilot.camera };
  }

  setCamera(camera: Camera, { isAnimated = false }: { isAnimated?: boolean } = {}): void {
    this.#pilot.goTo(camera, isAnimated);
    this.redraw();
  }

  fit(box?: MapBox, options: { isAnimated?: boolean } = {}): void {
    const around = box ?? this.#port.bounds() ?? { left: -1, right: 1, bottom: -1, top: 1 };
    this.setCamera(fitCamera(around, this.#port.viewport(), this.#covered()), options);
  }

  setTool(tool: Tool, mode: RegionMode = "replace"): void {
    this.#tools.cancel();
    this.#tool = tool;
    this.#mode = mode;
    this.#element.style.cursor = CURSOR[tool];
    this.#labels.setClickable(tool === "pan");
  }

  setLabels(labels: readonly MapLabel[]): void {
    this.#mapLabels = labels;
    this.#rangeLabels();
  }

  setRegions(regions: readonly Polygon[]): void {
    this.#regions = regions;
    this.redraw();
  }

  setHighlights(highlights: Highlights): void {
    this.#highlights = highlights;
    this.redraw();
  }

  setTheme(theme: "light" | "dark"): void {
    this.#theme = theme;
    this.#labels.setTheme(theme);
    this.#minimap.setTheme(theme);
    this.redraw();
  }

  /** The points are others, and have other numbers: what was known of them is forgotten. */
  pointsReplaced(): void {
    this.#faces?.clear();
    this.#hover(null);
    this.#minimap.setPoints(null);
    this.#rangeLabels();
  }

  /** The grid is there, of these or of more points. */
  indexed(): void {
    const [grid, box] = [this.#port.grid(), this.#port.bounds()];
    this.#minimap.setPoints(grid === null || box === null ? null : { grid, box });
    this.redraw();
  }

  /** The element has another size, or the screen other pixels. */
  resized(): void {
    this.#overlay.resize(this.#port.viewport(), devicePixelRatio || 1);
    this.#rangeLabels();
  }

  /** Draws what is over the points again, in the next frame. */
  redraw(): void {
    this.#frame ??= requestAnimationFrame((nowMs) => this.#draw(nowMs));
  }

  /** What is over the points, the labels and a legend, onto a picture of the view whose units are CSS pixels. */
  paint(context: CanvasRenderingContext2D, legend: readonly LegendLine[]): void {
    const labels = labelPicture(this.#labels.placed(), this.#labels.fontOf);
    for (const part of [...this.#parts(), labels, legendPicture(legend)]) {
      context.save();
      part(context, this.#view());
      context.restore();
    }
  }

  /** The same for an SVG, but faces and what is being drawn. */
  svgParts(): Pick<SvgOptions, "viewport" | "regions" | "rings" | "links" | "labels" | "ink"> {
    const viewport = this.#port.viewport();
    const { x, y } = this.#port.places();
    const at = (mapX: number, mapY: number) => toScreen(this.camera, viewport, mapX, mapY);
    const place = (point: number) => at(x[point] ?? NaN, y[point] ?? NaN);
    const isPlaced = ({ left, top }: ScreenPlace) => Number.isFinite(left) && Number.isFinite(top);
    const regions = this.#regions.map((polygon) =>
      Array.from({ length: polygon.length / 2 }, (_, corner) =>
        at(polygon[2 * corner]!, polygon[2 * corner + 1]!),
      ).flatMap(({ left, top }) => [left, top]),
    );
    const labels = this.#labels.placed().map(({ label, left, top, opacity }) => {
      const sizePx = Number(/([\d.]+)px/.exec(this.#labels.fontOf(label.level))?.[1] ?? 12);
      return { left, top, opacity, text: label.text, sizePx };
    });
    return {
      viewport,
      regions,
      labels,
      rings: this.#highlights.points.map(place).filter(isPlaced),
      links: this.#highlights.links
        .map(([one, other]) => ({ from: place(one), to: place(other) }))
        .filter(({ from, to }) => isPlaced(from) && isPlaced(to)),
      ink: overlayInk(this.#theme).accent,
    };
  }

  dispose(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#detach();
    this.#faces?.clear();
    this.#overlay.remove();
    this.#labels.remove();
    this.#minimap.remove();
  }

  #moved(camera: Camera): void {
    this.#isHoverDue = this.#pointer !== null;
    this.#port.cameraMoved();
    this.#port.emit("camera", { ...camera });
    this.redraw();
  }

  #rangeLabels(): void {
    const bounds = this.#port.bounds();
    const { scale } = fitCamera(bounds ?? { left: -1, right: 1, bottom: -1, top: 1 }, this.#port.viewport());
    this.redraw();
    // Ranges are made of pairs of labels: not anew for each pixel of a window that is being resized.
    if (this.#mapLabels === this.#ranged.labels && Math.abs(Math.log(scale / this.#ranged.scale)) < 0.1) return;
    this.#ranged = { labels: this.#mapLabels, scale };
    this.#labels.setLabels(this.#mapLabels, scale);
  }

  #point(place: ScreenPlace | null): void {
    this.#pointer = place;
    this.#isHoverDue = true;
    this.redraw();
  }

  #pointAt(place: ScreenPlace, slackPx: number): number | null {
    const face = this.#faces?.pointAt(place);
    if (face !== undefined && face !== null) return face;
    const grid = this.#port.grid();
    if (grid === null) return null;
    const { x, y, scale } = this.camera;
    const { width, height } = this.#port.viewport();
    const at = { x: x + (place.left - width / 2) / scale, y: y - (place.top - height / 2) / scale };
    const radius = (this.#port.radiusPx() + slackPx) / scale;
    return nearestPoint(grid, { ...at, radius }, { shown: this.#port.shown(), mask: this.#port.mask() });
  }

  #hover(point: number | null): void {
    if (point === this.#hovered) return;
    this.#hovered = point;
    if (this.#tool === "pan") this.#element.style.cursor = point === null ? CURSOR.pan : "pointer";
    const { x, y } = this.#port.places();
    const viewport = this.#port.viewport();
    this.#port.emit(
      "hover",
      point === null ? null : { point, ...toScreen(this.camera, viewport, x[point]!, y[point]!) },
    );
  }

  #view(): OverlayView {
    return { camera: this.camera, viewport: this.#port.viewport(), ink: overlayInk(this.#theme) };
  }

  #parts(): OverlayPart[] {
    const places = this.#port.places();
    const { points, links } = this.#highlights;
    const parts: (OverlayPart | null | undefined)[] = [
      points.length + links.length > 0 ? linkLayer(this.#highlights, places) : null,
      this.#faces?.layer(places),
      this.#regions.length > 0 ? regionLayer(this.#regions) : null,
      this.#tools.layer(),
      this.#hovered === null ? null : hoverRing(this.#hovered, places, this.#port.radiusPx()),
    ];
    return parts.filter((part) => part !== null && part !== undefined);
  }

  #showFaces(): void {
    const grid = this.#port.grid();
    if (this.#faces === null || grid === null) return;
    const seen = seenBox(this.camera, this.#port.viewport());
    this.#faces.show(pointsInBox(grid, seen, { limit: MOST_FACES_IN_VIEW, shown: this.#port.shown() }));
  }

  #draw(nowMs: number): void {
    this.#frame = null;
    this.#pilot.step(nowMs);
    this.#port.drawPoints();
    this.#showFaces();
    if (this.#isHoverDue) {
      this.#isHoverDue = false;
      this.#hover(this.#pointer === null ? null : this.#pointAt(this.#pointer, HOVER_PX));
    }
    this.#overlay.draw(this.#parts(), this.#view());
    this.#labels.draw(this.camera, this.#port.viewport());
    this.#minimap.draw(this.camera, this.#port.viewport());
    if (this.#pilot.isFlying) this.redraw();
  }
}
