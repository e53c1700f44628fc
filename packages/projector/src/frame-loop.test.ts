import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFrameLoop, type NextDraw } from "./frame-loop.ts";

let frames: (() => void)[] = [];
/** The next frame of the screen. */
const frame = () => {
  const due = frames;
  frames = [];
  for (const callback of due) callback();
};

beforeEach(() => {
  vi.useFakeTimers();
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => frames.push(callback));
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.splice(id - 1, 1));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A loop that answers what it is told, in turn; `drawn` counts. */
function loopOf(...answers: NextDraw[]) {
  const drawn = { count: 0 };
  const loop = createFrameLoop(() => answers[drawn.count++] ?? "idle");
  return { loop, drawn };
}

describe("the frame loop", () => {
  it("draws nothing until asked, and once however often it was asked", () => {
    const { loop, drawn } = loopOf();
    frame();
    expect(drawn.count).toBe(0);
    loop.request();
    loop.request();
    frame();
    frame();
    expect(drawn.count).toBe(1);
    expect(frames).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("goes on with the next frame or after a while, as the drawing answers", () => {
    const { loop, drawn } = loopOf("frame", 20, "idle");
    loop.request();
    frame();
    frame();
    expect(drawn.count).toBe(2);
    expect(frames).toEqual([]);
    vi.advanceTimersByTime(20);
    expect(drawn.count).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("draws with the next frame when asked while it waits, and not a second time", () => {
    const { loop, drawn } = loopOf(50, "idle");
    loop.request();
    frame();
    loop.request();
    frame();
    expect(drawn.count).toBe(2);
    vi.advanceTimersByTime(100);
    expect(drawn.count).toBe(2);
  });

  it("draws at once what it was asked for, and nothing else", () => {
    const { loop, drawn } = loopOf();
    loop.flush();
    expect(drawn.count).toBe(0);
    loop.request();
    loop.flush();
    frame();
    expect(drawn.count).toBe(1);
  });

  it("draws nothing after it was stopped", () => {
    const { loop, drawn } = loopOf(10);
    loop.request();
    frame();
    loop.request();
    loop.stop();
    frame();
    loop.request();
    frame();
    vi.advanceTimersByTime(100);
    expect(drawn.count).toBe(1);
  });
});
