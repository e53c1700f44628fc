import type { ColourLegend } from "@pomona/contract/map-binary";
import { categoryPalette, NO_VALUE_COLOURS, scalePalette } from "@pomona/projector/palettes";
import type { PointColours } from "@pomona/projector/point-cloud";

export type Theme = "light" | "dark";
type Rgb = readonly [red: number, green: number, blue: number];

/** Categories with the colour of each, as the legend lists them. */
export interface LegendEntry {
  /** Value in the column of colours. */
  index: number;
  /** As filters say it; null for rows without a value, undefined for the bucket of others. */
  value: string | null | undefined;
  /** Number of the cluster, where it is one. */
  id?: number;
  count: number;
  colour: Rgb;
}

const paletteOf = (legend: Extract<ColourLegend, { kind: "category" }>, theme: Theme): Uint8Array => {
  const count = Math.max(legend.categories.length, (legend.other?.value ?? -1) + 1, (legend.missing?.value ?? -1) + 1);
  const palette = new Uint8Array(count * 3);
  palette.set(categoryPalette(legend.categories.length, theme));
  const grey = NO_VALUE_COLOURS[theme];
  if (legend.other) palette.set(grey.other, legend.other.value * 3);
  if (legend.missing) palette.set(grey.missing, legend.missing.value * 3);
  return palette;
};

/** What the renderer colours its points by; `values` are those of its points. */
export function pointColours(legend: ColourLegend, values: Uint16Array, theme: Theme): PointColours {
  return legend.kind === "scale"
    ? { kind: "scale", values, palette: scalePalette(theme), none: NO_VALUE_COLOURS[theme].missing }
    : { kind: "category", values, palette: paletteOf(legend, theme) };
}

/** The lines of a legend of categories: the categories, then the bucket of others, then rows without a value. */
export function legendEntries(legend: Extract<ColourLegend, { kind: "category" }>, theme: Theme): LegendEntry[] {
  const palette = paletteOf(legend, theme);
  const colour = (index: number): Rgb => [
    palette[index * 3] ?? 0,
    palette[index * 3 + 1] ?? 0,
    palette[index * 3 + 2] ?? 0,
  ];
  return [
    ...legend.categories.map(({ value, count, id }, index) => ({
      index,
      value,
      count,
      colour: colour(index),
      ...(id === undefined ? {} : { id }),
    })),
    ...(legend.other
      ? [{ index: legend.other.value, value: undefined, count: legend.other.count, colour: colour(legend.other.value) }]
      : []),
    ...(legend.missing && legend.missing.count > 0
      ? [
          {
            index: legend.missing.value,
            value: null,
            count: legend.missing.count,
            colour: colour(legend.missing.value),
          },
        ]
      : []),
  ];
}

/** A stretch of the scale's palette as a CSS gradient, low to high. */
export function scaleGradient(theme: Theme): string {
  const palette = scalePalette(theme);
  const steps = [0, 36, 73, 109, 146, 182, 219, 255];
  return `linear-gradient(to right, ${steps.map((step) => `rgb(${palette.slice(step * 3, step * 3 + 3).join(" ")})`).join(", ")})`;
}

/** The colour of a share of the scale, 0 to 1, as CSS. */
export function scaleColour(theme: Theme, share: number): string {
  const step = Math.round(share * 255) * 3;
  return `rgb(${scalePalette(theme)
    .slice(step, step + 3)
    .join(" ")})`;
}
