import type { Histogram } from "@pomona/contract/rows";
import { count } from "./quantities.ts";
import { displayWidth, oneLine, truncate } from "./width.ts";

const LONGEST_BAR = 40;
/** Two moments of a histogram of dates fit in. */
const WIDEST_NAME = 44;

/** One line per value: name, bar of `#` in proportion to the largest count, count. */
export function renderBars(bars: readonly { name: string; count: number }[], columns: number | null): string {
  const names = bars.map((bar) => truncate(oneLine(bar.name), WIDEST_NAME));
  const counts = bars.map((bar) => count(bar.count));
  const nameWidth = Math.max(0, ...names.map(displayWidth));
  const countWidth = Math.max(0, ...counts.map((text) => text.length));
  const room = columns === null ? LONGEST_BAR : columns - nameWidth - countWidth - 4;
  const longest = Math.max(1, Math.min(LONGEST_BAR, room));
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  return bars
    .map((bar, position) => {
      const name = names[position] ?? "";
      const length = bar.count === 0 ? 0 : Math.max(1, Math.round((bar.count / most) * longest));
      return `${name}${" ".repeat(nameWidth - displayWidth(name))}  ${(counts[position] ?? "").padStart(countWidth)}  ${"#".repeat(length)}`.trimEnd();
    })
    .join("\n");
}

/** A histogram as bars, with what lies outside of it and what has no value named below. */
export function renderHistogram(histogram: Histogram, options: { columns: number | null; isDate: boolean }): string {
  const { edges, counts } = histogram;
  const span = Math.abs((edges.at(-1) ?? 0) - (edges[0] ?? 0)) / Math.max(1, counts.length);
  const edge = (value: number): string =>
    options.isDate ? new Date(value).toISOString().slice(0, span < 86_400_000 ? 19 : 10) : decimals(value, span);
  const bars = counts.map((size, bin) => ({
    name: `${edge(edges[bin] ?? 0)} .. ${edge(edges[bin + 1] ?? 0)}`,
    count: size,
  }));
  const outside = [
    histogram.below > 0 ? `${count(histogram.below)} below` : "",
    histogram.above > 0 ? `${count(histogram.above)} above` : "",
    histogram.missing > 0 ? `${count(histogram.missing)} without a value` : "",
  ].filter((part) => part !== "");
  const total = counts.reduce((sum, size) => sum + size, 0);
  return `${renderBars(bars, options.columns)}\n${[`${count(total)} in the bins`, ...outside].join(", ")}`;
}

function decimals(value: number, step: number): string {
  const digits = step >= 10 || step === 0 ? 0 : Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(step))));
  return value.toFixed(digits);
}
