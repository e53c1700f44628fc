/**
 * One part of a task: reads and writes the arrays of its arguments, which threads share, and nothing else. What it does
 * depends on its arguments and its number alone, so that any thread may do it, in any order. What it returns is cloned.
 */
// biome-ignore lint/suspicious/noExplicitAny: arguments differ by task; `TaskArguments` has the types callers see
export type PartTask = (args: any, part: number) => unknown;

/** Tasks by name; the same table on each side of a thread. */
export type PartTasks = Readonly<Record<string, PartTask>>;

/**
 * Runs the parts of tasks. How many parts there are is chosen from the size of the work, never from the number of
 * threads: results are then the same on one thread and on many.
 */
export interface Parallel<T extends PartTasks> {
  /**
   * Runs parts 0 to `count - 1`; their results in order of part. Typed arrays in `args` must lie in a SharedArrayBuffer
   * where parts write to them: others are copied to each thread. Throws what a part throws, or `signal.reason`.
   */
  run<K extends keyof T & string>(
    task: K,
    args: Parameters<T[K]>[0],
    count: number,
    options?: { signal?: AbortSignal | undefined; onPart?: (() => void) | undefined },
  ): Promise<ReturnType<T[K]>[]>;
}

/** Runs parts one after the other where it is called. */
export function inline<T extends PartTasks>(tasks: T): Parallel<T> {
  return {
    run: async (task, args, count, { signal, onPart } = {}) => {
      const results: ReturnType<T[typeof task]>[] = [];
      for (let part = 0; part < count; part++) {
        signal?.throwIfAborted();
        results.push((tasks[task] as PartTask)(args, part) as ReturnType<T[typeof task]>);
        onPart?.();
      }
      return results;
    },
  };
}

/** An array of zeros that threads share. */
export const sharedFloats = (length: number): Float32Array<SharedArrayBuffer> =>
  new Float32Array(new SharedArrayBuffer(length * 4));
export const sharedInts = (length: number): Int32Array<SharedArrayBuffer> =>
  new Int32Array(new SharedArrayBuffer(length * 4));
export const sharedDoubles = (length: number): Float64Array<SharedArrayBuffer> =>
  new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedBytes = (length: number): Uint8Array<SharedArrayBuffer> =>
  new Uint8Array(new SharedArrayBuffer(length));
