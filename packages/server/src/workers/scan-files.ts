import { closeSync, openSync, readSync } from "node:fs";
import { damaged, segmentProblem } from "../store/segment-file.ts";

const MAX_OPEN_FILES = 128;

/** Open segment files and sidecars of one thread, the least recently used closed first. */
export class ScanFiles {
  readonly #open = new Map<string, number>();

  /** Reads exactly `length` bytes at `offset` of the file to `at` of the target. Problem where the file ends before. */
  read(path: string, offset: number, length: number, target: Uint8Array, at: number): void {
    const file = this.#descriptor(path);
    for (let done = 0; done < length; ) {
      let read: number;
      try {
        read = readSync(file, target, at + done, length - done, offset + done);
      } catch (cause) {
        throw segmentProblem(path, cause);
      }
      if (read === 0) throw damaged(path, "it ends too early");
      done += read;
    }
  }

  /** Closes a file that was removed or replaced. */
  forget(path: string): void {
    const file = this.#open.get(path);
    if (file === undefined) return;
    this.#open.delete(path);
    closeSync(file);
  }

  close(): void {
    for (const path of [...this.#open.keys()]) this.forget(path);
  }

  #descriptor(path: string): number {
    let file = this.#open.get(path);
    if (file === undefined) {
      const [oldest] = this.#open.keys();
      if (oldest !== undefined && this.#open.size >= MAX_OPEN_FILES) this.forget(oldest);
      try {
        file = openSync(path, "r");
      } catch (cause) {
        throw segmentProblem(path, cause);
      }
    }
    this.#open.delete(path);
    this.#open.set(path, file);
    return file;
  }
}
