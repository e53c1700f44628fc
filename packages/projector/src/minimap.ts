import type { ScreenPlace, Viewport } from "./camera.ts";
import { fitCamera } from "./camera.ts";
import { CONTROL_ATTRIBUTE } from "./gestures.ts";
import type { GridIndex } from "./grid-index.ts";
import { cameraAt, densityPicture, viewRectangle } from "./minimap-picture.ts";
import type { Camera, MapBox } from "./point-cloud.ts";
import type { ProjectorWords } from "./words.ts";

export interface MinimapOptions {
  words: ProjectorWords;
  theme: "light" | "dark";
  camera(): Camera;
  /** Not clamped. */
  moveCamera(camera: Camera): void;
}

export interface Minimap {
  /** The points, once they are sorted into a grid, and the box of them all; null: none. */
  setPoints(points: { grid: GridIndex; box: MapBox } | null): void;
  setTheme(theme: "light" | "dark"): void;
  /** Puts the rectangle of the view where it belongs. */
  draw(camera: Camera, viewport: Viewport): void;
  /** Is it there at all; the button that hides it is the user's. */
  setShown(isShown: boolean): void;
  remove(): void;
}

const SIZE: Viewport = { width: 168, height: 126 };
const INK = {
  light: { point: [28, 25, 23], ground: "rgb(255 255 255 / 0.85)", line: "#1c1917", edge: "rgb(28 25 23 / 0.25)" },
  dark: { point: [245, 245, 244], ground: "rgb(12 10 9 / 0.8)", line: "#f5f5f4", edge: "rgb(245 245 244 / 0.3)" },
} as const;
/** On narrower maps it is hidden until it is asked for. */
const ROOMY_PX = 560;
const FRAME_MARGIN = "8px";

const makeParts = (element: HTMLElement, words: ProjectorWords) => {
  const page = element.ownerDocument;
  const box = page.createElement("div");
  box.setAttribute(CONTROL_ATTRIBUTE, "minimap");
  const bottom = `calc(${FRAME_MARGIN} + var(--map-covered, 0px))`;
  Object.assign(box.style, { position: "absolute", right: FRAME_MARGIN, bottom });
  const frame = page.createElement("div");
  // Keys move the map itself: this is one more way for a pointer.
  frame.setAttribute("aria-hidden", "true");
  frame.title = words.minimap;
  Object.assign(frame.style, {
    position: "relative",
    width: `${SIZE.width}px`,
    height: `${SIZE.height}px`,
    overflow: "hidden",
    borderRadius: "6px",
    cursor: "crosshair",
    touchAction: "none",
  });
  const canvas = page.createElement("canvas");
  canvas.width = SIZE.width;
  canvas.height = SIZE.height;
  const rectangle = page.createElement("div");
  Object.assign(rectangle.style, {
    position: "absolute",
    boxSizing: "border-box",
    border: "1.5px solid",
    borderRadius: "2px",
    pointerEvents: "none",
  });
  const button = page.createElement("button");
  button.type = "button";
  Object.assign(button.style, {
    position: "absolute",
    right: "0",
    bottom: "0",
    width: "24px",
    height: "24px",
    border: "0",
    borderRadius: "6px",
    font: "16px/1 sans-serif",
    cursor: "pointer",
  });
  frame.append(canvas, rectangle);
  box.append(frame, button);
  element.append(box);
  return { box, frame, canvas, rectangle, button };
};

const paint = (
  canvas: HTMLCanvasElement,
  picture: Uint8ClampedArray,
  [red, green, blue]: readonly [number, number, number],
) => {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const image = context.createImageData(SIZE.width, SIZE.height);
  for (let pixel = 0; pixel < picture.length; pixel++) {
    image.data.set([red, green, blue, picture[pixel]!], pixel * 4);
  }
  context.putImageData(image, 0, 0);
};

/** Calls `move` for a press and each move until it is let go. None of it reaches the map below. */
const onDrag = (frame: HTMLElement, signal: AbortSignal, move: (place: ScreenPlace) => void) => {
  const at = (event: PointerEvent) => {
    const { left, top } = frame.getBoundingClientRect();
    move({ left: event.clientX - left, top: event.clientY - top });
  };
  const down = (event: PointerEvent) => {
    event.stopPropagation();
    if (event.button !== 0) return;
    frame.setPointerCapture(event.pointerId);
    at(event);
  };
  const drag = (event: PointerEvent) => {
    event.stopPropagation();
    if (frame.hasPointerCapture(event.pointerId)) at(event);
  };
  frame.addEventListener("pointerdown", down, { signal });
  frame.addEventListener("pointermove", drag, { signal });
};

/**
 * A small picture of all points with the rectangle of what is seen; a press or drag on it moves the view there. The user
 * can hide it.
 */
export const createMinimap = (element: HTMLElement, options: MinimapOptions): Minimap => {
  const { words } = options;
  const { box, frame, canvas, rectangle, button } = makeParts(element, words);
  const listeners = new AbortController();
  let small: { camera: Camera; viewport: Viewport } | null = null;
  let picture: Uint8ClampedArray | null = null;
  let ink: (typeof INK)[keyof typeof INK] = INK[options.theme];
  let isHidden = element.clientWidth < ROOMY_PX;
  let isShown = true;

  const refresh = () => {
    box.style.display = isShown && small !== null ? "" : "none";
    frame.style.display = isHidden ? "none" : "";
    button.textContent = isHidden ? "+" : "−";
    button.setAttribute("aria-label", isHidden ? words.showMinimap : words.hideMinimap);
    button.setAttribute("aria-expanded", String(!isHidden));
    frame.style.background = ink.ground;
    frame.style.boxShadow = `0 0 0 1px ${ink.edge}`;
    rectangle.style.borderColor = ink.line;
    button.style.background = ink.ground;
    button.style.color = ink.line;
    if (picture !== null) paint(canvas, picture, ink.point);
  };
  onDrag(frame, listeners.signal, (place) => {
    if (small !== null) options.moveCamera(cameraAt(small, place, options.camera()));
  });
  const toggle = () => {
    isHidden = !isHidden;
    refresh();
  };
  button.addEventListener("click", toggle, { signal: listeners.signal });
  refresh();

  return {
    setPoints: (points) => {
      small = points === null ? null : { camera: fitCamera(points.box, SIZE), viewport: SIZE };
      picture = points === null || small === null ? null : densityPicture(points.grid, small.camera, SIZE);
      refresh();
    },
    setTheme: (theme) => {
      ink = INK[theme];
      refresh();
    },
    draw: (camera, viewport) => {
      if (small === null || isHidden || !isShown) return;
      const { left, top, width, height } = viewRectangle(small, { camera, viewport });
      rectangle.style.transform = `translate(${left}px, ${top}px)`;
      rectangle.style.width = `${width}px`;
      rectangle.style.height = `${height}px`;
      rectangle.style.left = "0";
      rectangle.style.top = "0";
    },
    setShown: (next) => {
      isShown = next;
      refresh();
    },
    remove: () => {
      listeners.abort();
      box.remove();
    },
  };
};
