import { DrawSurface } from "./draw-surface.ts";
import { createKeptIndex } from "./kept-index.ts";
import { createListeners } from "./listeners.ts";
import type {
  Camera,
  MapBox,
  PointCloud,
  PointCloudEvents,
  PointCloudOptions,
  PointColours,
  PointPlaces,
  Polygon,
} from "./point-cloud.ts";
import { PointSet } from "./point-set.ts";
import { pointsInPolygon } from "./points-in-polygon.ts";
import { listenSimply } from "./simple-gestures.ts";
import { THEMES } from "./theme.ts";

/**
 * A map of points in an element, which it fills. Throws where there is no WebGL2: ask `canDraw` first. Nothing is drawn
 * while nothing changes. Points, colours and bits are kept, not copied.
 */
export const createPointCloud = (element: HTMLElement, options: PointCloudOptions = {}): PointCloud =>
  new PointCloudView(element, options);

/** Room around all points when they are fitted, as a share of the view. */
const FIT_MARGIN = 0.05;

class PointCloudView implements PointCloud {
  readonly #set = new PointSet();
  readonly #surface: DrawSurface;
  readonly #listeners = createListeners<PointCloudEvents>();
  readonly #index = createKeptIndex();
  readonly #stopGestures: () => void;
  #camera: Camera = { x: 0, y: 0, scale: 1 };
  #isCameraSet = false;
  #theme: "light" | "dark";
  #density: "auto" | "on" | "off" = "auto";

  constructor(element: HTMLElement, options: PointCloudOptions) {
    this.#theme = options.theme ?? "light";
    if (getComputedStyle(element).position === "static") element.style.position = "relative";
    this.#surface = new DrawSurface({
      element,
      set: this.#set,
      look: this.#look(),
      camera: () => this.#camera,
      onResize: () => {
        if (!this.#isCameraSet) this.#fitAll();
      },
      onLost: () => this.#listeners.emit("lost", undefined),
      onRestored: () => this.#listeners.emit("restored", undefined),
    });
    this.#stopGestures = listenSimply(this.#surface.canvas, {
      camera: () => this.#camera,
      move: (camera) => this.setCamera(camera),
      fit: () => this.fit(),
    });
  }

  #look() {
    return { theme: THEMES[this.#theme], density: this.#density };
  }

  setPoints(places: PointPlaces): void {
    this.#set.setPlaces(places);
    this.#index.start(places);
    if (!this.#isCameraSet) this.#fitAll();
    this.#surface.redraw();
  }

  addPoints(places: PointPlaces): void {
    this.#set.addPlaces(places);
    this.#index.start(this.#set);
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
  }

  setHighlights(): void {}
  setLabels(): void {}
  setRegions(): void {}
  setTool(): void {}

  setTheme(theme: "light" | "dark"): void {
    this.#theme = theme;
    this.#surface.setLook(this.#look());
  }

  setDensity(mode: "auto" | "on" | "off"): void {
    this.#density = mode;
    this.#surface.setLook(this.#look());
  }

  get camera(): Camera {
    return { ...this.#camera };
  }

  setCamera(camera: Camera): void {
    this.#isCameraSet = true;
    this.#moveTo(camera);
  }

  #moveTo(camera: Camera): void {
    this.#camera = { ...camera };
    this.#listeners.emit("camera", this.camera);
    this.#surface.redraw();
  }

  fit(box?: MapBox): void {
    if (box) this.#fitBox(box);
    else this.#fitAll();
  }

  #fitAll(): void {
    if (this.#set.bounds) this.#fitBox(this.#set.bounds);
  }

  #fitBox({ left, right, bottom, top }: MapBox): void {
    const { width, height } = this.#surface ?? { width: 0, height: 0 };
    if (width === 0 || height === 0) return;
    const room = 1 - 2 * FIT_MARGIN;
    const scale = Math.min((width * room) / (right - left || 1e-9), (height * room) / (top - bottom || 1e-9));
    this.#moveTo({ x: (left + right) / 2, y: (bottom + top) / 2, scale: right > left || top > bottom ? scale : 100 });
  }

  pointsIn(polygon: Polygon): Uint8Array {
    return pointsInPolygon(this.#index.now(), polygon);
  }

  on<K extends keyof PointCloudEvents>(event: K, listener: (value: PointCloudEvents[K]) => void): () => void {
    return this.#listeners.on(event, listener);
  }

  async toPng(scale = devicePixelRatio || 1): Promise<Blob> {
    const canvas = await this.#surface.picture(scale);
    return new Promise((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("No PNG could be made of the map.")))),
    );
  }

  async toSvg(): Promise<string> {
    return "";
  }

  settled(): Promise<void> {
    return this.#surface.settled();
  }

  dispose(): void {
    this.#stopGestures();
    this.#index.stop();
    this.#listeners.clear();
    this.#surface.dispose();
  }
}
