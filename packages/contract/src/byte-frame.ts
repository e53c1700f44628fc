/** Bytes with a head that says what they are: answers that hold columns of numbers. */
export interface ByteFrame<Head> {
  head: Head;
  /** By name, in their order; views into the frame, each beginning at a multiple of 8 bytes. */
  parts: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

const MAGIC = 0x50414d50; // "PMAP"
const aligned = (length: number): number => (length + 7) & ~7;

interface Envelope {
  head: unknown;
  parts: readonly (readonly [name: string, bytes: number])[];
}

/**
 * Lays out a frame and gives its parts to be filled: `PMAP`, the length of the JSON as uint32 (little-endian, like all
 * numbers of a frame), the JSON in ASCII `{head, parts: [[name, bytes], …]}`, the parts. Each part begins at a multiple of 8 bytes.
 */
export function newFrame(
  head: object,
  sizes: readonly (readonly [name: string, bytes: number])[],
): { bytes: Uint8Array<ArrayBuffer>; parts: Record<string, Uint8Array<ArrayBuffer>> } {
  const text = asciiJson({ head, parts: sizes });
  let at = aligned(8 + text.length);
  const bytes = new Uint8Array(sizes.reduce((sum, [, size]) => sum + aligned(size), at));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, 8);
  const parts: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const [name, size] of sizes) {
    parts[name] = bytes.subarray(at, at + size);
    at += aligned(size);
  }
  return { bytes, parts };
}

/** Reads a frame without copying it, unless it does not begin at a multiple of 8. Throws a RangeError for other bytes. */
export function readFrame<Head>(source: Uint8Array<ArrayBuffer>): ByteFrame<Head> {
  const bytes = source.byteOffset % 8 === 0 ? source : source.slice();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || view.getUint32(0, true) !== MAGIC)
    throw new RangeError("These bytes are no answer about a map: they do not begin with PMAP.");
  const textEnd = 8 + view.getUint32(4, true);
  const cut = (): RangeError => new RangeError(`The answer about a map is cut off: it has ${bytes.length} bytes only.`);
  if (textEnd > bytes.length) throw cut();
  const { head, parts } = JSON.parse(textOf(bytes.subarray(8, textEnd))) as Envelope;
  let at = aligned(textEnd);
  const found: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const [name, size] of parts) {
    if (at + size > bytes.length) throw cut();
    found[name] = bytes.subarray(at, at + size);
    at += aligned(size);
  }
  return { head: head as Head, parts: found };
}

/** JSON whose other characters are escaped, so that each is one byte. */
function asciiJson(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify(envelope).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** As many characters as a call takes as arguments on every engine. */
const CALL_CHARACTERS = 8192;

function textOf(ascii: Uint8Array): string {
  let text = "";
  for (let at = 0; at < ascii.length; at += CALL_CHARACTERS)
    text += String.fromCharCode(...ascii.subarray(at, at + CALL_CHARACTERS));
  return text;
}
