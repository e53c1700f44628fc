import { fromPixels } from "./sharp-settings.ts";

/** Red, green and blue of every pixel, rows from the top, as a PNG file. */
export const encodePng = (pixels: Uint8Array, size: { width: number; height: number }): Promise<Uint8Array> =>
  fromPixels(pixels, size).png({ compressionLevel: 6 }).toBuffer();
