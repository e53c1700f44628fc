/** A block of float32 that threads can see, at least that large. */
export type TakeBlock = (floats: number) => Float32Array<SharedArrayBuffer>;

export const newBlock: TakeBlock = (floats) => new Float32Array(new SharedArrayBuffer(floats * 4));

/** Blocks that are used again: memory that is only left to the garbage collector piles up before it runs. */
export class BlockPool {
  #free: Float32Array<SharedArrayBuffer>[] = [];

  readonly take: TakeBlock = (floats) => {
    const at = this.#free.findIndex((block) => block.length >= floats);
    return at < 0 ? newBlock(floats) : (this.#free.splice(at, 1)[0] as Float32Array<SharedArrayBuffer>);
  };

  /** The block that these values are in may be used again. */
  give({ buffer }: Float32Array): void {
    if (buffer instanceof SharedArrayBuffer && buffer.byteLength > 0) this.#free.push(new Float32Array(buffer));
  }
}
