import { DrawSurface } from "./draw-surface.ts";
import { pngOf, svgOfView } from "./export-view.ts";
import { Interaction } from "./interaction.ts";
import { createKeptIndex } from "./kept-index.ts";
import { createListeners } from "./listeners.ts";
import type {
  Camera,
  LegendLine,
  MapBox,
  MapLabel,
  PointCloud,
  PointCloudEvents,
  PointCloudOptions,
  PointColours,
  PointPlaces,
  Polygon,
  RegionMode,
  Tool,
} from "./point-cloud.ts";
import { PointSet } from "./point-set.ts";
import { pointsInPolygon } from "./points-in-polygon.ts";
import { THEMES } from "./theme.ts";

/**
 * A map of points in an element, which it fills. Throws where there is no WebGL2: ask `canDraw` first. Nothing is drawn
 * while nothing changes. Points, colours and bits are kept, not copied.
 */
export const createPointCloud = (element: HTMLElement, options: PointCloudOptions = {}): PointCloud =>
  new PointCloudView(element, options);

class PointCloudView implements PointCloud {
  readonly #set = new PointSet();
  readonly #index = createKeptIndex(() => this.#interaction.indexed());
  readonly #listeners = createListeners<PointCloudEvents>();
  readonly #surface: DrawSurface;
  readonly #interaction: Interaction;
  /** Shows all points, and goes on doing so when they or the size change. */
  #isFitted = true;
  #isFitting = false;
  #theme: "light" | "dark";
  #density: "auto" | "on" | "off" = "auto";

  constructor(element: HTMLElement, options: PointCloudOptions) {
    this.#theme = options.theme ?? "light";
    if (getComputedStyle(element).position === "static") element.style.position = "relative";
    this.#surface = new DrawSurface({
      element,
      set: this.#set,
      look: this.#look(),
      camera: () => this.#interaction.camera,
      onResize: () => this.#resized(),
      onLost: () => this.#listeners.emit("lost", undefined),
      onRestored: () => this.#listeners.emit("restored", undefined),
    });
    this.#interaction = new Interaction(element, this.#port(), options);
    this.#surface.start();
  }

  #port(): ConstructorParameters<typeof Interaction>[1] {
    const [set, surface] = [this.#set, this.#surface];
    return {
      viewport: () => ({ width: surface.width, height: surface.height }),
      places: () => set,
      grid: () => this.#index.ready(),
      bounds: () => set.bounds,
      shown: () => set.shownCount,
      mask: () => set.mask,
      radiusPx: () => surface.radiusPx,
      cameraMoved: () => {
        if (!this.#isFitting) this.#isFitted = false;
        surface.redraw();
      },
      drawPoints: () => surface.flush(),
      emit: (event, value) => this.#listeners.emit(event, value),
    };
  }

  #look() {
    return { theme: THEMES[this.#theme], density: this.#density };
  }

  #resized(): void {
    this.#interaction.resized();
    this.#placeCamera();
  }

  /** Shows all points as long as nobody moved the camera; otherwise keeps it near them. */
  #placeCamera(): void {
    this.#isFitting = this.#isFitted;
    if (this.#isFitted) this.#interaction.fit();
    else this.#interaction.setCamera(this.#interaction.camera);
    this.#isFitting = false;
  }

  setPoints(places: PointPlaces): void {
    this.#set.setPlaces(places);
    this.#index.start(this.#set, "replaced");
    this.#interaction.pointsReplaced();
    this.#placeCamera();
    this.#surface.redraw();
  }

  addPoints(places: PointPlaces): void {
    this.#set.addPlaces(places);
    this.#index.start(this.#set, "added");
    this.#placeCamera();
    this.#surface.redraw();
  }

  setColours(colours: PointColours): void {
    this.#set.setColours(colours);
    this.#surface.redraw();
  }

  setMask(bits: Uint8Array | null): void {
    this.#set.setMask(bits);
    this.#surface.redraw();
  }

  setSelected(bits: Uint8Array | null): void {
    this.#set.setSelected(bits);
    this.#surface.redraw();
  }

  setShown(count: number | null): void {
    this.#set.setShown(count);
    this.#surface.redraw();
    this.#interaction.redraw();
  }

  setHighlights(highlights: Parameters<PointCloud["setHighlights"]>[0]): void {
    this.#interaction.setHighlights(highlights);
  }

  setLabels(labels: readonly MapLabel[]): void {
    this.#interaction.setLabels(labels);
  }

  setRegions(polygons: readonly Polygon[]): void {
    this.#interaction.setRegions(polygons);
  }

  setTool(tool: Tool, mode: RegionMode = "replace"): void {
    this.#interaction.setTool(tool, mode);
  }

  setTheme(theme: "light" | "dark"): void {
    this.#theme = theme;
    this.#interaction.setTheme(theme);
    this.#surface.setLook(this.#look());
  }

  setDensity(mode: "auto" | "on" | "off"): void {
    this.#density = mode;
    this.#surface.setLook(this.#look());
  }

  get camera(): Camera {
    return this.#interaction.camera;
  }

  setCamera(camera: Camera, options: { isAnimated?: boolean } = {}): void {
    this.#isFitted = false;
    this.#interaction.setCamera(camera, options);
  }

  fit(box?: MapBox, options: { isAnimated?: boolean } = {}): void {
    this.#isFitted = box === undefined;
    if (this.#isFitted && !options.isAnimated) this.#placeCamera();
    else this.#interaction.fit(box, options);
  }

  pointsIn(polygon: Polygon): Uint8Array {
    return pointsInPolygon(this.#index.now(), polygon);
  }

  on<K extends keyof PointCloudEvents>(event: K, listener: (value: PointCloudEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  async toPng(scale = devicePixelRatio || 1, legend: readonly LegendLine[] = []): Promise<Blob> {
    const canvas = await this.#surface.picture(scale);
    const context = canvas.getContext("2d");
    context?.setTransform(scale, 0, 0, scale, 0, 0);
    if (context) this.#interaction.paint(context, legend);
    return pngOf(canvas);
  }

  toSvg(legend: readonly LegendLine[] = []): Promise<string> {
    return svgOfView({
      set: this.#set,
      grid: this.#index.now(),
      view: this.#surface.view,
      theme: THEMES[this.#theme],
      parts: { ...this.#interaction.svgParts(), legend },
      picture: async () => pngOf(await this.#surface.picture(2)),
    });
  }

  settled(): Promise<void> {
    return this.#surface.settled();
  }

  dispose(): void {
    this.#index.stop();
    this.#listeners.clear();
    this.#interaction.dispose();
    this.#surface.dispose();
  }
}
