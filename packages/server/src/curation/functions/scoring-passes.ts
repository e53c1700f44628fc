import { Problem } from "@pomona/contract/problems";
import { functionById, functionVersion, setVersionState } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { countUnscored, readyBits, type VersionRef } from "../../store/score-tables.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { Bitset } from "../../store/vector-store.ts";
import type { JobContext } from "../background-work.ts";
import type { Workspace } from "../workspace.ts";
import { compiledVersion } from "./live-functions.ts";
import { type PassMember, type ScoringPass, storePass } from "./store-scores.ts";
import { giveUp, takeOver } from "./take-over.ts";

/** Bytes of scores worked out in one scan. Those of one scan are stored while those of the next are worked out. */
const COLUMN_BYTES = 64 * 1024 * 1024;
/** Scans that store nothing for a version before it is given up. */
const FRUITLESS_PASSES = 3;

type Context = Pick<JobContext, "signal" | "progress">;

/** A version on its way to being complete, and the job that waits for it. */
interface Entry extends PassMember {
  context: Context;
  /** Rows stored before the pass it is in. */
  doneBefore: number;
  fruitless: number;
  /** Its job got its answer, or was told to stop; nothing more is done for it. */
  isOver: boolean;
  pass: Pass | null;
  resolve: (result: { done: number }) => void;
  reject: (error: unknown) => void;
}

interface Pass extends ScoringPass {
  members: Entry[];
  abort: AbortController;
}

/** What is known of the scan that is being put together. */
interface Seen {
  space: SpaceRecord | null;
  /** Rows of the space that have a vector. */
  ready: Bitset | null;
}

/**
 * Scores the versions that wait, many in one scan of their space, and stores what was scored while the next scan runs.
 * Each version has a job of its own, and stopping one leaves the others be.
 */
export class ScoringPasses {
  readonly #workspace: Workspace;
  readonly #columnBytes: number;
  #waiting: Entry[] = [];
  #isRunning = false;
  /** Columns of passes that were stored, for the next ones; dropped when nothing waits. */
  #spare: Float32Array<SharedArrayBuffer>[] = [];

  constructor(workspace: Workspace, options: { columnBytes?: number } = {}) {
    this.#workspace = workspace;
    this.#columnBytes = options.columnBytes ?? COLUMN_BYTES;
  }

  /**
   * Scores what a version lacks; when nothing is missing any more, it takes over. Resolves with the rows stored, also
   * where the version was deleted or edited meanwhile. Rejects with the signal's reason, at the latest when nothing is
   * read or written for it any more.
   */
  complete(version: VersionRef, context: Context): Promise<{ done: number }> {
    return new Promise((resolve, reject) => {
      context.signal.throwIfAborted();
      const entry: Entry = {
        ...version,
        context,
        done: 0,
        doneBefore: 0,
        missing: 0,
        fruitless: 0,
        isOver: false,
        pass: null,
        resolve,
        reject,
      };
      context.signal.addEventListener("abort", () => this.#stop(entry), { once: true });
      this.#waiting.push(entry);
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isRunning) return;
    this.#isRunning = true;
    let storing: Promise<void> = Promise.resolve();
    let isStoring = false;
    for (;;) {
      // A scan that has room left would read every vector for a few functions: more may come while others are stored.
      if (isStoring && this.#waiting.length < this.#mostMembers()) {
        await storing;
        isStoring = false;
      }
      const pass = await this.#nextPass().catch((error: unknown) => this.#failWaiting(error));
      if (pass) {
        const columns = await this.#scan(pass);
        await storing;
        storing = columns ? this.#store(pass, columns) : Promise.resolve();
        isStoring = columns !== null;
      } else {
        await storing;
        if (this.#waiting.length === 0) break;
      }
    }
    this.#spare = [];
    this.#isRunning = false;
  }

  /** Versions whose columns fit into memory. */
  #mostMembers(): number {
    return Math.max(1, Math.floor(this.#columnBytes / (4 * Math.max(1, this.#workspace.live.ordinalCount))));
  }

  /** The next scan, of one space: as many versions that lack scores as memory allows. Null when none does. */
  async #nextPass(): Promise<Pass | null> {
    const seen: Seen = { space: null, ready: null };
    const members: Entry[] = [];
    const later: Entry[] = [];
    const most = this.#mostMembers();
    for (const entry of this.#waiting.splice(0)) {
      if (members.length >= most) {
        later.push(entry);
        continue;
      }
      try {
        const verdict = await this.#lookAt(entry, seen);
        if (verdict === "later") later.push(entry);
        else if (verdict === "score") members.push(entry);
      } catch (error) {
        await this.#fail(entry, error);
      }
    }
    this.#waiting.unshift(...later);
    const { space } = seen;
    if (!space || members.length === 0) return null;
    const pass: Pass = {
      space,
      target: this.#workspace.live.target(space.id, space.dims),
      members,
      abort: new AbortController(),
    };
    for (const entry of members) entry.pass = pass;
    // Stopped while another was looked at.
    for (const entry of members) if (entry.context.signal.aborted) this.#stop(entry);
    return pass;
  }

  /** Whether a version is to be scored in the scan that is put together: "later" where that is of another space. */
  async #lookAt(entry: Entry, seen: Seen): Promise<"score" | "later" | "over"> {
    const { database } = this.#workspace;
    for (;;) {
      if (entry.context.signal.aborted) throw entry.context.signal.reason;
      const record = await functionById(database, entry.function);
      // Deleted, or edited again: its newer version has a job of its own.
      if (!record || record.version !== entry.version) return this.#finish(entry);
      const spaceId = record.space;
      if (spaceId === null) return this.#finish(entry);
      if (seen.space && seen.space.id !== spaceId) return "later";
      const space = (await listSpaces(database)).find((candidate) => candidate.id === spaceId);
      const version = await functionVersion(database, record.id, record.version);
      if (!space || !version) throw new Problem("function-not-found", `The function "${record.name}" was deleted.`);
      // From here on arrivals are scored in it, too.
      if (version.state === "failed")
        await database.write((tx) => setVersionState(tx, record.id, record.version, "scoring"));
      entry.missing = await database.read(async (sql) => {
        seen.ready ??= await readyBits(sql, spaceId, { first: 0, count: await nextOrdinal(sql) });
        return countUnscored(sql, entry, spaceId, seen);
      });
      if (entry.missing === 0) {
        if (await database.write((tx) => takeOver(this.#workspace, tx, entry), { sharesCheckpoint: true }))
          return this.#finish(entry);
        seen.ready = null;
        continue;
      }
      if (entry.fruitless === FRUITLESS_PASSES)
        throw new Problem(
          "internal",
          `${entry.missing} rows of the function "${record.name}" cannot be scored: their vectors are not in any segment. Embed them again, then run pomona function rescore.`,
        );
      entry.scorer = compiledVersion(version, space.dims);
      entry.doneBefore = entry.done;
      entry.context.progress(entry.done, entry.done + entry.missing);
      seen.space = space;
      return "score";
    }
  }

  /** A score column for each member; null when none is wanted any more. */
  async #scan(pass: Pass): Promise<Float32Array<SharedArrayBuffer>[] | null> {
    const scorers = pass.members.flatMap((entry) => entry.scorer ?? []);
    try {
      const columns = this.#spare.splice(0, scorers.length);
      return await this.#workspace.vectors.score(pass.target, scorers, { signal: pass.abort.signal, columns });
    } catch (error) {
      for (const entry of pass.members) await this.#fail(entry, error);
      return null;
    }
  }

  /** Stores the columns of a pass; versions that are not complete then wait again. Never throws. */
  async #store(pass: Pass, columns: Float32Array<SharedArrayBuffer>[]): Promise<void> {
    const failed = await storePass(this.#workspace, pass, columns);
    this.#spare.push(...columns);
    for (const entry of pass.members) {
      entry.pass = null;
      if (failed.has(entry)) await this.#fail(entry, failed.get(entry));
      else if (entry.context.signal.aborted) this.#reject(entry, entry.context.signal.reason);
      else if (entry.isComplete) this.#finish(entry);
      else if (!entry.isOver) {
        entry.fruitless = entry.done === entry.doneBefore ? entry.fruitless + 1 : 0;
        this.#waiting.push(entry);
      }
    }
  }

  #finish(entry: Entry): "over" {
    if (!entry.isOver) entry.resolve({ done: entry.done });
    entry.isOver = true;
    return "over";
  }

  #reject(entry: Entry, error: unknown): void {
    if (!entry.isOver) entry.reject(error);
    entry.isOver = true;
  }

  /** Tells a version and its job that it cannot be scored, unless the job was stopped or the version is wanted no more. */
  async #fail(entry: Entry, error: unknown): Promise<void> {
    const { signal } = entry.context;
    if (entry.isOver) return;
    if (signal.aborted) return this.#reject(entry, signal.reason);
    const reason = error instanceof Error ? error.message : String(error);
    const isGone = await this.#workspace.database
      .write(async (tx) => {
        const record = await functionById(tx, entry.function);
        // Its scores were dropped under a read of them.
        if (record?.version !== entry.version) return true;
        await giveUp(tx, record, reason);
        return false;
      })
      .catch((cause: unknown) =>
        this.#workspace.log.warn({ err: cause }, "the state of a function could not be stored"),
      );
    if (isGone) this.#finish(entry);
    else this.#reject(entry, error);
  }

  async #failWaiting(error: unknown): Promise<null> {
    for (const entry of this.#waiting.splice(0)) await this.#fail(entry, error);
    return null;
  }

  /** Its job was stopped. The last one of a pass ends it, and is answered when it has ended. */
  #stop(entry: Entry): void {
    const { pass } = entry;
    if (pass) {
      const isNeeded = pass.members.some((member) => !member.isOver && !member.context.signal.aborted);
      if (isNeeded) this.#reject(entry, entry.context.signal.reason);
      else pass.abort.abort(entry.context.signal.reason);
    } else if (this.#waiting.includes(entry)) {
      this.#waiting = this.#waiting.filter((other) => other !== entry);
      this.#reject(entry, entry.context.signal.reason);
    }
  }
}
