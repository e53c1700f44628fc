import { open } from "node:fs/promises";
import sharp from "sharp";
import type { EmbedInput } from "./embedder.ts";
import { failed, type Prepared } from "./model-runtime.ts";

/** Larger images are refused before any pixel is decoded. */
const MAX_PIXELS = 1e8;

// One thread per image: the worker threads themselves use the cores. Nothing is decoded twice, so nothing is kept.
sharp.concurrency(1);
sharp.cache(false);

/** How the pixels come about; part of a model's fingerprint. */
export const PIXELS_VERSION = "autoOrient, flatten #fff, srgb, resize; 1";

export interface PixelSize {
  width: number;
  height: number;
  /** `fill` stretches to the size; `outside` keeps the proportions and covers it, never enlarging. */
  fit: "fill" | "outside";
}

/** RGB, 8 bits, row by row, top left first. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/**
 * Decodes an image upright (EXIF), on white where it is transparent, as sRGB, resized. The first frame of an animation.
 * A damaged file is decoded as far as it goes. Errors are values: empty, too_large (over 100 megapixels, found before
 * decoding), unsupported, decode.
 */
export async function readPixels(input: EmbedInput, size: PixelSize): Promise<Prepared<Pixels>> {
  if ("text" in input) return failed("unsupported", "The model embeds images, not texts.");
  const source = "path" in input ? input.path : input.bytes;
  if (typeof source !== "string" && source.length === 0) return failed("empty", "The image has no bytes.");
  try {
    return { value: await decode(source, size, "error") };
  } catch (strict) {
    const refused = await refusal(source, strict as Error);
    if (refused) return refused;
  }
  try {
    return { value: await decode(source, size, "none") };
  } catch (error) {
    return failed("decode", reasonOf(error as Error));
  }
}

async function decode(source: string | Uint8Array, size: PixelSize, failOn: "error" | "none"): Promise<Pixels> {
  const { data, info } = await sharp(source, { failOn, limitInputPixels: MAX_PIXELS, sequentialRead: true })
    .autoOrient()
    .flatten({ background: "#fff" })
    .toColourspace("srgb")
    .resize(size.width, size.height, { fit: size.fit, withoutEnlargement: size.fit === "outside" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: info.channels === 3 ? data : asRgb(data, info.channels), width: info.width, height: info.height };
}

/** Grey images may stay of one channel. */
function asRgb(data: Uint8Array, channels: number): Uint8Array {
  const count = data.length / channels;
  const rgb = new Uint8Array(count * 3);
  for (let pixel = 0; pixel < count; pixel++)
    for (let channel = 0; channel < 3; channel++)
      rgb[pixel * 3 + channel] = data[pixel * channels + (channels < 3 ? 0 : channel)] as number;
  return rgb;
}

/** Why a lenient second attempt would be no use, or null. */
async function refusal(source: string | Uint8Array, error: Error): Promise<Prepared<never> | null> {
  if (/^Input image exceeds pixel limit/.test(error.message))
    return failed("too_large", `The image has more than ${MAX_PIXELS / 1e6} megapixels.`);
  const head = typeof source === "string" ? await readHead(source) : source;
  if (head === null) return failed("decode", `The file ${source} cannot be read.`);
  if (head.length === 0) return failed("empty", `The file ${source} has no bytes.`);
  if (HEVC_BRANDS.test(Buffer.from(head.subarray(4, HEAD_BYTES)).toString("latin1")))
    return failed(
      "unsupported",
      "HEIC photos cannot be decoded: their HEVC compression is not built in. Convert them to JPEG or AVIF.",
    );
  if (/unsupported image format/i.test(error.message))
    return failed("unsupported", "The content is no image of a known format.");
  return null;
}

const HEAD_BYTES = 40;
/** The first box of a HEIF file whose images are compressed by HEVC: it names such a brand among others. */
const HEVC_BRANDS = /^ftyp(....)*?(heic|heix|hevc|hevx|heim|heis)/s;

async function readHead(path: string): Promise<Uint8Array | null> {
  const file = await open(path).catch(() => null);
  if (!file) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}

/**
 * What sharp itself says. Behind a colon follows libvips' error text, which all threads write to: under load it is of
 * another file.
 */
function reasonOf(error: Error): string {
  const [own = ""] = error.message.split(/[:\n]/);
  return /^(Input|Unsupported)/.test(own) ? `${own.trim()}.` : "The image is damaged and cannot be decoded.";
}
