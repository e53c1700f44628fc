import type { Viewport } from "./camera.ts";
import { CONTROL_ATTRIBUTE } from "./gestures.ts";
import { type LabelSize, labelRanges, type PlacedLabel, placeLabels, type RangedLabel } from "./place-labels.ts";
import type { Camera, MapLabel } from "./point-cloud.ts";

export interface LabelLayer {
  /** `fitScale`: the scale at which the whole map is in view. */
  setLabels(labels: readonly MapLabel[], fitScale: number): void;
  setTheme(theme: "light" | "dark"): void;
  /** May the pointer click them? Not while a region is drawn across them. */
  setClickable(isClickable: boolean): void;
  /** Puts the labels where they belong; cheap when nothing changed. */
  draw(camera: Camera, viewport: Viewport): void;
  /** What is on the screen, for pictures. */
  placed(): readonly PlacedLabel[];
  /** The font of a level as CSS, for pictures. */
  fontOf(level: number): string;
  remove(): void;
}

const PADDING = { across: 6, upright: 2 } as const;
const LINE = 1.3;
const SIZES = [15, 13, 12] as const;
const INK = {
  light: { text: "#1c1917", halo: "#ffffff" },
  dark: { text: "#f5f5f4", halo: "#0c0a09" },
} as const;

/** A property of the layer that all its buttons follow. */
const POINTER = "--map-label-pointer";

const fontSize = (level: number) => SIZES[Math.min(SIZES.length - 1, Math.max(0, level))]!;
const fontOf = (level: number, family: string) => `${level <= 0 ? 600 : 500} ${fontSize(level)}px ${family}`;

/** Measures texts as the browser will draw them; without a canvas by a mean width of letters. */
const textMeasure = (element: HTMLElement, family: string): ((label: MapLabel) => LabelSize) => {
  const context = element.ownerDocument.createElement("canvas").getContext("2d");
  return ({ text, level }) => {
    const size = fontSize(level);
    const font = fontOf(level, family);
    // Setting the font takes longer than measuring; labels come level by level.
    if (context !== null && context.font !== font) context.font = font;
    const width = context?.measureText(text).width ?? text.length * size * 0.6;
    return { width: Math.ceil(width) + 2 * PADDING.across, height: Math.ceil(size * LINE) + 2 * PADDING.upright };
  };
};

const haloOf = (colour: string) =>
  [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
    [0, 0],
  ]
    .map(([x, y]) => `${x}px ${y}px 2px ${colour}`)
    .join(", ");

const makeButton = (layer: HTMLElement, label: MapLabel, family: string): HTMLButtonElement => {
  const button = layer.ownerDocument.createElement("button");
  button.type = "button";
  button.textContent = label.text;
  button.tabIndex = -1;
  button.setAttribute(CONTROL_ATTRIBUTE, "label");
  Object.assign(button.style, {
    position: "absolute",
    left: "0",
    top: "0",
    margin: "0",
    padding: `${PADDING.upright}px ${PADDING.across}px`,
    border: "0",
    borderRadius: "4px",
    background: "none",
    color: "inherit",
    font: fontOf(label.level, family),
    lineHeight: String(LINE),
    textShadow: "inherit",
    whiteSpace: "nowrap",
    cursor: "pointer",
    pointerEvents: `var(${POINTER})`,
    willChange: "transform",
  });
  return button;
};

/** One label is in the order of the Tab key; the arrow keys, Home and End go through the others. */
const goByKeys = (layer: HTMLElement, event: KeyboardEvent) => {
  const buttons = [...layer.querySelectorAll("button")];
  const at = buttons.indexOf(event.target as HTMLButtonElement);
  if (at < 0) return;
  const steps: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowDown: at + 1,
    ArrowLeft: at - 1,
    ArrowUp: at - 1,
    Home: 0,
    End: buttons.length - 1,
  };
  const next = steps[event.key];
  if (next === undefined) return;
  event.preventDefault();
  buttons[(next + buttons.length) % buttons.length]!.focus();
};

/** Buttons of the labels in view, made and removed as they come and go. */
const showButtons = (
  layer: HTMLElement,
  buttons: Map<number, HTMLButtonElement>,
  placed: readonly PlacedLabel[],
  family: string,
) => {
  const seen = new Set(placed.map(({ label }) => label.id));
  for (const [id, button] of buttons) {
    if (seen.has(id)) continue;
    // Where keys go on from when the label they were on leaves the view.
    if (button === layer.ownerDocument.activeElement) layer.parentElement?.focus({ preventScroll: true });
    button.remove();
    buttons.delete(id);
  }
  for (const { label, left, top, opacity } of placed) {
    let button = buttons.get(label.id);
    if (button === undefined) {
      button = makeButton(layer, label, family);
      buttons.set(label.id, button);
      layer.append(button);
    }
    button.style.transform = `translate(${left.toFixed(1)}px, ${top.toFixed(1)}px) translate(-50%, -50%)`;
    button.style.opacity = opacity.toFixed(2);
  }
  const inTabOrder = layer.querySelector("button:focus") ?? layer.querySelector("button");
  for (const button of buttons.values()) button.tabIndex = button === inTabOrder ? 0 : -1;
};

/**
 * Labels as buttons over the map: they can be clicked, focused and read aloud, and a drag that begins on one pans. At
 * most 200 are in the page, moved by transforms alone.
 */
export const createLabelLayer = (
  element: HTMLElement,
  { label, theme, onClick }: { label: string; theme: "light" | "dark"; onClick: (id: number) => void },
): LabelLayer => {
  const layer = element.ownerDocument.createElement("div");
  layer.setAttribute("role", "group");
  layer.setAttribute("aria-label", label);
  Object.assign(layer.style, { position: "absolute", inset: "0", overflow: "hidden", pointerEvents: "none" });
  element.append(layer);
  const family = getComputedStyle(element).fontFamily || "sans-serif";
  const measure = textMeasure(element, family);
  const buttons = new Map<number, HTMLButtonElement>();
  let ranged: RangedLabel[] = [];
  let placed: PlacedLabel[] = [];
  let drawn = "";
  const setTheme = (next: "light" | "dark") => {
    layer.style.color = INK[next].text;
    layer.style.textShadow = haloOf(INK[next].halo);
  };
  const setClickable = (isClickable: boolean) => layer.style.setProperty(POINTER, isClickable ? "auto" : "none");
  setTheme(theme);
  setClickable(true);
  const listeners = new AbortController();
  layer.addEventListener("keydown", (event) => goByKeys(layer, event), { signal: listeners.signal });
  layer.addEventListener(
    "click",
    (event) => {
      for (const [id, button] of buttons) if (button === event.target) onClick(id);
    },
    { signal: listeners.signal },
  );
  return {
    setLabels: (labels, fitScale) => {
      ranged = labelRanges(labels, { fitScale, sizeOf: measure });
      for (const button of buttons.values()) button.remove();
      buttons.clear();
      drawn = "";
    },
    setTheme,
    setClickable,
    draw: (camera, viewport) => {
      const state = `${camera.x} ${camera.y} ${camera.scale} ${viewport.width} ${viewport.height}`;
      if (state === drawn) return;
      drawn = state;
      placed = placeLabels(ranged, camera, viewport);
      showButtons(layer, buttons, placed, family);
    },
    placed: () => placed,
    fontOf: (level) => fontOf(level, family),
    remove: () => {
      listeners.abort();
      layer.remove();
    },
  };
};
