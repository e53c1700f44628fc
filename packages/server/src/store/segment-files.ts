import { CODE_SUFFIX, openCodeFile } from "./code-file.ts";
import { openVectorFile, type SegmentFile, type VectorFile } from "./segment-file.ts";
import type { Segment } from "./vector-store.ts";

/** Makes the sidecar of an opened vector file; compares its sha256 first when `isVerified`. */
export type MakeCodes = (dims: number, segment: Segment, file: VectorFile, isVerified: boolean) => Promise<void>;

/** An opened segment with its number. */
export type OpenedSegment = SegmentFile & Pick<Segment, "id">;

/** Opened segments by path. A sidecar that is missing or damaged is made anew from vectors that are what was written. */
export class SegmentFiles {
  readonly #makeCodes: MakeCodes;
  readonly #opened = new Map<string, Promise<OpenedSegment>>();
  /** Sidecars being made, by path of the segment: two makers of one would spoil each other's file. */
  readonly #making = new Map<string, Promise<void>>();

  constructor(makeCodes: MakeCodes) {
    this.#makeCodes = makeCodes;
  }

  /** The same object as long as the files are the same, so that it need not be handed to a thread twice. */
  open(path: string, dims: number, segment: Segment): Promise<OpenedSegment> {
    const known = this.#opened.get(path);
    if (known) return known;
    const opened = this.#open(path, dims, segment);
    this.#opened.set(path, opened);
    // A file that could not be opened may be restored.
    opened.catch(() => {
      if (this.#opened.get(path) === opened) this.#opened.delete(path);
    });
    return opened;
  }

  /**
   * Makes the sidecar anew, whatever it is, or waits for the one who is at it. Rejects when the vectors themselves are
   * damaged.
   */
  async repair(path: string, dims: number, segment: Segment): Promise<void> {
    this.#opened.delete(path);
    await this.#make(path, async () =>
      this.#makeCodes(dims, segment, await openVectorFile(path, dims, segment.rowCount), true),
    );
  }

  forget(path: string): void {
    this.#opened.delete(path);
  }

  #make(path: string, make: () => Promise<void>): Promise<void> {
    const known = this.#making.get(path);
    if (known) return known;
    const making = make().finally(() => this.#making.delete(path));
    this.#making.set(path, making);
    return making;
  }

  async #open(path: string, dims: number, segment: Segment): Promise<OpenedSegment> {
    const file = await openVectorFile(path, dims, segment.rowCount);
    const codesPath = path + CODE_SUFFIX;
    let codes = openCodeFile(codesPath, { ...segment, dims });
    if (!codes) {
      await this.#make(path, () => this.#makeCodes(dims, segment, file, true));
      codes = openCodeFile(codesPath, { ...segment, dims });
    }
    if (!codes) throw new Error(`${codesPath} was made and cannot be read.`);
    return {
      ...file,
      id: segment.id,
      codes,
      verified: new Uint8Array(new SharedArrayBuffer((segment.rowCount + 7) >> 3)),
    };
  }
}
