import type { Metadata } from "sharp";
import { contentHashOf } from "./content-hash.ts";
import { contentSignature } from "./content-signature.ts";
import { proveDecodable, reasonOf } from "./decode-proof.ts";
import { decodeBeside } from "./decode-turns.ts";
import { DEFAULT_INSPECT_LIMITS, type InspectLimits } from "./inspect-limits.ts";
import type { Inspected } from "./inspected.ts";
import { type ContentInput, type ContentRefusal, readContent, tooLarge } from "./read-content.ts";
import { openImage } from "./sharp-settings.ts";

const FORMATS = new Set(["jpeg", "png", "gif", "webp", "tiff", "heif", "svg"]);
const SVG_BYTES = 10_000_000;

const refuse = (code: ContentRefusal["code"], message: string): ContentRefusal => ({ ok: false, code, message });

const heicRefusal = refuse(
  "unsupported",
  "It is HEIC (HEVC), which needs a licensed decoder. Convert it to JPEG, PNG, WebP or AVIF.",
);

/** The header, or why there is none. Nothing is decoded and no pixel memory is taken. */
async function readHeader(
  bytes: Uint8Array,
  format: string,
  pixels: number,
): Promise<{ ok: true; header: Metadata } | ContentRefusal> {
  try {
    const header = await decodeBeside(() => openImage(bytes, { pixels, strict: true }).metadata());
    return { ok: true, header };
  } catch (error) {
    const reason = reasonOf(error);
    if (/pixel limit|dimensions? .*(too large|exceed)|too large|exceeds? limit/i.test(reason))
      return refuse(
        "too-large",
        `It has more than the limit of ${pixels.toLocaleString("en")} pixels. Make it smaller.`,
      );
    if (format === "heif")
      return /unsupported image format|not been built in|hev/i.test(reason)
        ? heicRefusal
        : refuse("corrupt", `Its HEIF header cannot be read (${reason}). Convert it to JPEG, PNG, WebP or AVIF.`);
    if (/premature end|unexpected end|end of file|truncat/i.test(reason))
      return refuse("truncated", "The file ends inside its header. Copy or download it again.");
    if (format === "svg") return refuse("corrupt", `The SVG cannot be drawn (${reason}).`);
    return refuse("corrupt", `Its header cannot be read (${reason}). Restore the file from its origin.`);
  }
}

/** Entity declarations that use other entities grow without bound; libxml2's own limit is the second line of defence. */
function svgRefusal(bytes: Uint8Array): ContentRefusal | null {
  if (bytes.length > SVG_BYTES) return tooLarge(bytes.length, SVG_BYTES);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const declarations = text.matchAll(/<!ENTITY\s+(?:%\s+)?[^\s>]+\s+(SYSTEM|PUBLIC)?\s*("[^"]*"|'[^']*')/g);
  for (const [, external, value] of declarations)
    if (external !== undefined || value?.includes("&"))
      return refuse(
        "corrupt",
        "The SVG declares nested or external XML entities, which are not expanded for safety. Save it without them.",
      );
  return null;
}

/**
 * Looks at an image by content, never by name: proof that all of it decodes, its upright size, format and hash, or a reason why not.
 * The size is taken from the header first, so a decompression bomb is refused before memory is allocated. Of an animation or a
 * multi-page file the first frame counts. SVG is drawn from memory: references to files and sites are not followed.
 */
export async function inspectImage(
  input: ContentInput,
  limits: InspectLimits = DEFAULT_INSPECT_LIMITS,
): Promise<Inspected> {
  const content = await readContent(input, limits.fileBytes);
  if (!content.ok) return content;
  const { bytes } = content;
  const signature = contentSignature(bytes);
  if (signature.kind === "empty") return refuse("empty", "The file is empty (0 bytes). Copy or download it again.");
  if (signature.kind === "foreign-image")
    return refuse("unsupported", `${signature.name} images cannot be decoded. Convert it to JPEG, PNG, WebP or AVIF.`);
  if (signature.kind === "text")
    return refuse(
      "wrong-media-type",
      signature.html
        ? "It is an HTML page (often an error page saved as an image), not an image."
        : "It is text, not an image.",
    );
  if (signature.kind === "binary")
    return refuse(
      "unsupported",
      "Its content is no image format that can be decoded. Convert it to JPEG, PNG, WebP or AVIF.",
    );
  const unsafe = signature.format === "svg" ? svgRefusal(bytes) : null;
  if (unsafe) return unsafe;
  const head = await readHeader(bytes, signature.format, limits.pixels);
  if (!head.ok) return head;
  const { header } = head;
  if (!FORMATS.has(header.format))
    return refuse("unsupported", `${header.format} images cannot be decoded. Convert it to JPEG, PNG, WebP or AVIF.`);
  if (header.format === "heif" && header.compression !== "av1") return heicRefusal;
  const { width, pageHeight } = header;
  const height = pageHeight ?? header.height;
  if (width * height > limits.pixels)
    return refuse(
      "too-large",
      `It is ${width} x ${height} pixels; the limit is ${limits.pixels.toLocaleString("en")} pixels. Make it smaller.`,
    );
  const proof = await proveDecodable(bytes, header.format, limits.pixels);
  if (!proof.ok) return proof;
  const turned = (header.orientation ?? 1) >= 5;
  return {
    ok: true,
    mediaType: "image",
    width: turned ? height : width,
    height: turned ? width : height,
    format: header.format === "heif" ? "avif" : header.format,
    bytes: bytes.length,
    contentHash: await contentHashOf(bytes),
    ...(proof.warning ? { warning: proof.warning } : {}),
  };
}
