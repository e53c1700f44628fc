import { type ShareEstimate, wilsonInterval } from "./wilson-interval.ts";

/** How scored rows fare against what is right: rows that reach the threshold are hits. */
export interface Figures {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
  /** Null where nothing reaches the threshold, */
  precision: ShareEstimate | null;
  /** where no row is positive, */
  recall: ShareEstimate | null;
  /** and where either is so. */
  f1: number | null;
  averagePrecision: number | null;
}

export interface CurvePoint {
  threshold: number;
  precision: number;
  recall: number;
}

/**
 * Counts rows that come by falling score, and tells the figures of all of them at any time. Average precision and curve are
 * those of `precision-recall.ts`, for millions of rows that are ranked already: rows of one score stand or fall together.
 * The curve is thinned to `2 * steps + 2` points at most: the first and the last of every 1 / steps of recall, and both
 * ends, so that each of its drops is seen. Memory: that of the curve.
 */
export class RankedFigures {
  readonly #threshold: number;
  readonly #positives: number;
  readonly #steps: number;
  readonly #curve: CurvePoint[] = [];
  #hits = 0;
  #rows = 0;
  #found = 0;
  #foundBefore = 0;
  #precisions = 0;
  #truePositives = 0;
  #score = Number.NaN;
  #step = -1;
  /** Whether the last point is the first of its step, which stays. */
  #isFirst = false;

  /** `positives`: how many will come. Without `steps` no curve is kept. */
  constructor({ threshold, positives, steps = 0 }: { threshold: number; positives: number; steps?: number }) {
    this.#threshold = threshold;
    this.#positives = positives;
    this.#steps = steps;
  }

  /** The next row. Its score is not above that of the row before. */
  push(score: number, isPositive: boolean): void {
    if (score !== this.#score) this.#endScore();
    this.#score = score;
    this.#rows++;
    if (isPositive) this.#found++;
    if (!(score >= this.#threshold)) return;
    this.#hits++;
    if (isPositive) this.#truePositives++;
  }

  /** Of the rows that came. */
  figures(): Figures {
    this.#endScore();
    const found = this.#found;
    const [truePositives, falsePositives] = [this.#truePositives, this.#hits - this.#truePositives];
    const precision = wilsonInterval(truePositives, this.#hits);
    const recall = wilsonInterval(truePositives, found);
    return {
      truePositives,
      falsePositives,
      falseNegatives: found - truePositives,
      trueNegatives: this.#rows - found - falsePositives,
      precision,
      recall,
      f1: precision && recall ? (2 * truePositives) / (this.#hits + found) : null,
      averagePrecision: found > 0 ? this.#precisions / found : null,
    };
  }

  /** From the highest score down. */
  curve(): CurvePoint[] {
    this.#endScore();
    return [...this.#curve];
  }

  #endScore(): void {
    if (Number.isNaN(this.#score)) return;
    const precision = this.#found / this.#rows;
    this.#precisions += (this.#found - this.#foundBefore) * precision;
    this.#foundBefore = this.#found;
    if (this.#steps > 0) this.#point({ threshold: this.#score, precision, recall: this.#found / this.#positives });
    this.#score = Number.NaN;
  }

  #point(point: CurvePoint): void {
    const step = Math.floor(point.recall * this.#steps);
    const isFirst = step !== this.#step;
    if (isFirst || this.#isFirst) this.#curve.push(point);
    else this.#curve[this.#curve.length - 1] = point;
    this.#isFirst = isFirst;
    this.#step = step;
  }
}
