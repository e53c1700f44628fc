import sharp, { type Sharp } from "sharp";

// Rows are decoded many at a time on libuv's pool: more threads inside one decode only get in each other's way.
sharp.concurrency(1);
sharp.cache(false);

const DECODE_SECONDS = 30;

/** What every decode has in common. `strict` fails on the slightest damage; otherwise what is there is shown. */
export function openImage(bytes: Uint8Array, options: { pixels: number; strict: boolean; density?: number }): Sharp {
  return sharp(bytes, {
    limitInputPixels: options.pixels,
    failOn: options.strict ? "warning" : "none",
    pages: 1,
    sequentialRead: true,
    ...(options.density === undefined ? {} : { density: options.density }),
  }).timeout({ seconds: DECODE_SECONDS });
}

/** Pixels that were drawn here: red, green, blue of each, rows from the top. */
export const fromPixels = (pixels: Uint8Array, { width, height }: { width: number; height: number }): Sharp =>
  sharp(pixels, { raw: { width, height, channels: 3 } });
