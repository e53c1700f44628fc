const WINDOW_MS = 10_000;

/** Speed of a job over its last ten seconds. */
export class ProgressRate {
  readonly #marks: { atMs: number; done: number }[] = [];

  observe(done: number, atMs: number = performance.now()): void {
    this.#marks.push({ atMs, done });
    while (this.#marks.length > 2 && atMs - (this.#marks[1]?.atMs ?? atMs) > WINDOW_MS) this.#marks.shift();
  }

  /** Items per second, or null before two observations apart in time. */
  perSecond(): number | null {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (!first || !last || last.atMs <= first.atMs || last.done <= first.done) return null;
    return ((last.done - first.done) * 1000) / (last.atMs - first.atMs);
  }
}
