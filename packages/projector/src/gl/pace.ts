/** What one step of drawing should take the graphics processor (or the processor that stands in for it). */
const STEP_MS = 28;
const POLL_MS = 4;
const FEWEST = 8_000;
const MOST = 20_000_000;

/** How many points may be drawn in one step; learned from how long steps took. */
export class Pace {
  readonly #gl: WebGL2RenderingContext;
  #fence: WebGLSync | null = null;
  #startedAt = 0;
  #points = 0;
  #budget = 12_000;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  get budget(): number {
    return this.#budget;
  }

  /** Marks the end of a step that drew so many points. */
  close(points: number): void {
    const gl = this.#gl;
    if (this.#fence) gl.deleteSync(this.#fence);
    this.#fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    this.#startedAt = performance.now();
    this.#points = points;
    gl.flush();
  }

  /** Is the last step still being drawn? Never waits. */
  isBusy(): boolean {
    const gl = this.#gl;
    if (!this.#fence) return false;
    if (gl.clientWaitSync(this.#fence, 0, 0) === gl.TIMEOUT_EXPIRED) return true;
    gl.deleteSync(this.#fence);
    this.#fence = null;
    this.#learn(performance.now() - this.#startedAt);
    return false;
  }

  /** In how many milliseconds the last step may be done: asking sooner is work for nothing. */
  get waitMs(): number {
    const expected = (this.#points * STEP_MS) / this.#budget;
    return Math.max(POLL_MS, expected - (performance.now() - this.#startedAt));
  }

  /** Small steps tell nothing; a change of more than half at once is doubted. */
  #learn(ms: number): void {
    if (this.#points < this.#budget / 4) return;
    const fits = (this.#points * STEP_MS) / Math.max(ms, 1);
    const next = Math.min(this.#budget * 2, Math.max(this.#budget / 2, fits));
    this.#budget = Math.round(Math.min(MOST, Math.max(FEWEST, next)));
  }
}
