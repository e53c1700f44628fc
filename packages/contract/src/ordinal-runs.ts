/**
 * Strictly rising ordinals as runs: for each run the gap behind the one before and its length less one, as variable-length
 * integers of 7 bits a byte (LEB128). A dense range takes a few bytes however long; ordinals far apart two or three each.
 */
export function encodeOrdinals(ordinals: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(64);
  let at = 0;
  const write = (value: number): void => {
    let rest = value;
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
  };
  let next = 0;
  for (let i = 0; i < ordinals.length; ) {
    const first = ordinals[i] as number;
    if (first < next) throw new RangeError(`The ordinal ${first} does not rise above the one before it.`);
    let length = 1;
    while (i + length < ordinals.length && ordinals[i + length] === first + length) length++;
    if (at + 10 > bytes.length) {
      const longer = new Uint8Array(bytes.length * 2);
      longer.set(bytes);
      bytes = longer;
    }
    write(first - next);
    write(length - 1);
    next = first + length;
    i += length;
  }
  return bytes.slice(0, at);
}

/** The `count` ordinals of some runs. Throws a RangeError where the runs hold fewer or more. */
export function decodeOrdinals(bytes: Uint8Array, count: number): Uint32Array<ArrayBuffer> {
  const ordinals = new Uint32Array(count);
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 35) throw new RangeError("The runs of ordinals end too early.");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  let filled = 0;
  let next = 0;
  while (at < bytes.length) {
    const first = next + read();
    const length = read() + 1;
    if (filled + length > count) throw new RangeError(`The runs hold more than ${count} ordinals.`);
    for (let i = 0; i < length; i++) ordinals[filled++] = first + i;
    next = first + length;
  }
  if (filled < count) throw new RangeError(`The runs hold ${filled} ordinals, not ${count}.`);
  return ordinals;
}
