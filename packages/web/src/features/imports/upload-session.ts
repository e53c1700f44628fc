import { isProblem, Problem } from "@pomona/contract/problems";
import { UPLOAD_PART_BYTES, uploadPathRefusal } from "@pomona/contract/uploads";
import type { Client } from "@pomona/sdk/client";
import { copy } from "../../copy.ts";

/** A file that is to be sent, and its path in the upload. */
export interface UploadFile {
  path: string;
  file: Blob;
}

export interface UploadState {
  /** `waiting`: the server does not answer; it is asked again by itself. `stopped`: it has refused to go on. */
  phase: "sending" | "waiting" | "stopped" | "done" | "cancelled";
  /** Known once the server has taken the first call. */
  id: string | null;
  files: number;
  bytes: number;
  doneFiles: number;
  doneBytes: number;
  bytesPerSecond: number | null;
  refused: { path: string; message: string }[];
  problem: Problem | null;
}

type UploadClient = Pick<Client, "createUpload" | "putUploadPart" | "deleteUpload">;

interface SessionOptions {
  client: UploadClient;
  /** Resolves after a time, or rejects when aborted. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  nowMs?: () => number;
}

/** Files sent at once: browsers keep six connections to a server, and others are in use. */
const LANES = 3;
const TELL_EVERY_MS = 120;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;

const isAway = (error: unknown): boolean =>
  isProblem(error) && ["unreachable", "stopping", "internal"].includes(error.code);

/**
 * Sends files in parts, a few at once, and goes on by itself when the server comes back: what it has acknowledged is not
 * sent again. Files that it refuses, or that cannot be read any more, are left out with their reason.
 */
export class UploadSession {
  readonly #files: readonly UploadFile[];
  readonly #client: UploadClient;
  readonly #pause: SessionOptions["pause"];
  readonly #nowMs: () => number;
  readonly #listeners = new Set<() => void>();
  /** Bytes of each file that are acknowledged; what `retry` goes on from. */
  readonly #received = new Map<UploadFile, number>();
  readonly #ended = new Set<UploadFile>();
  #next = 0;
  #stop = new AbortController();
  #beganMs = 0;
  #beganBytes = 0;
  #toldMs = 0;
  #state: UploadState;

  constructor(files: readonly UploadFile[], options: SessionOptions) {
    this.#files = files;
    this.#client = options.client;
    this.#pause = options.pause;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#state = {
      phase: "sending",
      id: null,
      files: files.length,
      bytes: files.reduce((sum, { file }) => sum + file.size, 0),
      doneFiles: 0,
      doneBytes: 0,
      bytesPerSecond: null,
      refused: [],
      problem: null,
    };
  }

  /** A new object at each change. */
  state = (): UploadState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Sends what is not sent yet; resolves when all is, or when it was cancelled or stopped. */
  async run(): Promise<void> {
    this.#stop = new AbortController();
    this.#next = 0;
    this.#beganMs = this.#nowMs();
    this.#beganBytes = this.#state.doneBytes;
    this.#set({ phase: "sending", problem: null });
    try {
      this.#refuseWrongPaths();
      const id = this.#state.id ?? (await this.#create());
      await Promise.all(Array.from({ length: LANES }, () => this.#lane(id)));
      if (this.#state.phase === "sending") this.#set({ phase: "done" });
    } catch (error) {
      if (this.#state.phase === "cancelled") return;
      this.#stop.abort();
      this.#set({ phase: "stopped", problem: isProblem(error) ? error : new Problem("internal", String(error)) });
    }
  }

  /** Stops, and has the server remove what it has. */
  async cancel(): Promise<void> {
    const { id } = this.#state;
    this.#set({ phase: "cancelled" });
    this.#stop.abort();
    if (id !== null) await this.#client.deleteUpload({ id }).catch(() => undefined);
  }

  #refuseWrongPaths(): void {
    const taken = new Set<string>();
    for (const file of this.#files) {
      // The second would be taken for what has arrived of the first, and be lost without a word.
      const refusal = taken.has(file.path) ? copy.samePath : uploadPathRefusal(file.path);
      taken.add(file.path);
      if (refusal && !this.#ended.has(file)) this.#leaveOut(file, refusal);
    }
  }

  async #create(): Promise<string> {
    const { files, bytes } = this.#state;
    const { id } = await this.#untilThere(() =>
      this.#client.createUpload({ files: Math.max(1, files), bytes }, { signal: this.#stop.signal }),
    );
    this.#set({ id });
    return id;
  }

  async #lane(id: string): Promise<void> {
    for (let at = this.#next++; at < this.#files.length; at = this.#next++) {
      const file = this.#files[at] as UploadFile;
      if (!this.#ended.has(file)) await this.#send(id, file);
    }
  }

  async #send(id: string, entry: UploadFile): Promise<void> {
    const { path, file } = entry;
    let offset = this.#received.get(entry) ?? 0;
    try {
      do {
        const part = await readPart(file, offset);
        const sent = await this.#untilThere(() => this.#sendPart(id, path, offset, file.size, part));
        this.#count(entry, sent - offset);
        offset = sent;
      } while (offset < file.size);
    } catch (error) {
      if (error instanceof UnreadableFile) return this.#leaveOut(entry, error.message);
      if (isProblem(error, "upload-refused")) return this.#leaveOut(entry, error.message.replace(`${path}: `, ""));
      throw error;
    }
    this.#ended.add(entry);
    this.#tell({ doneFiles: this.#state.doneFiles + 1 });
  }

  /** Where the file goes on. */
  async #sendPart(id: string, path: string, offset: number, size: number, part: Uint8Array<ArrayBuffer>) {
    try {
      await this.#client.putUploadPart({ id, path, offset, size }, part, { signal: this.#stop.signal });
      return offset + part.length;
    } catch (error) {
      const received = isProblem(error, "upload-offset") ? error.fields.received : null;
      if (typeof received === "number" && received < offset) return received;
      throw error;
    }
  }

  /** Asks again, ever more slowly, while the server is away. */
  async #untilThere<T>(call: () => Promise<T>): Promise<T> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      this.#stop.signal.throwIfAborted();
      try {
        const answer = await call();
        if (this.#state.phase === "waiting") this.#set({ phase: "sending" });
        return answer;
      } catch (error) {
        if (this.#stop.signal.aborted || !isAway(error)) throw error;
        this.#set({ phase: "waiting" });
        await this.#pause(pauseMs, this.#stop.signal);
      }
    }
  }

  #count(entry: UploadFile, bytes: number): void {
    this.#received.set(entry, (this.#received.get(entry) ?? 0) + bytes);
    const doneBytes = this.#state.doneBytes + bytes;
    const seconds = (this.#nowMs() - this.#beganMs) / 1000;
    this.#tell({ doneBytes, bytesPerSecond: seconds > 0.5 ? (doneBytes - this.#beganBytes) / seconds : null });
  }

  #leaveOut(entry: UploadFile, message: string): void {
    this.#ended.add(entry);
    const { bytes, doneBytes, refused, files } = this.#state;
    this.#set({
      files: files - 1,
      bytes: bytes - entry.file.size,
      doneBytes: doneBytes - (this.#received.get(entry) ?? 0),
      refused: [...refused, { path: entry.path, message }],
    });
  }

  /** Small steps are told a few times a second. */
  #tell(change: Partial<UploadState>): void {
    const nowMs = this.#nowMs();
    const isDue = nowMs - this.#toldMs >= TELL_EVERY_MS;
    this.#state = { ...this.#state, ...change };
    if (isDue) this.#emit(nowMs);
  }

  #set(change: Partial<UploadState>): void {
    this.#state = { ...this.#state, ...change };
    this.#emit(this.#nowMs());
  }

  #emit(nowMs: number): void {
    this.#toldMs = nowMs;
    for (const listener of this.#listeners) listener();
  }
}

class UnreadableFile extends Error {}

async function readPart(file: Blob, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.slice(offset, offset + UPLOAD_PART_BYTES).arrayBuffer());
  } catch (cause) {
    throw new UnreadableFile(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
