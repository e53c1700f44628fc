import type { PointFace } from "./point-cloud.ts";

export interface FaceCacheOptions {
  ask(points: Uint32Array, signal: AbortSignal): Promise<(PointFace | null)[]>;
  /** Faces arrived: draw again. */
  changed(): void;
}

export interface FaceCache {
  /** The points whose faces are to be seen now; may be called each frame. */
  want(points: Uint32Array): void;
  /** Null: the point has none; undefined: not known yet. */
  get(point: number): PointFace | null | undefined;
  /** Forgets all: points have other numbers now. */
  clear(): void;
}

const MOST_FACES = 600;
/** Nothing is asked while the view moves on faster than this. */
const SETTLE_MS = 80;
const REST_AFTER_FAILURE_MS = 5000;

const close = (face: PointFace | null | undefined) => {
  if (typeof ImageBitmap !== "undefined" && face?.image instanceof ImageBitmap) face.image.close();
};

/**
 * Keeps the faces seen last, 600 of them, and closes ImageBitmaps it lets go: they are its own. Asks for missing ones
 * once the view has been still for 80 ms; a request of which nothing is wanted any more, or that more are missing from,
 * is aborted. After a failure it asks again 5 s later.
 */
export const createFaceCache = ({ ask, changed }: FaceCacheOptions): FaceCache => {
  const faces = new Map<number, PointFace | null>();
  let wanted = new Uint32Array(0);
  let pending: { points: Set<number>; abort: AbortController } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waitingFor: readonly number[] = [];
  let rest: ReturnType<typeof setTimeout> | null = null;

  const stopTimer = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    waitingFor = [];
  };
  const stop = () => {
    stopTimer();
    pending?.abort.abort();
    pending = null;
  };
  const missing = () => [...wanted].filter((point) => !faces.has(point));

  const trim = () => {
    const seen = new Set(wanted);
    for (const [point, face] of faces) {
      if (faces.size <= MOST_FACES) return;
      if (seen.has(point)) continue;
      faces.delete(point);
      close(face);
    }
  };

  const request = async (points: readonly number[]) => {
    pending?.abort.abort();
    const own = { points: new Set(points), abort: new AbortController() };
    pending = own;
    try {
      const answered = await ask(Uint32Array.from(points), own.abort.signal);
      // Answered in spite of the abort: what nobody keeps is closed.
      if (pending !== own) return answered.forEach(close);
      for (const [i, point] of points.entries()) faces.set(point, answered[i] ?? null);
      pending = null;
      trim();
      changed();
    } catch {
      if (pending !== own) return;
      pending = null;
      rest = setTimeout(() => {
        rest = null;
        changed();
      }, REST_AFTER_FAILURE_MS);
    }
  };

  const askSoon = (points: readonly number[]) => {
    if (rest !== null || points.every((point) => pending?.points.has(point))) return stopTimer();
    if (timer !== null && points.length === waitingFor.length && points.every((each, i) => each === waitingFor[i]))
      return;
    stopTimer();
    waitingFor = points;
    timer = setTimeout(() => {
      timer = null;
      waitingFor = [];
      void request(points);
    }, SETTLE_MS);
  };

  return {
    want: (points) => {
      wanted = points.slice();
      // The last in the order of the map is the one seen last.
      for (const point of wanted) {
        const face = faces.get(point);
        if (face === undefined) continue;
        faces.delete(point);
        faces.set(point, face);
      }
      const absent = missing();
      if (absent.length === 0) stop();
      else askSoon(absent);
    },
    get: (point) => faces.get(point),
    clear: () => {
      stop();
      if (rest !== null) clearTimeout(rest);
      rest = null;
      for (const face of faces.values()) close(face);
      faces.clear();
      wanted = new Uint32Array(0);
    },
  };
};
