import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createFaceCache } from "./face-cache.ts";
import { faceSide, layoutFaces } from "./layout-faces.ts";
import type { PointFace } from "./point-cloud.ts";
import { wrapText } from "./wrap-text.ts";

describe("faces on the screen", () => {
  const place = fc.record({ left: fc.integer({ min: 0, max: 900 }), top: fc.integer({ min: 0, max: 600 }) });
  const places = fc.array(place, { maxLength: 80 }).map((all) => all.map((each, point) => ({ ...each, point })));

  test("never overlap, and each is within two and a half sides of its point", () => {
    fc.assert(
      fc.property(places, fc.constantFrom(44, 72, 96), (all, side) => {
        const placed = layoutFaces(all, { side, before: new Map() });
        for (const [i, { middle, left, top }] of placed.entries()) {
          expect(Math.hypot(middle.left - left, middle.top - top)).toBeLessThan(2.5 * side);
          for (const other of placed.slice(i + 1)) {
            const across = Math.abs(middle.left - other.middle.left);
            const upright = Math.abs(middle.top - other.middle.top);
            expect(Math.max(across, upright)).toBeGreaterThanOrEqual(side);
          }
        }
        expect(placed.length > 0).toBe(all.length > 0);
      }),
    );
  });

  test("stay where they were while the map moves and others come into view", () => {
    fc.assert(
      fc.property(places, places, (first, others) => {
        const before = layoutFaces(first, { side: 56, before: new Map() });
        const offsets = new Map(before.map(({ point, offset }) => [point, offset]));
        const moved = first.map((each) => ({ ...each, left: each.left + 7, top: each.top - 3 }));
        const late = others.map((each) => ({ ...each, point: each.point + 1000 }));
        const after = layoutFaces([...late, ...moved], { side: 56, before: offsets });
        const kept = new Map(after.map((each) => [each.point, each]));
        for (const { point, middle } of before) {
          const now = kept.get(point)!.middle;
          expect([now.left, now.top]).toEqual([expect.closeTo(middle.left + 7, 6), expect.closeTo(middle.top - 3, 6)]);
        }
      }),
    );
  });

  test("are as large as there is room", () => {
    const view = { width: 1000, height: 800 };
    expect([faceSide(5, view), faceSide(60, view), faceSide(150, view), faceSide(5000, view)]).toEqual([
      96, 72, 44, 44,
    ]);
  });
});

describe("a text in lines", () => {
  const measure = (text: string) => [...text].length;

  test("is no wider than it may be, keeps its words in order, and ends with an ellipsis when cut", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }),
        fc.integer({ min: 2, max: 30 }),
        fc.integer({ min: 1, max: 5 }),
        (text, width, mostLines) => {
          const lines = wrapText(text, { width, mostLines, measure });
          expect(lines.length).toBeLessThanOrEqual(mostLines);
          expect(lines.every((line) => measure(line) <= width && line !== "")).toBe(true);
          const letters = (all: string) => all.replaceAll(/\s+/g, "");
          const shown = letters(lines.join(""));
          if (shown === letters(text)) return;
          expect(shown.endsWith("…")).toBe(true);
          expect(letters(text).startsWith(shown.slice(0, -1))).toBe(true);
        },
      ),
    );
  });

  test("breaks between words, and within one that is longer than a line", () => {
    const options = { width: 10, mostLines: 3, measure };
    expect(wrapText("the quick  brown fox", options)).toEqual(["the quick", "brown fox"]);
    expect(wrapText("incomprehensibilities", options)).toEqual(["incomprehe", "nsibilitie", "s"]);
    expect(wrapText("one two three four five six seven eight", options)).toEqual([
      "one two",
      "three four",
      "five six…",
    ]);
    expect(wrapText("  ", options)).toEqual([]);
  });
});

describe("kept faces", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const setUp = () => {
    const asked: {
      points: number[];
      signal: AbortSignal;
      answer: (faces: (PointFace | null)[]) => void;
      fail: () => void;
    }[] = [];
    let changes = 0;
    const cache = createFaceCache({
      ask: (points, signal) =>
        new Promise((resolve, reject) => {
          asked.push({ points: [...points], signal, answer: resolve, fail: () => reject(new Error("offline")) });
        }),
      changed: () => changes++,
    });
    return {
      cache,
      asked,
      changes: () => changes,
      want: (...points: number[]) => cache.want(Uint32Array.from(points)),
    };
  };
  const face = (text: string): PointFace => ({ image: null, text });

  test("are asked for once, when the view is still", async () => {
    const { cache, asked, want, changes } = setUp();
    for (const last of [1, 2, 3]) {
      want(0, last);
      await vi.advanceTimersByTimeAsync(30);
    }
    expect(asked).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(80);
    expect(asked.map(({ points }) => points)).toEqual([[0, 3]]);
    want(0, 3);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(1);
    asked[0]!.answer([face("a"), null]);
    await vi.advanceTimersByTimeAsync(0);
    expect([cache.get(0), cache.get(3), cache.get(1), changes()]).toEqual([face("a"), null, undefined, 1]);
    want(3, 0);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveLength(1);
  });

  test("are asked for even when the same view is drawn each frame", async () => {
    const { asked, want } = setUp();
    for (let frame = 0; frame < 10; frame++) {
      want(1, 2);
      await vi.advanceTimersByTimeAsync(16);
    }
    expect(asked).toHaveLength(1);
  });

  test("that are no longer wanted are not waited for, and their late answer is not kept", async () => {
    const { cache, asked, want } = setUp();
    want(1);
    await vi.advanceTimersByTimeAsync(100);
    want(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    asked[0]!.answer([face("late")]);
    await vi.advanceTimersByTimeAsync(0);
    expect(cache.get(1)).toBe(undefined);
    want();
    expect(asked[1]!.signal.aborted).toBe(true);
  });

  test("are asked for again some time after a failure", async () => {
    const { asked, want, changes } = setUp();
    want(1);
    await vi.advanceTimersByTimeAsync(100);
    asked[0]!.fail();
    await vi.advanceTimersByTimeAsync(1000);
    want(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect([asked.length, changes()]).toEqual([1, 0]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(changes()).toBe(1);
    want(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(asked).toHaveLength(2);
  });

  test("are at most 600, those seen last", async () => {
    const { cache, asked, want } = setUp();
    for (let from = 0; from < 1000; from += 100) {
      const points = Array.from({ length: 100 }, (_, i) => from + i);
      want(...points);
      await vi.advanceTimersByTimeAsync(100);
      asked.at(-1)!.answer(points.map((point) => face(String(point))));
      await vi.advanceTimersByTimeAsync(0);
    }
    const kept = Array.from({ length: 1000 }, (_, point) => point).filter((point) => cache.get(point));
    expect([kept.length, kept[0]]).toEqual([600, 400]);
    cache.clear();
    expect(cache.get(999)).toBe(undefined);
  });
});
