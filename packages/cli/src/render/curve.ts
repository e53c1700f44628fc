export interface CurvePoint {
  precision: number;
  recall: number;
}

const HEIGHT = 9;
const WIDEST = 61;
const NARROWEST = 21;

/**
 * A precision-recall curve as lines of text: recall to the right, precision upwards, both from 0 to 1. A column shows the
 * highest precision that its recall, or more, can be had at.
 */
export function renderCurve(points: readonly CurvePoint[], columns: number | null): string {
  if (points.length === 0) return "";
  const width = Math.max(NARROWEST, Math.min(WIDEST, (columns ?? WIDEST + 7) - 7));
  const heights = Array.from({ length: width }, (_, column) => {
    const recall = column / (width - 1);
    // Half a column of grace, as the last point may fall between two.
    const reached = points.filter((point) => point.recall >= recall - 0.5 / (width - 1));
    return reached.length === 0 ? -1 : Math.round(Math.max(...reached.map((point) => point.precision)) * (HEIGHT - 1));
  });
  const lines = Array.from({ length: HEIGHT }, (_, i) => {
    const height = HEIGHT - 1 - i;
    const mark = height === HEIGHT - 1 ? "1.0" : height * 2 === HEIGHT - 1 ? "0.5" : height === 0 ? "0.0" : "";
    return `${mark.padStart(4)} |${heights.map((at) => (at === height ? "*" : " ")).join("")}`.trimEnd();
  });
  const axis = `${" ".repeat(5)}+${"-".repeat(width)}`;
  const ends = `${" ".repeat(6)}0${"recall".padStart(Math.floor(width / 2) + 3).padEnd(width - 2)}1`;
  return ["precision", ...lines, axis, ends].join("\n");
}
