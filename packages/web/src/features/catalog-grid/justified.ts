/** Space between tiles, in CSS pixels. */
export const GRID_GAP_PX = 8;

/** A line of tiles: rows `start` to `start + widths.length - 1` of its block. */
export interface TileLine {
  start: number;
  /** From the top of the block. */
  topPx: number;
  heightPx: number;
  widthsPx: number[];
}

interface BlockBox {
  widthPx: number;
  /** Below each picture: its caption and the gap. */
  belowPx: number;
}

/** Very long and very tall pictures are cut to these ratios of width to height. */
export const clampAspect = (aspect: number): number => Math.max(0.5, Math.min(2.6, aspect));

/**
 * Picture height at which rows of these aspects, set in full lines, take about `heightPx` in all: the same height for the
 * same number of rows, so that each picture has about the same area whatever its shape.
 */
export function idealHeight(aspects: readonly number[], heightPx: number, { widthPx, belowPx }: BlockBox): number {
  const a = aspects.reduce((sum, aspect) => sum + aspect, 0);
  const line = widthPx + GRID_GAP_PX;
  const gaps = aspects.length * GRID_GAP_PX;
  // (a h + gaps) / line lines, each h + below high, are to be heightPx.
  const b = a * belowPx + gaps;
  const c = gaps * belowPx - heightPx * line;
  return Math.max(16, (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a));
}

/** Ideal heights that are tried, as parts of the one that the area asks for. */
const TRIED = [1, 0.95, 1.05, 0.9, 1.1];
/** Pictures that are cut by less than this look whole. */
const LEAST_STRETCH = 0.02;

/**
 * Full lines for a whole block, exactly `heightPx` high in all. Line breaks are those that keep the heights closest to
 * the ideal one (least squares, all breaks considered); what is left over is taken from or given to all heights alike, a
 * few percent that the pictures are cut by. Linear in the rows times the rows of a line.
 */
export function fillBlock(aspects: readonly number[], heightPx: number, box: BlockBox): TileLine[] {
  const ideal = idealHeight(aspects, heightPx, box);
  let best: Filling | undefined;
  for (const part of TRIED) {
    const filling = fill(aspects, ideal * part, { heightPx, box });
    if (!best || filling.cut < best.cut) best = filling;
    if (best.cut < LEAST_STRETCH) break;
  }
  const { spans, heightsPx, stretch } = best as Filling;
  let topPx = 0;
  return spans.map((span, i) => {
    const natural = heightsPx[i] as number;
    const line = tileLine(aspects, span, { topPx, heightPx: natural * stretch, widthHeightPx: natural });
    topPx += natural * stretch + box.belowPx;
    return line;
  });
}

interface Filling {
  spans: Span[];
  heightsPx: number[];
  /** What the heights are multiplied by to fill the block. */
  stretch: number;
  cut: number;
}

function fill(
  aspects: readonly number[],
  idealPx: number,
  { heightPx, box }: { heightPx: number; box: BlockBox },
): Filling {
  const spans = breakLines(aspects, idealPx, box.widthPx);
  const heightsPx = spans.map((span) => fullHeight(aspects, span, box.widthPx));
  const left = Math.max(spans.length, heightPx - spans.length * box.belowPx);
  const stretch = left / heightsPx.reduce((sum, height) => sum + height, 0);
  return { spans, heightsPx, stretch, cut: Math.abs(Math.log(stretch)) };
}

/** Lines for the end of a result: full ones at about the given height, the last one as far as it goes. */
export function fillEnd(aspects: readonly number[], idealPx: number, box: BlockBox): TileLine[] {
  let topPx = 0;
  const lines = breakLines(aspects, idealPx, box.widthPx, true);
  return lines.map(([start, end], i) => {
    const full = fullHeight(aspects, [start, end], box.widthPx);
    const heightPx = i === lines.length - 1 ? Math.min(full, idealPx) : full;
    const line = tileLine(aspects, [start, end], { topPx, heightPx, widthHeightPx: heightPx });
    topPx += heightPx + box.belowPx;
    return line;
  });
}

type Span = readonly [start: number, end: number];

/** Height at which the rows fill the width. */
function fullHeight(aspects: readonly number[], [start, end]: Span, widthPx: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += aspects[i] as number;
  return Math.max(1, widthPx - (end - start - 1) * GRID_GAP_PX) / sum;
}

/** The breaks with the least sum of squared deviations from the ideal height; `isLastFree`: the last line may be short. */
function breakLines(aspects: readonly number[], idealPx: number, widthPx: number, isLastFree = false): Span[] {
  const count = aspects.length;
  const cost = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(count + 1);
  cost[0] = 0;
  for (let start = 0; start < count; start++) {
    let sum = 0;
    for (let end = start + 1; end <= count; end++) {
      sum += aspects[end - 1] as number;
      const height = Math.max(1, widthPx - (end - start - 1) * GRID_GAP_PX) / sum;
      const isFree = isLastFree && end === count && height > idealPx;
      const reached = (cost[start] as number) + (isFree ? 0 : deviation(height, idealPx));
      if (reached < (cost[end] as number)) {
        cost[end] = reached;
        from[end] = start;
      }
      // Lines this low are never the best.
      if (height < idealPx / 3) break;
    }
  }
  const spans: Span[] = [];
  for (let end = count; end > 0; end = from[end] as number) spans.unshift([from[end] as number, end]);
  return spans;
}

/** Too high and too low by the same factor are as bad. */
const deviation = (height: number, ideal: number): number => Math.log(height / ideal) ** 2;

function tileLine(
  aspects: readonly number[],
  [start, end]: Span,
  { topPx, heightPx, widthHeightPx }: { topPx: number; heightPx: number; widthHeightPx: number },
): TileLine {
  // Whole pixels, whose sum is that of the exact widths.
  const widthsPx: number[] = [];
  let exact = 0;
  let used = 0;
  for (let i = start; i < end; i++) {
    exact += (aspects[i] as number) * widthHeightPx;
    widthsPx.push(Math.round(exact) - used);
    used = Math.round(exact);
  }
  return { start, topPx, heightPx, widthsPx };
}
