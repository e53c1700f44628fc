export interface FrameLoop {
  /** Draws with the next frame of the screen. */
  request(): void;
  /** Draws now what was asked for, rather than with the next frame. */
  flush(): void;
  stop(): void;
}

/** When to draw again: with the next frame, after so many milliseconds, or not until asked. */
export type NextDraw = "frame" | "idle" | number;

/** Calls `draw` with a frame of the screen when asked to, and again as it answers; otherwise nothing runs. */
export function createFrameLoop(draw: () => NextDraw): FrameLoop {
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const request = () => {
    if (frame === 0 && !isStopped) frame = requestAnimationFrame(run);
  };
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = 0;
    const next = draw();
    if (isStopped || next === "idle") return;
    if (next === "frame") request();
    else timer = setTimeout(run, next);
  };
  return {
    request,
    flush: () => {
      if (frame !== 0 && !isStopped) run();
    },
    stop: () => {
      isStopped = true;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    },
  };
}
