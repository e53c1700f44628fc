import { fromOklch, type Rgb } from "./oklch.ts";

type Theme = "light" | "dark";

/**
 * The first colours: those of Okabe and Ito (2008), which people who tell red from green badly tell apart, made darker or
 * lighter where they would be lost on the ground of the theme; on a light one violet stands for their yellow.
 */
const FIRST: Readonly<Record<Theme, readonly Rgb[]>> = {
  light: [
    [0, 114, 178],
    [222, 143, 5],
    [0, 158, 115],
    [204, 60, 20],
    [204, 121, 167],
    [72, 172, 230],
    [205, 30, 245],
    [60, 52, 64],
  ],
  dark: [
    [20, 130, 200],
    [230, 159, 0],
    [0, 158, 115],
    [225, 90, 40],
    [204, 121, 167],
    [110, 195, 245],
    [240, 228, 66],
    [235, 235, 245],
  ],
};

/** Lightness of the colours behind the first, from darkest to lightest. */
const LIGHTNESS: Readonly<Record<Theme, readonly [number, number]>> = { light: [0.42, 0.72], dark: [0.56, 0.88] };
const CHROMA: readonly [number, number] = [0.07, 0.19];
/** Degrees between one hue and the next: the golden angle, so that any number of them are spread evenly. */
const GOLDEN_ANGLE = 137.50776405;

/**
 * Red, green, blue of `count` categories, all different; those of fewer categories are the first of those of more. The first 8
 * are safe for colour-blind eyes; the others go round the hues of OKLCH by the golden angle while lightness and chroma
 * vary, so that neighbours in the list differ in all three. Deterministic.
 */
export function categoryPalette(count: number, theme: Theme): Uint8Array {
  const palette = new Uint8Array(count * 3);
  const seen = new Set<number>();
  const [darkest, lightest] = LIGHTNESS[theme];
  for (let i = 0; i < count; i++) {
    let colour = FIRST[theme][i] ?? [0, 0, 0];
    for (let attempt = 0; i >= FIRST[theme].length && (attempt === 0 || seen.has(codeOf(colour))); attempt++) {
      const step = i + 4096 * attempt;
      const lightness = darkest + (lightest - darkest) * spread(step, 2);
      const chroma = CHROMA[0] + (CHROMA[1] - CHROMA[0]) * (1 - spread(step, 3));
      colour = fromOklch(lightness, chroma, 20 + step * GOLDEN_ANGLE);
    }
    seen.add(codeOf(colour));
    palette.set(colour, i * 3);
  }
  return palette;
}

const codeOf = ([red, green, blue]: Rgb): number => (red << 16) | (green << 8) | blue;

/** The number's digits mirrored behind the point (van der Corput): 0 to 1, evenly spread for any run of numbers. */
function spread(number: number, base: number): number {
  let value = 0;
  let unit = 1 / base;
  for (let rest = number; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * unit;
    unit /= base;
  }
  return value;
}

/** Colours of the bucket of rarer categories, and of points without a value: greys that stand back. */
export const NO_VALUE_COLOURS: Readonly<Record<Theme, { other: Rgb; missing: Rgb }>> = {
  light: { other: [138, 142, 150], missing: [186, 190, 198] },
  dark: { other: [122, 126, 136], missing: [74, 79, 90] },
};

const STEPS = 256;
/** Coefficients of a polynomial of degree 6 in each channel that stays within 1.5 % of viridis (Smith and van der Walt 2015; fit by Zucker). */
const VIRIDIS: readonly Rgb[] = [
  [0.2777273272, 0.0054073444, 0.3340998053],
  [0.1050930431, 1.4046135298, 1.3845901622],
  [-0.3308618287, 0.2148475595, 0.095095163],
  [-4.6342304989, -5.7991009734, -19.3324409563],
  [6.2282699363, 14.1799333668, 56.6905526004],
  [4.7763849976, -13.7451453777, -65.3530326334],
  [-5.4354558559, 4.6458526122, 26.3124352495],
];
/** Which stretch of viridis a theme shows, low to high: its other end would be lost on the ground. */
const STRETCH: Readonly<Record<Theme, readonly [number, number]>> = { light: [0.9, 0], dark: [0.12, 1] };

/**
 * Red, green, blue of 256 steps of a scale, low to high: viridis, which keeps its order for colour-blind eyes and in grey.
 * High values stand out most: darkest on a light ground, lightest on a dark one.
 */
export function scalePalette(theme: Theme): Uint8Array {
  const palette = new Uint8Array(STEPS * 3);
  const [first, last] = STRETCH[theme];
  for (let step = 0; step < STEPS; step++) {
    const t = first + ((last - first) * step) / (STEPS - 1);
    for (let channel = 0; channel < 3; channel++) {
      const value = VIRIDIS.reduceRight((sum, factors) => sum * t + (factors[channel] ?? 0), 0);
      palette[step * 3 + channel] = Math.max(0, Math.min(255, Math.round(value * 255)));
    }
  }
  return palette;
}
