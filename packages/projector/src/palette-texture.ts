import type { PointColours } from "./point-cloud.ts";

/** Texels a row of the palette texture, and its rows: 4,096 colours and the neutral one. */
export const PALETTE_WIDTH = 64;
export const PALETTE_HEIGHT = 65;
export const PALETTE_COLOURS = 4096;
/** The value of points without a colour. */
export const NO_VALUE = 65_535;

type Colour = readonly [number, number, number];

/**
 * Red, green, blue, alpha of each colour, as the bytes of a texture of 64 x 65. A category's number is the number of its texel; a value
 * of a scale has one of the first 256. Texel 4,096 is for points without a colour.
 */
export function paletteTexels(colours: PointColours | null, neutral: Colour): Uint8Array {
  const texels = new Uint8Array(PALETTE_WIDTH * PALETTE_HEIGHT * 4).fill(255);
  const palette = colours?.palette ?? new Uint8Array(0);
  const known = Math.min(PALETTE_COLOURS, Math.floor(palette.length / 3));
  for (let i = 0; i < PALETTE_COLOURS; i++) {
    const at = i * 4;
    for (let c = 0; c < 3; c++) texels[at + c] = i < known ? palette[i * 3 + c]! : neutral[c]!;
  }
  texels.set(colours?.kind === "scale" ? colours.none : neutral, PALETTE_COLOURS * 4);
  return texels;
}
