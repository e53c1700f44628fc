import sharp from "sharp";

/** A pattern of side * side RGB pixels that depends on the seed alone. */
export function syntheticPixels(side: number, seed = 0): Uint8Array {
  const pixels = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++)
      for (let channel = 0; channel < 3; channel++)
        pixels[(y * side + x) * 3 + channel] = (x * (7 + seed) + y * 13 + channel * 50 + ((x * y) % 31)) & 255;
  return pixels;
}

/** The pattern as a PNG file. */
export const syntheticPng = (side: number, seed = 0): Promise<Buffer> =>
  sharp(syntheticPixels(side, seed), { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
