import { Problem } from "@pomona/contract/problems";
import type { Search } from "../workers/scan-task.ts";
import type { ScanTarget, TopK } from "./vector-store.ts";

interface Waiting {
  target: ScanTarget;
  search: Search;
  signal: AbortSignal | undefined;
  settle: { resolve: (top: TopK) => void; reject: (reason: unknown) => void };
}

/** Runs searches over one target in one pass; answers are in their order. */
export type RunSearches = (target: ScanTarget, searches: Search[], signal: AbortSignal) => Promise<TopK[]>;

/** Searches that pass over the codes together; more would not fit the cache beside a block. */
const MOST_TOGETHER = 16;

/**
 * Lets searches over the same vectors share passes: one that comes while a pass over its space is under way waits for
 * it, and starts together with all others that waited. Reading dominates a search, so a pass of several costs little
 * more than one.
 */
export class SharedSearches {
  readonly #run: RunSearches;
  readonly #busy = new Map<number, Waiting[]>();

  constructor(run: RunSearches) {
    this.#run = run;
  }

  search(target: ScanTarget, search: Search, signal?: AbortSignal): Promise<TopK> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { target, search, signal, settle: { resolve, reject } };
      const queue = this.#busy.get(target.space);
      const leave = (): void => {
        const place = queue?.indexOf(waiting) ?? -1;
        if (place < 0) return;
        queue?.splice(place, 1);
        reject(cancelled());
      };
      signal?.addEventListener("abort", leave, { once: true });
      if (queue) queue.push(waiting);
      else void this.#passes(target.space, [waiting]);
    });
  }

  async #passes(space: number, queue: Waiting[]): Promise<void> {
    this.#busy.set(space, queue);
    while (queue.length > 0) {
      const [first] = queue;
      const fits = ({ target }: Waiting) =>
        target.segments === first?.target.segments && target.owners === first.target.owners;
      const group = queue.filter(fits).slice(0, MOST_TOGETHER);
      for (const waiting of group) queue.splice(queue.indexOf(waiting), 1);
      await this.#pass(group);
    }
    this.#busy.delete(space);
  }

  /** Never rejects. A search that is aborted is answered at once; the pass goes on while others want it. */
  async #pass(group: Waiting[]): Promise<void> {
    const controller = new AbortController();
    let wanted = group.length;
    const stops = group.map(({ signal, settle }) => {
      const stop = (): void => {
        settle.reject(cancelled());
        if (--wanted === 0) controller.abort();
      };
      if (signal?.aborted) stop();
      else signal?.addEventListener("abort", stop, { once: true });
      return stop;
    });
    try {
      const target = group[0]?.target as ScanTarget;
      const searches = group.map(({ search }) => search);
      const answers = await this.#run(target, searches, controller.signal);
      for (const [i, { settle }] of group.entries()) settle.resolve(answers[i] as TopK);
    } catch (error) {
      for (const { settle } of group) settle.reject(error);
    } finally {
      for (const [i, { signal }] of group.entries()) signal?.removeEventListener("abort", stops[i] as () => void);
    }
  }
}

const cancelled = (): Problem => new Problem("cancelled", "The search was cancelled.");
