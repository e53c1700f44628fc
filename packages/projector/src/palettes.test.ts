import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contrast, fromLinear, fromOklch, type Rgb, toLinear, toOklab } from "./oklch.ts";
import { categoryPalette, NO_VALUE_COLOURS, scalePalette } from "./palettes.ts";

const GROUNDS = { light: [250, 250, 251], dark: [17, 19, 24] } as const;
const THEMES = ["light", "dark"] as const;

const coloursOf = (palette: Uint8Array): Rgb[] =>
  Array.from({ length: palette.length / 3 }, (_, i) => [
    palette[3 * i] ?? 0,
    palette[3 * i + 1] ?? 0,
    palette[3 * i + 2] ?? 0,
  ]);

/** How a colour looks without one of the three cones (Machado, Oliveira and Fernandes 2009, severity 1). */
const BLIND = {
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
} as const;
const seenWith = (kind: keyof typeof BLIND, colour: Rgb): Rgb => {
  const light = colour.map(toLinear);
  const [red = 0, green = 0, blue = 0] = BLIND[kind].map((row) =>
    fromLinear(
      Math.max(
        0,
        Math.min(
          1,
          row.reduce((sum, factor, i) => sum + factor * (light[i] ?? 0), 0),
        ),
      ),
    ),
  );
  return [red, green, blue];
};

function nearest(colours: readonly Rgb[]): number {
  const labs = colours.map(toOklab);
  let least = Number.POSITIVE_INFINITY;
  for (const [i, one] of labs.entries())
    for (const other of labs.slice(0, i))
      least = Math.min(least, Math.hypot(...one.map((x, k) => x - (other[k] ?? 0))));
  return least;
}

describe.each(THEMES)("categories on a %s ground", (theme) => {
  it("are all different, up to as many as can be drawn", () => {
    expect(new Set(coloursOf(categoryPalette(4096, theme)).map(String)).size).toBe(4096);
  });

  it("keep their colours when there are more", () => {
    const most = categoryPalette(4096, theme);
    fc.assert(
      fc.property(fc.nat({ max: 4096 }), (count) => {
        expect(categoryPalette(count, theme)).toEqual(most.slice(0, 3 * count));
      }),
      { numRuns: 20 },
    );
  });

  it("stand out from the ground", () => {
    for (const colour of coloursOf(categoryPalette(4096, theme)))
      expect(contrast(colour, GROUNDS[theme])).toBeGreaterThan(2);
  });

  it("are told apart, the first 8 also by colour-blind eyes", () => {
    const first = coloursOf(categoryPalette(8, theme));
    expect(nearest(first)).toBeGreaterThan(0.1);
    expect(nearest(first.map((colour) => seenWith("deuteranopia", colour)))).toBeGreaterThan(0.07);
    expect(nearest(first.map((colour) => seenWith("protanopia", colour)))).toBeGreaterThan(0.06);
    expect(nearest(coloursOf(categoryPalette(24, theme)))).toBeGreaterThan(0.03);
  });

  it("are not the greys of points without a value", () => {
    const { other, missing } = NO_VALUE_COLOURS[theme];
    expect(nearest([other, missing, ...coloursOf(categoryPalette(8, theme))])).toBeGreaterThan(0.07);
    expect(contrast(missing, GROUNDS[theme])).toBeLessThan(contrast(other, GROUNDS[theme]));
  });
});

describe.each(THEMES)("a scale on a %s ground", (theme) => {
  const steps = coloursOf(scalePalette(theme));

  it("gets darker, or lighter, at every step, also for colour-blind eyes", () => {
    const direction = theme === "light" ? -1 : 1;
    for (const seen of [
      steps,
      ...(["deuteranopia", "protanopia"] as const).map((kind) => steps.map((c) => seenWith(kind, c))),
    ]) {
      const lightness = seen.map((colour) => toOklab(colour)[0]);
      for (let i = 8; i < 256; i += 8)
        expect(direction * ((lightness[i] ?? 0) - (lightness[i - 8] ?? 0))).toBeGreaterThan(0);
    }
  });

  it("shows its lowest step on the ground, and its highest best", () => {
    const [low, high] = [steps[0], steps[255]].map((colour) => contrast(colour ?? [0, 0, 0], GROUNDS[theme]));
    expect(low).toBeGreaterThan(1.3);
    expect(high).toBeGreaterThan(7);
  });
});

it("a colour of OKLCH is one that a screen can show, with the lightness asked for", () => {
  const unit = fc.double({ min: 0.2, max: 0.9, noNaN: true });
  fc.assert(
    fc.property(
      unit,
      fc.double({ min: 0, max: 0.4, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      (l, c, h) => {
        expect(Math.abs(toOklab(fromOklch(l, c, h))[0] - l)).toBeLessThan(0.01);
      },
    ),
  );
});
