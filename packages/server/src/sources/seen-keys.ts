import { createHash } from "node:crypto";

const LANES = 4;

/** Remembers keys by 128 bits of their sha256: about 16 to 40 bytes each, however long they are. Two keys taken for one: chance below 1e-20 at 1e9 keys. */
export class SeenKeys {
  #slots = new Uint32Array(1024 * LANES);
  #count = 0;

  /** True when the key was not there before. */
  add(key: string): boolean {
    if (this.#count * 10 > (this.#slots.length / LANES) * 6) this.#grow();
    const digest = createHash("sha256").update(key).digest();
    const lanes = [
      digest.readUInt32LE(0) || 1,
      digest.readUInt32LE(4),
      digest.readUInt32LE(8),
      digest.readUInt32LE(12),
    ] as const;
    const isNew = this.#place(lanes);
    if (isNew) this.#count++;
    return isNew;
  }

  #place(lanes: readonly [number, number, number, number]): boolean {
    const slots = this.#slots;
    const mask = slots.length / LANES - 1;
    for (let slot = lanes[1] & mask; ; slot = (slot + 1) & mask) {
      const at = slot * LANES;
      if (slots[at] === 0) {
        slots.set(lanes, at);
        return true;
      }
      if (
        slots[at] === lanes[0] &&
        slots[at + 1] === lanes[1] &&
        slots[at + 2] === lanes[2] &&
        slots[at + 3] === lanes[3]
      )
        return false;
    }
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += LANES)
      if (old[at] !== 0) this.#place([old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0, old[at + 3] ?? 0]);
  }
}
