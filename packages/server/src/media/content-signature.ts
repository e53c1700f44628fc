/** What the first bytes of a file say it is. `image` and `foreign-image` are image formats that can and cannot be decoded. */
export type ContentSignature =
  | { kind: "image"; format: "jpeg" | "png" | "gif" | "webp" | "tiff" | "heif" | "svg" }
  | { kind: "foreign-image"; name: string }
  | { kind: "text"; html: boolean }
  | { kind: "binary" }
  | { kind: "empty" };

/** Bytes that `contentSignature` wants to see; fewer are fine. */
export const SIGNATURE_BYTES = 4096;

const ascii = (head: Uint8Array, from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
const startsWith = (head: Uint8Array, hex: string): boolean =>
  Buffer.from(head.subarray(0, hex.length / 2)).toString("hex") === hex;

const HEIF_BRANDS = new Set(["avif", "avis", "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"]);

const FOREIGN: readonly (readonly [hex: string, name: string])[] = [
  ["38425053", "Photoshop (PSD)"],
  ["0000000c6a5020200d0a870a", "JPEG 2000"],
  ["ff4fff51", "JPEG 2000"],
  ["ff0a", "JPEG XL"],
  ["0000000c4a584c200d0a870a", "JPEG XL"],
  ["00000100", "ICO"],
  ["00000200", "CUR"],
  ["08f2a6b6", "libvips (.v)"],
  ["b6a6f208", "libvips (.v)"],
  ["762f3101", "OpenEXR"],
  ["716f6966", "QOI"],
  ["44445320", "DDS"],
  ["53445058", "DPX"],
];

function binarySignature(head: Uint8Array): ContentSignature | null {
  if (startsWith(head, "ffd8ff")) return { kind: "image", format: "jpeg" };
  if (startsWith(head, "89504e470d0a1a0a")) return { kind: "image", format: "png" };
  const start = ascii(head, 0, 6);
  if (start === "GIF87a" || start === "GIF89a") return { kind: "image", format: "gif" };
  if (start.startsWith("RIFF") && ascii(head, 8, 12) === "WEBP") return { kind: "image", format: "webp" };
  if (["49492a00", "4d4d002a", "49492b00", "4d4d002b"].some((hex) => startsWith(head, hex)))
    return { kind: "image", format: "tiff" };
  if (ascii(head, 4, 8) === "ftyp" && HEIF_BRANDS.has(ascii(head, 8, 12))) return { kind: "image", format: "heif" };
  const foreign = FOREIGN.find(([hex]) => startsWith(head, hex));
  if (foreign) return { kind: "foreign-image", name: foreign[1] };
  // A Windows bitmap repeats its sizes: bytes 6-9 are reserved zeros, byte 14 starts a known header length.
  if (
    start.startsWith("BM") &&
    head.length >= 18 &&
    head[6] === 0 &&
    head[7] === 0 &&
    [12, 40, 52, 56, 64, 108, 124].includes(head[14] ?? 0)
  )
    return { kind: "foreign-image", name: "Windows bitmap (BMP)" };
  if (/^P[1-7]\s/.test(ascii(head, 0, 3)) && /^P[1-7]\s+(#|\d|WIDTH)/.test(ascii(head, 0, 32)))
    return { kind: "foreign-image", name: "Netpbm (PNM, PGM, PPM)" };
  return null;
}

/** Control characters other than tab, newlines, form feed and escape are not found in texts. */
function looksLikeText(head: Uint8Array): boolean {
  if (startsWith(head, "fffe") || startsWith(head, "feff")) return true;
  return !head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127);
}

/** Tells what a file is from its first bytes; its name is never looked at. Cost: one look at up to 4 KB. */
export function contentSignature(head: Uint8Array): ContentSignature {
  if (head.length === 0) return { kind: "empty" };
  const bounded = head.subarray(0, SIGNATURE_BYTES);
  const known = binarySignature(bounded);
  if (known) return known;
  if (!looksLikeText(bounded)) return { kind: "binary" };
  const text = Buffer.from(bounded)
    .toString("latin1")
    .replace(/^(\xef\xbb\xbf)?\s*/, "");
  if (isSvgStart(text)) return { kind: "image", format: "svg" };
  return { kind: "text", html: /^<(!doctype html|html|head|body)\b/i.test(text) };
}

/** The root element decides: everything that may come before it (XML declaration, comments, doctype) is passed over. */
function isSvgStart(text: string): boolean {
  if (!text.startsWith("<")) return false;
  const root = /<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)/.exec(
    text.replace(/<!--[\s\S]*?(-->|$)/g, "").replace(/<\?[\s\S]*?(\?>|$)/g, ""),
  );
  if (/^(<\?xml|<!--|<!doctype svg|<svg|<[\w.-]+:svg)/i.test(text) && root?.[1]?.toLowerCase() === "svg") return true;
  return /^<!doctype svg\b/i.test(text) || /^<\?xml[\s\S]*?<!doctype svg\b/i.test(text);
}
