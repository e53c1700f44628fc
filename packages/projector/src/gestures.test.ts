import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KeyPress, keyCommand, modeOf } from "./key-command.ts";
import { type PointerSample, pointerTrack } from "./pointer-track.ts";
import { wheelZoom } from "./wheel-zoom.ts";

const at = (left: number, top: number, more: Partial<PointerSample> = {}): PointerSample => ({
  left,
  top,
  pointer: 1,
  isTouch: false,
  timeMs: 0,
  ...more,
});
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe("a pointer", () => {
  test("taps when it does not leave its slack", () => {
    const track = pointerTrack();
    expect(track.down(at(10, 10), { draws: false })).toEqual([]);
    expect(track.move(at(12, 10))).toEqual([]);
    expect(track.up(at(12, 10))).toEqual([{ kind: "tap", place: { left: 12, top: 10 }, isDouble: false }]);
    expect(track.isPressed).toBe(false);
  });

  test("pans by all it moved once it left its slack, and does not tap then", () => {
    const track = pointerTrack();
    track.down(at(10, 10), { draws: false });
    expect(track.move(at(12, 10))).toEqual([]);
    expect(track.move(at(20, 14))).toEqual([{ kind: "pan", right: 10, down: 4 }]);
    expect(track.move(at(21, 14))).toEqual([{ kind: "pan", right: 1, down: 0 }]);
    expect(track.up(at(21, 14))).toEqual([]);
  });

  test("draws from where it was pressed when a drawing tool is on", () => {
    const track = pointerTrack();
    track.down(at(10, 10), { draws: true });
    expect(track.move(at(20, 10)).map(({ kind }) => kind)).toEqual(["draw-start", "draw"]);
    expect(track.up(at(30, 10))).toEqual([{ kind: "draw-end", place: { left: 30, top: 10 } }]);
  });

  test("taps twice when the second is soon and near, and a third tap is a first one", () => {
    const track = pointerTrack();
    const tapAt = (left: number, timeMs: number) => {
      track.down(at(left, 0, { timeMs }), { draws: false });
      return track.up(at(left, 0, { timeMs }))[0];
    };
    expect([tapAt(0, 0), tapAt(2, 200), tapAt(2, 300), tapAt(2, 900), tapAt(60, 950)]).toMatchObject([
      { isDouble: false },
      { isDouble: true },
      { isDouble: false },
      { isDouble: false },
      { isDouble: false },
    ]);
  });

  test("that is taken away ends its stroke", () => {
    const track = pointerTrack();
    track.down(at(0, 0), { draws: true });
    track.move(at(50, 0));
    expect(track.cancel(1)).toEqual([{ kind: "draw-cancel" }]);
    expect(track.cancel(1)).toEqual([]);
  });

  test("that was pressed when its stroke was given up does nothing until it is let go", () => {
    const track = pointerTrack();
    track.down(at(0, 0), { draws: true });
    track.move(at(50, 0));
    track.abandon();
    expect([track.move(at(70, 0)), track.up(at(70, 0))]).toEqual([[], []]);
  });
});

describe("two fingers", () => {
  const finger = (pointer: number, left: number, top: number) => at(left, top, { pointer, isTouch: true });

  test("move and scale the map around their middle", () => {
    const track = pointerTrack();
    track.down(finger(1, 100, 100), { draws: false });
    track.down(finger(2, 200, 100), { draws: false });
    expect(track.move(finger(2, 300, 100))).toEqual([
      { kind: "pinch", place: { left: 200, top: 100 }, right: 50, down: 0, factor: 2 },
    ]);
  });

  test("end the stroke that the first had begun", () => {
    const track = pointerTrack();
    track.down(finger(1, 0, 0), { draws: true });
    track.move(finger(1, 50, 0));
    expect(track.down(finger(2, 100, 0), { draws: true })).toEqual([{ kind: "draw-cancel" }]);
    expect(track.move(finger(1, 60, 0))[0]).toMatchObject({ kind: "pinch" });
  });

  test("let the one that stays pan on without a jump", () => {
    const track = pointerTrack();
    track.down(finger(1, 0, 0), { draws: false });
    track.down(finger(2, 100, 0), { draws: false });
    expect(track.up(finger(1, 0, 0))).toEqual([]);
    expect(track.move(finger(2, 103, 0))).toEqual([{ kind: "pan", right: 3, down: 0 }]);
    expect(track.up(finger(2, 103, 0))).toEqual([]);
  });

  test("in one place do not divide by nothing", () => {
    const track = pointerTrack();
    track.down(finger(1, 5, 5), { draws: false });
    track.down(finger(2, 5, 5), { draws: false });
    expect(track.move(finger(2, 9, 5))[0]).toMatchObject({ kind: "pinch", factor: 1 });
  });

  test("do nothing together with a third", () => {
    const track = pointerTrack();
    for (const pointer of [1, 2, 3]) track.down(finger(pointer, pointer * 50, 0), { draws: false });
    expect(track.move(finger(2, 0, 90))).toEqual([]);
  });

  test("draw one stroke at a time, also when a press comes again without a release", () => {
    const track = pointerTrack();
    track.down(at(0, 0), { draws: true });
    expect(track.move(at(50, 0)).map(({ kind }) => kind)).toEqual(["draw-start", "draw"]);
    // The browser kept the release for itself.
    expect(track.down(at(60, 0), { draws: true })).toEqual([{ kind: "draw-cancel" }]);
    expect(track.move(at(90, 0)).map(({ kind }) => kind)).toEqual(["draw-start", "draw"]);
    expect(track.up(at(90, 0))).toMatchObject([{ kind: "draw-end" }]);
    expect(track.isPressed).toBe(false);
  });

  test("never leave a pointer pressed, whatever the order of events", () => {
    const event = fc.record({
      kind: fc.constantFrom("down", "move", "up", "cancel"),
      pointer: fc.integer({ min: 1, max: 3 }),
      left: fc.integer({ min: 0, max: 100 }),
      draws: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const track = pointerTrack();
        let strokes = 0;
        const count = (actions: { kind: string; factor?: number }[]) => {
          for (const { kind, factor } of actions) {
            if (kind === "draw-start") strokes++;
            if (kind === "draw-end" || kind === "draw-cancel") strokes--;
            expect(factor === undefined || (factor > 0 && Number.isFinite(factor))).toBe(true);
            expect(strokes === 0 || strokes === 1).toBe(true);
          }
        };
        for (const { kind, pointer, left, draws } of events) {
          const sample = at(left, 0, { pointer });
          if (kind === "down") count(track.down(sample, { draws }));
          else if (kind === "cancel") count(track.cancel(pointer));
          else count(kind === "move" ? track.move(sample) : track.up(sample));
        }
        for (const pointer of [1, 2, 3]) count(track.up(at(0, 0, { pointer })));
        expect([track.isPressed, strokes]).toEqual([false, 0]);
      }),
    );
  });
});

describe("the wheel", () => {
  test("turned away zooms in, turned back as far zooms out to where it was", () => {
    for (const deltaMode of [0, 1, 2]) {
      const [away, back] = [-3, 3].map((deltaY) => wheelZoom({ deltaY, deltaMode, ctrlKey: false }));
      expect(away).toBeGreaterThan(1);
      expect(away! * back!).toBeCloseTo(1);
    }
  });

  test("zooms about as far by a notch in pixels as in lines", () => {
    const pixels = wheelZoom({ deltaY: -100, deltaMode: 0, ctrlKey: false });
    const lines = wheelZoom({ deltaY: -3, deltaMode: 1, ctrlKey: false });
    expect(Math.abs(pixels - lines)).toBeLessThan(0.1);
  });

  test("zooms further for a step of a pinch on a trackpad", () => {
    const [pinch, scroll] = [true, false].map((ctrlKey) => wheelZoom({ deltaY: -4, deltaMode: 0, ctrlKey }));
    expect(pinch).toBeGreaterThan(scroll!);
  });

  test("never scales by more than 2 in one event, and does nothing for what is no number", () => {
    expect(wheelZoom({ deltaY: -1e9, deltaMode: 2, ctrlKey: true })).toBe(2);
    expect(wheelZoom({ deltaY: 1e9, deltaMode: 0, ctrlKey: false })).toBe(0.5);
    expect(wheelZoom({ deltaY: NaN, deltaMode: 0, ctrlKey: false })).toBe(1);
  });
});

describe("a key", () => {
  const pan = { hasRegionTool: false, isBoxing: false };
  const region = { hasRegionTool: true, isBoxing: false };
  const boxing = { hasRegionTool: true, isBoxing: true };

  test("with an arrow moves the view, so the map the other way", () => {
    expect(keyCommand(press("ArrowRight"), pan)).toEqual({ kind: "pan", right: -80, down: -0 });
    expect(keyCommand(press("ArrowUp", { shiftKey: true }), pan)).toMatchObject({ kind: "pan", down: 320 });
  });

  test("moves and sizes a box that is made by keys", () => {
    expect(keyCommand(press("ArrowRight"), boxing)).toEqual({ kind: "move-box", right: 16, down: 0 });
    expect(keyCommand(press("ArrowDown", { shiftKey: true }), boxing)).toEqual({
      kind: "size-box",
      right: 0,
      down: 16,
    });
    expect(keyCommand(press("ArrowDown", { altKey: true }), boxing)).toMatchObject({ kind: "pan" });
  });

  test("for zooming and fitting does so with every tool", () => {
    for (const situation of [pan, region, boxing]) {
      expect(keyCommand(press("+"), situation)).toEqual({ kind: "zoom", factor: 1.5 });
      expect(keyCommand(press("-"), situation)).toEqual({ kind: "zoom", factor: 1 / 1.5 });
      expect(keyCommand(press("0"), situation)).toEqual({ kind: "fit" });
    }
  });

  test("of a region tool is the page's while there is none", () => {
    for (const key of ["Enter", "Backspace", " "]) {
      expect(keyCommand(press(key), pan)).toBe(null);
      expect(keyCommand(press(key), region)).not.toBe(null);
    }
  });

  test("with Ctrl or Meta is the browser's, as are letters", () => {
    expect(keyCommand(press("+", { ctrlKey: true }), pan)).toBe(null);
    expect(keyCommand(press("0", { metaKey: true }), pan)).toBe(null);
    expect(keyCommand(press("a"), region)).toBe(null);
  });

  test("held while drawing adds with Shift and removes with Alt", () => {
    expect(modeOf({ shiftKey: true, altKey: false }, "replace")).toBe("add");
    expect(modeOf({ shiftKey: true, altKey: true }, "replace")).toBe("remove");
    expect(modeOf({ shiftKey: false, altKey: false }, "add")).toBe("add");
  });
});
