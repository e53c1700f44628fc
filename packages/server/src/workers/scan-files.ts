import { closeSync, openSync, readSync } from "node:fs";
import { damaged, segmentProblem } from "../store/segment-file.ts";

const MAX_OPEN_FILES = 128;

/**
 * Rows that lie apart less than this are read together: a system call costs as much as copying some kilobytes.
 */
const GAP_BYTES = 8 << 10;

/** Open segment files of one thread, the least recently used closed first. */
export class ScanFiles {
  readonly #open = new Map<string, number>();

  /**
   * Reads the vectors at `positions[0..count)` (rising, in rows of `rowBytes` from byte `offset` of the file) into
   * `target`, each at position * rowBytes of it; what lies between may be overwritten.
   */
  readRows(
    path: string,
    offset: number,
    rowBytes: number,
    positions: Uint32Array,
    count: number,
    target: Uint8Array,
  ): void {
    const file = this.#descriptor(path);
    const gap = 1 + Math.floor(GAP_BYTES / rowBytes);
    for (let i = 0; i < count; ) {
      const first = positions[i] as number;
      let last = first;
      for (i++; i < count && (positions[i] as number) - last <= gap; i++) last = positions[i] as number;
      readWhole(file, path, target, first * rowBytes, (last - first + 1) * rowBytes, offset + first * rowBytes);
    }
  }

  /** Closes a file that was removed. */
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

function readWhole(file: number, path: string, target: Uint8Array, at: number, length: number, offset: number): void {
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
