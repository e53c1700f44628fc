import type { CameraLimits, ScreenPlace, Viewport } from "./camera.ts";
import { panCamera, zoomWithin } from "./camera.ts";
import { type KeyCommand, keyCommand, modeOf } from "./key-command.ts";
import type { Camera, RegionMode, Tool } from "./point-cloud.ts";
import { type PointerAction, type PointerSample, pointerTrack } from "./pointer-track.ts";
import { wheelZoom } from "./wheel-zoom.ts";

/** What a region tool is told; places in CSS pixels of the element. */
export type Stroke =
  | { kind: "start"; place: ScreenPlace; mode: RegionMode }
  | { kind: "move"; place: ScreenPlace }
  | { kind: "end"; place: ScreenPlace }
  /** A click while the polygon tool is on. */
  | { kind: "corner"; place: ScreenPlace; mode: RegionMode; isDouble: boolean }
  | { kind: "hover"; place: ScreenPlace }
  | { kind: "move-box" | "size-box"; right: number; down: number }
  | { kind: "confirm"; mode: RegionMode }
  | { kind: "back" }
  | { kind: "cancel" };

/** What gestures are about: the map, asked and told. Cameras they send are not clamped when panned: clamp them. */
export interface GestureTarget {
  camera(): Camera;
  viewport(): Viewport;
  limits(): CameraLimits;
  moveCamera(camera: Camera, options: { isAnimated: boolean }): void;
  fit(): void;
  tool(): { tool: Tool; mode: RegionMode };
  /** A box made by keys is on the way (see `RegionTools.isBoxing`). */
  isBoxing(): boolean;
  /** A region is being drawn: Escape is for it. */
  isDrawing(): boolean;
  stroke(stroke: Stroke): void;
  /** The pointer is here and presses nothing, or is gone. */
  hover(place: ScreenPlace | null): void;
  click(place: ScreenPlace, options: { isAdding: boolean }): void;
}

/** Children of the element with this attribute keep their clicks; drags on them still pan. */
export const CONTROL_ATTRIBUTE = "data-map-control";

const DOUBLE_CLICK_ZOOM = 2.5;

interface Hands {
  element: HTMLElement;
  target: GestureTarget;
  track: ReturnType<typeof pointerTrack>;
  isSpaceHeld: boolean;
  isOnControl: boolean;
}

const placeIn = (element: HTMLElement, event: MouseEvent): ScreenPlace => {
  const { left, top } = element.getBoundingClientRect();
  return { left: event.clientX - left - element.clientLeft, top: event.clientY - top - element.clientTop };
};

const sampleOf = (element: HTMLElement, event: PointerEvent): PointerSample => ({
  ...placeIn(element, event),
  pointer: event.pointerId,
  isTouch: event.pointerType === "touch",
  timeMs: event.timeStamp,
});

const zoomAt = (target: GestureTarget, place: ScreenPlace, factor: number, isAnimated: boolean) => {
  const zoom = { place, factor, limits: target.limits() };
  target.moveCamera(zoomWithin(target.camera(), target.viewport(), zoom), { isAnimated });
};

const tapped = (
  { target, isSpaceHeld, isOnControl }: Hands,
  tap: { place: ScreenPlace; isDouble: boolean },
  event: PointerEvent,
) => {
  if (isOnControl || event.button !== 0) return;
  const { tool, mode } = target.tool();
  if (tool === "polygon" && !isSpaceHeld) {
    target.stroke({ kind: "corner", place: tap.place, mode: modeOf(event, mode), isDouble: tap.isDouble });
  } else if (tap.isDouble) {
    zoomAt(target, tap.place, event.shiftKey ? 1 / DOUBLE_CLICK_ZOOM : DOUBLE_CLICK_ZOOM, true);
  } else {
    target.click(tap.place, { isAdding: event.shiftKey || event.ctrlKey || event.metaKey });
  }
};

const act = (hands: Hands, action: PointerAction, event: PointerEvent) => {
  const { target } = hands;
  switch (action.kind) {
    case "pan":
      target.moveCamera(panCamera(target.camera(), action.right, action.down), { isAnimated: false });
      break;
    case "pinch":
      target.moveCamera(panCamera(target.camera(), action.right, action.down), { isAnimated: false });
      zoomAt(target, action.place, action.factor, false);
      break;
    case "draw-start":
      target.stroke({ kind: "start", place: action.place, mode: modeOf(event, target.tool().mode) });
      break;
    case "draw":
      target.stroke({ kind: "move", place: action.place });
      break;
    case "draw-end":
      target.stroke({ kind: "end", place: action.place });
      break;
    case "draw-cancel":
      target.stroke({ kind: "cancel" });
      break;
    case "tap":
      tapped(hands, action, event);
      break;
  }
};

const obey = (hands: Hands, command: KeyCommand, event: KeyboardEvent): boolean => {
  const { target, track } = hands;
  const { width, height } = target.viewport();
  switch (command.kind) {
    case "pan":
      target.moveCamera(panCamera(target.camera(), command.right, command.down), { isAnimated: false });
      return true;
    case "zoom":
      zoomAt(target, { left: width / 2, top: height / 2 }, command.factor, !event.repeat);
      return true;
    case "fit":
      target.fit();
      return true;
    case "hold-pan":
      hands.isSpaceHeld = true;
      return true;
    case "confirm":
      target.stroke({ kind: "confirm", mode: modeOf(event, target.tool().mode) });
      return true;
    case "cancel":
      // Without a drawing, Escape is the page's.
      if (!target.isDrawing()) return false;
      track.abandon();
      target.stroke({ kind: "cancel" });
      return true;
    default:
      target.stroke(command);
      return true;
  }
};

const pointerListeners = (hands: Hands) => {
  const { element, target, track } = hands;
  const run = (actions: PointerAction[], event: PointerEvent) => {
    for (const action of actions) act(hands, action, event);
  };
  return {
    down: (event: PointerEvent) => {
      if (event.button > 1) return;
      const control = event.target instanceof Element ? event.target.closest(`[${CONTROL_ATTRIBUTE}]`) : null;
      hands.isOnControl = control !== null && control !== element;
      if (!hands.isOnControl) element.focus({ preventScroll: true });
      // The middle button would start the browser's own scrolling.
      if (event.button === 1) event.preventDefault();
      const { tool } = target.tool();
      const draws = (tool === "lasso" || tool === "box") && !hands.isSpaceHeld && event.button === 0;
      run(track.down(sampleOf(element, event), { draws }), event);
      target.hover(null);
    },
    move: (event: PointerEvent) => {
      if (track.isPressed) {
        const samples = event.getCoalescedEvents?.() ?? [];
        // A lasso follows every sample, not one a frame.
        for (const each of samples.length > 0 ? samples : [event]) run(track.move(sampleOf(element, each)), event);
        // Captured only now: a press on a label must stay a click on it.
        if (track.isMoving && !element.hasPointerCapture(event.pointerId)) element.setPointerCapture(event.pointerId);
      } else if (event.pointerType !== "touch") {
        const place = placeIn(element, event);
        target.stroke({ kind: "hover", place });
        target.hover(place);
      }
    },
    up: (event: PointerEvent) => run(track.up(sampleOf(element, event)), event),
    cancel: (event: PointerEvent) => run(track.cancel(event.pointerId), event),
    leave: () => {
      if (!track.isPressed) target.hover(null);
    },
    wheel: (event: WheelEvent) => {
      event.preventDefault();
      zoomAt(target, placeIn(element, event), wheelZoom(event), false);
    },
  };
};

const keyListeners = (hands: Hands) => ({
  down: (event: KeyboardEvent) => {
    const { target } = hands;
    const situation = { hasRegionTool: target.tool().tool !== "pan", isBoxing: target.isBoxing() };
    // Keys of a focused label or button are its own.
    if (event.target !== hands.element) return;
    const command = keyCommand(event, situation);
    if (command === null || !obey(hands, command, event)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  up: (event: KeyboardEvent) => {
    if (event.key === " ") hands.isSpaceHeld = false;
  },
  blur: () => {
    hands.isSpaceHeld = false;
  },
});

/**
 * Makes an element a map one can drag, zoom, draw on and use by keys: it becomes focusable and has the name `label`.
 * Answers a function that takes the listeners off again.
 */
export const attachGestures = (element: HTMLElement, target: GestureTarget, label: string): (() => void) => {
  const hands: Hands = { element, target, track: pointerTrack(), isSpaceHeld: false, isOnControl: false };
  const pointer = pointerListeners(hands);
  const keys = keyListeners(hands);
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", label);
  element.style.touchAction = "none";
  const listeners = new AbortController();
  const { signal } = listeners;
  element.addEventListener("pointerdown", pointer.down, { signal });
  element.addEventListener("pointermove", pointer.move, { signal });
  element.addEventListener("pointercancel", pointer.cancel, { signal });
  element.addEventListener("pointerleave", pointer.leave, { signal });
  // On the window: a press that is not captured yet may be let go outside.
  element.ownerDocument.defaultView?.addEventListener("pointerup", pointer.up, { signal });
  element.addEventListener("wheel", pointer.wheel, { signal, passive: false });
  element.addEventListener("keydown", keys.down, { signal });
  element.addEventListener("keyup", keys.up, { signal });
  element.addEventListener("blur", keys.blur, { signal });
  return () => listeners.abort();
};
