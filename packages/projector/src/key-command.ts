import type { RegionMode } from "./point-cloud.ts";

export interface KeyPress {
  key: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** What keys are about: a region tool is on, and a box made by keys is on the way. */
export interface KeySituation {
  hasRegionTool: boolean;
  isBoxing: boolean;
}

export type KeyCommand =
  | { kind: "pan"; right: number; down: number }
  | { kind: "zoom"; factor: number }
  | { kind: "fit" }
  | { kind: "move-box" | "size-box"; right: number; down: number }
  | { kind: "confirm" }
  | { kind: "back" | "cancel" }
  /** Held: the tool pans for as long. */
  | { kind: "hold-pan" };

const PAN_PIXELS = 80;
const BOX_PIXELS = 16;
const ZOOM = 1.5;

const arrowOf = (key: string): readonly [right: number, down: number] | null => {
  if (key === "ArrowLeft") return [-1, 0];
  if (key === "ArrowRight") return [1, 0];
  if (key === "ArrowUp") return [0, -1];
  return key === "ArrowDown" ? [0, 1] : null;
};

const arrowCommand = (
  [right, down]: readonly [number, number],
  { shiftKey, altKey }: KeyPress,
  { isBoxing }: KeySituation,
): KeyCommand => {
  if (isBoxing && !altKey) {
    return { kind: shiftKey ? "size-box" : "move-box", right: right * BOX_PIXELS, down: down * BOX_PIXELS };
  }
  const pixels = PAN_PIXELS * (shiftKey && !isBoxing ? 4 : 1);
  // An arrow moves the view, so the map moves the other way.
  return { kind: "pan", right: -right * pixels, down: -down * pixels };
};

/**
 * What a key does on the map, or null where it is not the map's. Arrows pan (Shift: further; while a box is made by
 * keys they move it, with Shift size it, with Alt pan), + and - zoom, 0 fits; with a region tool Enter, Backspace,
 * Escape and a held Space belong to it. Ctrl and Meta are left to the browser.
 */
export const keyCommand = (press: KeyPress, situation: KeySituation): KeyCommand | null => {
  if (press.ctrlKey || press.metaKey) return null;
  const arrow = arrowOf(press.key);
  if (arrow !== null) return arrowCommand(arrow, press, situation);
  if (press.key === "+" || press.key === "=") return { kind: "zoom", factor: ZOOM };
  if (press.key === "-" || press.key === "_") return { kind: "zoom", factor: 1 / ZOOM };
  if (press.key === "0") return { kind: "fit" };
  if (press.key === "Escape") return { kind: "cancel" };
  if (!situation.hasRegionTool) return null;
  if (press.key === "Enter") return { kind: "confirm" };
  if (press.key === "Backspace") return { kind: "back" };
  return press.key === " " ? { kind: "hold-pan" } : null;
};

/** Shift adds, Alt removes; without them as the tool is set. */
export const modeOf = (keys: { shiftKey: boolean; altKey: boolean }, otherwise: RegionMode): RegionMode => {
  if (keys.altKey) return "remove";
  return keys.shiftKey ? "add" : otherwise;
};
