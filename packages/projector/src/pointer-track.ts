import type { ScreenPlace } from "./camera.ts";

/** A pointer event in what matters: a place in CSS pixels of the element and a time. */
export interface PointerSample extends ScreenPlace {
  pointer: number;
  isTouch: boolean;
  timeMs: number;
}

export type PointerAction =
  | { kind: "pan"; right: number; down: number }
  /** Two fingers: the map moved so, then scaled around their middle. */
  | { kind: "pinch"; place: ScreenPlace; right: number; down: number; factor: number }
  | { kind: "draw-start" | "draw" | "draw-end"; place: ScreenPlace }
  | { kind: "draw-cancel" }
  | { kind: "tap"; place: ScreenPlace; isDouble: boolean };

export interface PointerTrack {
  /** Draws: a drag is a stroke of the tool instead of a pan. */
  down(sample: PointerSample, options: { draws: boolean }): PointerAction[];
  move(sample: PointerSample): PointerAction[];
  up(sample: PointerSample): PointerAction[];
  /** The system took the pointer away. */
  cancel(pointer: number): PointerAction[];
  /** Gives up a stroke that is being drawn; what is pressed does nothing until it is let go. */
  abandon(): void;
  readonly isPressed: boolean;
  /** A drag or a pinch is under way, not just a press. */
  readonly isMoving: boolean;
}

const SLACK_PX = { mouse: 3, touch: 10 } as const;
const DOUBLE_MS = 350;
const DOUBLE_PX = { mouse: 6, touch: 30 } as const;

type Phase = "idle" | "pressed" | "panning" | "drawing" | "pinching" | "spent";

interface Touching {
  pointers: Map<number, ScreenPlace>;
  phase: Phase;
  draws: boolean;
  start: PointerSample | null;
  lastTap: PointerSample | null;
}

const apart = (a: ScreenPlace, b: ScreenPlace) => Math.hypot(a.left - b.left, a.top - b.top);
const between = (a: ScreenPlace, b: ScreenPlace): ScreenPlace => ({
  left: (a.left + b.left) / 2,
  top: (a.top + b.top) / 2,
});
const placeOf = ({ left, top }: ScreenPlace): ScreenPlace => ({ left, top });

const pressDown = (state: Touching, sample: PointerSample, draws: boolean): PointerAction[] => {
  const wasDrawing = state.phase === "drawing";
  state.pointers.set(sample.pointer, placeOf(sample));
  if (state.pointers.size === 1) {
    state.phase = "pressed";
    state.draws = draws;
    state.start = sample;
    // A pointer that is pressed again without having been let go: its release was lost.
    return wasDrawing ? [{ kind: "draw-cancel" }] : [];
  }
  state.phase = state.pointers.size === 2 ? "pinching" : "spent";
  return wasDrawing ? [{ kind: "draw-cancel" }] : [];
};

const pinch = (state: Touching, before: [ScreenPlace, ScreenPlace]): PointerAction[] => {
  const [a, b] = [...state.pointers.values()];
  const [middle, place] = [between(...before), between(a!, b!)];
  const span = apart(...before);
  return [
    {
      kind: "pinch",
      place,
      right: place.left - middle.left,
      down: place.top - middle.top,
      factor: span > 0 ? Math.max(apart(a!, b!), 1) / Math.max(span, 1) : 1,
    },
  ];
};

const moveTo = (state: Touching, sample: PointerSample): PointerAction[] => {
  const before = state.pointers.get(sample.pointer);
  if (before === undefined) return [];
  const pair = [...state.pointers.values()].map(placeOf);
  state.pointers.set(sample.pointer, placeOf(sample));
  if (state.phase === "pinching") return pinch(state, [pair[0]!, pair[1]!]);
  if (state.phase === "drawing") return [{ kind: "draw", place: placeOf(sample) }];
  if (state.phase === "panning") {
    return [{ kind: "pan", right: sample.left - before.left, down: sample.top - before.top }];
  }
  if (state.phase !== "pressed" || state.start === null) return [];
  if (apart(state.start, sample) <= SLACK_PX[sample.isTouch ? "touch" : "mouse"]) return [];
  if (!state.draws) {
    state.phase = "panning";
    return [{ kind: "pan", right: sample.left - state.start.left, down: sample.top - state.start.top }];
  }
  state.phase = "drawing";
  return [
    { kind: "draw-start", place: placeOf(state.start) },
    { kind: "draw", place: placeOf(sample) },
  ];
};

const tap = (state: Touching, sample: PointerSample): PointerAction[] => {
  const { lastTap } = state;
  const isDouble =
    lastTap !== null &&
    sample.timeMs - lastTap.timeMs <= DOUBLE_MS &&
    apart(lastTap, sample) <= DOUBLE_PX[sample.isTouch ? "touch" : "mouse"];
  state.lastTap = isDouble ? null : sample;
  return [{ kind: "tap", place: placeOf(sample), isDouble }];
};

const letGo = (state: Touching, sample: PointerSample): PointerAction[] => {
  if (!state.pointers.delete(sample.pointer)) return [];
  const { phase } = state;
  if (state.pointers.size > 0) {
    // The finger that stays after a pinch pans on from where it is.
    state.phase = state.pointers.size === 1 && phase === "pinching" ? "panning" : "spent";
    return [];
  }
  state.phase = "idle";
  if (phase === "drawing") return [{ kind: "draw-end", place: placeOf(sample) }];
  return phase === "pressed" ? tap(state, sample) : [];
};

/**
 * Makes drags, pinches, strokes and taps of what pointers do: one pointer pans or draws once it left its slack of 3
 * pixels (fingers 10), two pinch, a second finger ends a stroke. Times come with the samples; nothing waits.
 */
export const pointerTrack = (): PointerTrack => {
  const state: Touching = { pointers: new Map(), phase: "idle", draws: false, start: null, lastTap: null };
  return {
    down: (sample, { draws }) => pressDown(state, sample, draws),
    move: (sample) => moveTo(state, sample),
    up: (sample) => letGo(state, sample),
    cancel: (pointer) => {
      const wasDrawing = state.phase === "drawing";
      if (!state.pointers.delete(pointer)) return [];
      state.phase = state.pointers.size === 0 ? "idle" : "spent";
      return wasDrawing ? [{ kind: "draw-cancel" }] : [];
    },
    abandon: () => {
      if (state.phase === "drawing") state.phase = "spent";
    },
    get isPressed() {
      return state.pointers.size > 0;
    },
    get isMoving() {
      return state.phase === "panning" || state.phase === "drawing" || state.phase === "pinching";
    },
  };
};
