/** The point of a row, by its ordinal; -1 where it is not on the map. Points that arrived stand behind the others, so that `ordinals` rise in stretches. */
export function pointIndex(ordinals: Uint32Array): (ordinal: number) => number {
  const starts = [0];
  for (let i = 1; i < ordinals.length; i++) if ((ordinals[i] as number) < (ordinals[i - 1] as number)) starts.push(i);
  return (ordinal) => {
    for (let s = 0; s < starts.length; s++) {
      let low = starts[s] as number;
      let high = (starts[s + 1] ?? ordinals.length) - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        const found = ordinals[middle] as number;
        if (found === ordinal) return middle;
        if (found < ordinal) low = middle + 1;
        else high = middle - 1;
      }
    }
    return -1;
  };
}

/** Bits that are set in both. */
export function commonBits(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(Math.max(a.length, b.length));
  for (let i = 0; i < bits.length; i++) bits[i] = (a[i] ?? 0) & (b[i] ?? 0);
  return bits;
}

/** Points that have one of the values, as bits. */
export function bitsOfValues(values: Uint16Array, wanted: ReadonlySet<number>): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++)
    if (wanted.has(values[i] as number)) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  return bits;
}

/** What a drawn region makes of the points that were selected before, until the server has told. */
export function bitsAfterRegion(
  before: Uint8Array | null,
  inside: Uint8Array,
  mode: "replace" | "add" | "remove",
): Uint8Array<ArrayBuffer> {
  const bits = new Uint8Array(inside.length);
  for (let i = 0; i < bits.length; i++) {
    const [old, now] = [before?.[i] ?? 0, inside[i] as number];
    bits[i] = mode === "replace" ? now : mode === "add" ? old | now : old & ~now;
  }
  return bits;
}
