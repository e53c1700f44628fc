/** Red, green, blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];
type Three = readonly [number, number, number];

/** Linear light of an sRGB channel of 0 to 255 (IEC 61966-2-1). */
export const toLinear = (channel: number): number => {
  const x = channel / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
};

/** The sRGB channel, not rounded and not clipped, of some linear light. */
export const fromLinear = (light: number): number =>
  255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

const times = (rows: readonly Three[], [a, b, c]: Three): [number, number, number] => {
  const [x, y, z] = rows.map((row) => row[0] * a + row[1] * b + row[2] * c);
  return [x ?? 0, y ?? 0, z ?? 0];
};

const LINEAR_TO_LMS: readonly Three[] = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LMS_TO_OKLAB: readonly Three[] = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const OKLAB_TO_LMS: readonly Three[] = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const LMS_TO_LINEAR: readonly Three[] = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];

/** Lightness (0 to 1), a and b of OKLab (Ottosson 2020): distances in it are about as large as they look. */
export function toOklab([red, green, blue]: Rgb): [number, number, number] {
  const [l, m, s] = times(LINEAR_TO_LMS, [toLinear(red), toLinear(green), toLinear(blue)]);
  return times(LMS_TO_OKLAB, [Math.cbrt(l), Math.cbrt(m), Math.cbrt(s)]);
}

/**
 * The colour of a lightness (0 to 1), a chroma (0 to about 0.3) and a hue in degrees. Where a screen cannot show it, it
 * has the most chroma that it can have.
 */
export function fromOklch(lightness: number, chroma: number, hueDegrees: number): [number, number, number] {
  const [a, b] = [Math.cos((hueDegrees * Math.PI) / 180), Math.sin((hueDegrees * Math.PI) / 180)];
  const at = (c: number): [number, number, number] => {
    const [l, m, s] = times(OKLAB_TO_LMS, [lightness, c * a, c * b]);
    const [red, green, blue] = times(LMS_TO_LINEAR, [l ** 3, m ** 3, s ** 3]);
    return [fromLinear(red), fromLinear(green), fromLinear(blue)];
  };
  const isShown = (rgb: readonly number[]): boolean => rgb.every((channel) => channel >= -0.5 && channel <= 255.5);
  let [low, high] = [0, chroma];
  if (isShown(at(chroma))) low = chroma;
  for (let i = 0; i < 8 && low < chroma; i++) {
    const middle = (low + high) / 2;
    if (isShown(at(middle))) low = middle;
    else high = middle;
  }
  const [red, green, blue] = at(low).map((channel) => Math.max(0, Math.min(255, Math.round(channel))));
  return [red ?? 0, green ?? 0, blue ?? 0];
}

/** Relative luminance, 0 to 1 (WCAG 2.2). */
const luminance = ([red, green, blue]: Rgb): number =>
  0.2126 * toLinear(red) + 0.7152 * toLinear(green) + 0.0722 * toLinear(blue);

/** Contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
