import { isUtf8 } from "node:buffer";

/** Encodings that texts are read in. */
export type TextEncodingName = "utf-8" | "utf-16le" | "utf-16be";

/** Encoding and length of the byte order mark; without one it is UTF-8. */
export function encodingOf(head: Uint8Array): { encoding: TextEncodingName; markBytes: number } {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  return { encoding: "utf-8", markBytes: 0 };
}

/** Decodes strictly: no byte is replaced or dropped. A byte order mark is taken off. */
export function decodeText(bytes: Uint8Array): string | null {
  const { encoding, markBytes } = encodingOf(bytes);
  if (encoding === "utf-8") {
    if (!isUtf8(bytes)) return null;
    return Buffer.from(bytes.buffer, bytes.byteOffset + markBytes, bytes.byteLength - markBytes).toString("utf8");
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Position of the first byte that is not UTF-8, from 0. */
export function invalidUtf8At(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // The longest valid prefix, cut at any byte of a character, differs from its length by at most 3.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isUtf8Prefix(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  // A character whose first bytes end the text is bad from its start.
  for (let cut = 0; cut < 4; cut++) if (cut <= low && isUtf8(bytes.subarray(0, low - cut))) return low - cut;
  return low;
}

function isUtf8Prefix(bytes: Uint8Array): boolean {
  for (let cut = 0; cut < 4 && cut <= bytes.length; cut++) {
    if (!isUtf8(bytes.subarray(0, bytes.length - cut))) continue;
    if (cut === 0) return true;
    const lead = bytes[bytes.length - cut] ?? 0;
    return (
      (lead >= 0xc2 && lead <= 0xdf && cut < 2) ||
      (lead >= 0xe0 && lead <= 0xef && cut < 3) ||
      (lead >= 0xf0 && lead <= 0xf4 && cut < 4)
    );
  }
  return false;
}
