export interface FrameLoop {
  /** Draws with the next frame of the screen. */
  request(): void;
  stop(): void;
}

/** Calls `draw` once a frame while it is asked to or answers that there is more to draw; otherwise nothing runs. */
export function createFrameLoop(draw: () => boolean): FrameLoop {
  let pending = 0;
  let isStopped = false;
  const request = () => {
    if (pending === 0 && !isStopped) pending = requestAnimationFrame(run);
  };
  const run = () => {
    pending = 0;
    if (draw()) request();
  };
  return {
    request,
    stop: () => {
      isStopped = true;
      cancelAnimationFrame(pending);
    },
  };
}
