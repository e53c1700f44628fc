import { createFrameLoop, type FrameLoop, type NextDraw } from "./frame-loop.ts";
import { Scene, type SceneLook } from "./gl/scene.ts";
import type { View } from "./gl/view.ts";
import type { PointSet } from "./point-set.ts";

export interface SurfaceOptions {
  element: HTMLElement;
  set: PointSet;
  look: SceneLook;
  /** What to draw now; asked once a frame. */
  camera: () => View["camera"];
  onResize: () => void;
  onLost: () => void;
  onRestored: () => void;
}

const CONTEXT: WebGLContextAttributes = {
  alpha: false,
  antialias: false,
  depth: false,
  stencil: false,
  powerPreference: "high-performance",
};

/** A canvas that fills an element and is drawn on when asked to; a lost context is taken up again by itself. */
export class DrawSurface {
  readonly canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #options: SurfaceOptions;
  readonly #loop: FrameLoop;
  readonly #observer: ResizeObserver;
  readonly #aborter = new AbortController();
  #scene: Scene | null;
  #look: SceneLook;
  #waiting: (() => void)[] = [];
  width = 0;
  height = 0;

  constructor(options: SurfaceOptions) {
    this.#options = options;
    this.#look = options.look;
    this.canvas = document.createElement("canvas");
    this.canvas.style.cssText = "position:absolute;inset:0;width:100%;height:100%;display:block";
    const gl = this.canvas.getContext("webgl2", CONTEXT);
    if (!gl) throw new Error("This browser has no WebGL2: ask canDraw() first and show a still picture instead.");
    this.#gl = gl;
    options.element.append(this.canvas);
    this.#scene = new Scene(gl, options.set, this.#look);
    this.#loop = createFrameLoop(() => this.#frame());
    this.#listen();
    this.width = options.element.clientWidth;
    this.height = options.element.clientHeight;
    this.#observer = new ResizeObserver(() => this.#measure());
  }

  /** Watches the size from now on: what is told of it is there. */
  start(): void {
    this.#observer.observe(this.#options.element);
    this.#loop.request();
  }

  #listen(): void {
    const { signal } = this.#aborter;
    const lost = (event: Event) => {
      // Without this the browser never gives the context back.
      event.preventDefault();
      this.#scene = null;
      this.#options.onLost();
    };
    const restored = () => {
      this.#scene = new Scene(this.#gl, this.#options.set, this.#look);
      this.#options.onRestored();
      this.#loop.request();
    };
    this.canvas.addEventListener("webglcontextlost", lost, { signal });
    this.canvas.addEventListener("webglcontextrestored", restored, { signal });
  }

  #measure(): void {
    const { clientWidth, clientHeight } = this.#options.element;
    if (clientWidth === this.width && clientHeight === this.height) return;
    this.width = clientWidth;
    this.height = clientHeight;
    this.#options.onResize();
    this.#loop.request();
  }

  get view(): View {
    return { camera: this.#options.camera(), width: this.width, height: this.height, ratio: devicePixelRatio || 1 };
  }

  #frame(): NextDraw {
    // Nothing can be drawn: what waits for a drawing goes on waiting.
    if (!this.#scene || this.width === 0 || this.height === 0) return "idle";
    const next = this.#scene.frame(this.view);
    if (next === "idle") this.#tellSettled();
    return next;
  }

  #tellSettled(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  settled(): Promise<void> {
    if (this.#aborter.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#loop.request();
    });
  }

  get isLost(): boolean {
    return this.#scene === null;
  }

  redraw(): void {
    this.#loop.request();
  }

  /** Draws at once what was to be drawn with the next frame: together with what lies over the points. */
  flush(): void {
    this.#loop.flush();
  }

  /** Radius of a point that is not dimmed as drawn now, in CSS pixels. */
  get radiusPx(): number {
    return this.#scene?.radiusPx(this.view) ?? 1;
  }

  setLook(look: SceneLook): void {
    this.#look = look;
    this.#scene?.setLook(look);
    this.#loop.request();
  }

  /** What is seen, drawn in full on a canvas of `ratio` device pixels per CSS pixel. */
  async picture(ratio: number): Promise<HTMLCanvasElement> {
    if (!this.#scene) throw new Error("The context of the map is lost; it is restored in a moment.");
    const { bytes, size } = await this.#scene.picture({ ...this.view, ratio });
    this.#loop.request();
    return canvasOf(bytes, size);
  }

  dispose(): void {
    this.#loop.stop();
    this.#observer.disconnect();
    this.#aborter.abort();
    this.#scene?.dispose();
    this.#scene = null;
    // Browsers keep some sixteen contexts; one that is let go of need not wait for the garbage collector.
    this.#gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.canvas.remove();
    this.#tellSettled();
  }
}

/** WebGL counts rows from the bottom, pictures from the top. */
function canvasOf(bytes: Uint8Array, [width, height]: [number, number]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let row = 0; row < height; row++)
    image.data.set(bytes.subarray((height - 1 - row) * width * 4, (height - row) * width * 4), row * width * 4);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return canvas;
}
