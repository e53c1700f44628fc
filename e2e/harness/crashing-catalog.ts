import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@pomona/sdk/client";
import { seeded } from "../../scripts/seeded.mjs";
import { type Running, start, temporaryFolder } from "./catalog.ts";

const SHORTEST_LIFE_MS = 30;

/** A catalog whose server is killed with -9 and started again, at moments that a seed decides (POMONA_SEED, or `seed`). */
export class CrashingCatalog {
  /** Holds the data directory, and is a granted root. */
  readonly folder: string;
  readonly random: () => number;
  readonly #removeFolder: () => Promise<void>;
  #running: Running | null = null;

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>, seed: number) {
    this.folder = folder.path;
    this.#removeFolder = folder.remove;
    this.random = seeded(seed);
  }

  /** `prepare` is called before the server starts. */
  static async open(
    name: string,
    seed: number,
    prepare: (catalog: CrashingCatalog) => Promise<void>,
  ): Promise<CrashingCatalog> {
    const used = Number(process.env.POMONA_SEED ?? seed);
    console.log(`seed ${used} (POMONA_SEED sets it)`);
    const catalog = new CrashingCatalog(await temporaryFolder(name), used);
    await prepare(catalog);
    await mkdir(catalog.data);
    await catalog.restart();
    return catalog;
  }

  get data(): string {
    return join(this.folder, "data");
  }

  get client(): Client {
    return (this.#running as Running).client;
  }

  /** Stops a server that runs, in peace, and starts one. */
  async restart(): Promise<void> {
    await this.#running?.server.stop();
    this.#running = await start(this.data, [this.folder]);
  }

  /** A moment of a life of up to `longestMs`. */
  async moment(longestMs: number): Promise<void> {
    const lifeMs = SHORTEST_LIFE_MS + this.random() * longestMs;
    await new Promise((wake) => setTimeout(wake, lifeMs));
  }

  /**
   * Begins `work`, kills the server once `moment` has come, and returns what it resolved with when all work has ended.
   * The kill cuts requests short; what was not answered is not acknowledged. Another server is not started.
   */
  async killDuring<T>(work: (signal: AbortSignal) => Promise<unknown>[], moment: () => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const ended = Promise.allSettled(work(stop.signal));
    const outcome = await moment();
    await this.#running?.server.kill();
    this.#running = null;
    stop.abort();
    await ended;
    return outcome;
  }

  async close(): Promise<void> {
    await this.#running?.server.stop();
    await this.#removeFolder();
  }
}
