import { describe, expect, it } from "vitest";
import { PALETTE_COLOURS, PALETTE_HEIGHT, PALETTE_WIDTH, paletteTexels } from "./palette-texture.ts";

const NEUTRAL = [1, 2, 3] as const;
const texel = (texels: Uint8Array, i: number) => Array.from(texels.subarray(4 * i, 4 * i + 3));

describe("the palette texture", () => {
  it("has the colour of each of 4,096 categories at its number, all opaque", () => {
    const palette = Uint8Array.from({ length: 4096 * 3 }, (_, i) => (i * 7) % 256);
    const texels = paletteTexels({ kind: "category", values: new Uint16Array(0), palette }, NEUTRAL);
    expect(texels).toHaveLength(PALETTE_WIDTH * PALETTE_HEIGHT * 4);
    for (const i of [0, 63, 64, 4095]) expect(texel(texels, i)).toEqual(Array.from(palette.subarray(3 * i, 3 * i + 3)));
    for (let i = 3; i < texels.length; i += 4) expect(texels[i]).toBe(255);
  });

  it("gives categories beyond the palette and points without a colour the neutral one", () => {
    const palette = Uint8Array.of(9, 9, 9);
    const texels = paletteTexels({ kind: "category", values: new Uint16Array(0), palette }, NEUTRAL);
    expect(texel(texels, 1)).toEqual([1, 2, 3]);
    expect(texel(texels, PALETTE_COLOURS)).toEqual([1, 2, 3]);
    expect(texel(paletteTexels(null, NEUTRAL), 0)).toEqual([1, 2, 3]);
  });

  it("gives points without a value on a scale the colour that was chosen for them", () => {
    const palette = new Uint8Array(256 * 3).fill(50);
    const texels = paletteTexels({ kind: "scale", values: new Uint16Array(0), palette, none: [7, 8, 9] }, NEUTRAL);
    expect(texel(texels, 255)).toEqual([50, 50, 50]);
    expect(texel(texels, PALETTE_COLOURS)).toEqual([7, 8, 9]);
  });
});
