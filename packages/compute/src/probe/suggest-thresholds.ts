import { wilson } from "../statistics/wilson-interval.ts";
import type { Estimate, ProbeOptions, SuggestedThreshold } from "./probe.ts";

/** Out-of-fold evidence on the rows of the catalog. */
export interface Evidence {
  /** Of positive anchors, rising; empty without folds. Thresholds lie at them. */
  positives: Float64Array;
  /** What is like the positives of the catalog, so that recall is measured on it; each counts with its chance. */
  likePositives: readonly Other[];
  /** Of the background, anchors in it too; of negatives without one. */
  others: readonly Other[];
  prevalence: number;
  /** How many positive anchors there are, also where none could be left out. */
  positiveCount: number;
  /** Whether the others are a sample of the catalog, so that the positives among them count for all. */
  areOthersSample: boolean;
}

export interface Other {
  score: number;
  /** Probability that it is positive; 0 or 1 where that is known. */
  chance: number;
}

interface Point {
  threshold: number;
  precision: Estimate;
  recall: Estimate;
  f1: Estimate;
}

const MIN_POSITIVES = 5;
/** Positives that recall is measured on, at least; some are only likely, so that four and a bit may be five. */
const LEAST_LIKE = 4;
/**
 * Of the errors that a precision allows, those that the estimate may have: about half of the thresholds whose estimate
 * just reaches a precision miss it on other rows.
 */
const ERRORS_OF_ESTIMATE = 0.5;
/**
 * What a row of the sample counts in intervals: it is only likely positive, by a sigmoid that is fitted to it. Of 45 best-F1
 * thresholds on banking77 (30 positives, 15 classes, three seeds) intervals of whole rows held the precision of held-out rows
 * 33 times and the recall 39 times, of half rows 40 and 44 times.
 */
const SAMPLE_COUNTS = 0.5;
/** Of the precision that is asked for, what the lower end of the interval has at least: four rows that are all right. */
const LEAST_SURE = 0.37;
const MIN_OTHERS = 20;

/** A threshold for each aim, or the reason why there is none. */
export function suggestThresholds(evidence: Evidence, targets: ProbeOptions["targets"]): SuggestedThreshold[] {
  const lacking = lackOf(evidence);
  const points = lacking ? [] : pointsOf(evidence);
  const best = points.reduce<Point | undefined>((a, b) => (a && a.f1.value >= b.f1.value ? a : b), undefined);
  return [
    suggestion({ aim: "best-f1", target: null }, best, lacking),
    ...targets.precisions.map((target) => {
      const chosen = lowest(points, ({ precision }) => 1 - precision.value <= ERRORS_OF_ESTIMATE * (1 - target));
      const isSure = !chosen || chosen.precision.low >= LEAST_SURE * target;
      const aim = { aim: "precision", target } as const;
      return isSure ? suggestion(aim, chosen, lacking) : suggestion(aim, undefined, unsure(target));
    }),
    ...targets.recalls.map((target) =>
      suggestion(
        { aim: "recall", target },
        points.find((point) => point.recall.value >= target),
        lacking,
      ),
    ),
  ];
}

function suggestion(
  { aim, target }: Pick<SuggestedThreshold, "aim" | "target">,
  chosen: Point | undefined,
  lacking: string | undefined,
): SuggestedThreshold {
  if (chosen) return { aim, target, ...chosen, reason: null };
  const reason = lacking ?? `No threshold reaches a ${aim} of ${target}.`;
  return { aim, target, threshold: null, precision: null, recall: null, f1: null, reason };
}

const unsure = (precision: number): string =>
  `Not enough rows to tell a precision of ${precision}: too few have such scores. More random rows or more examples may tell.`;

/** Why cross-validation tells nothing of rows of the catalog; undefined where it does. */
export function lackOf({ positiveCount, likePositives, others }: Evidence): string | undefined {
  if (positiveCount < MIN_POSITIVES)
    return `Not enough positives to tell: ${positiveCount}, at least ${MIN_POSITIVES} are needed.`;
  if (sumOf(likePositives) < LEAST_LIKE)
    return "Not enough positives to tell: nearly all were found by asking for rows like them, and few are among the random rows.";
  if (others.length < MIN_OTHERS)
    return `Not enough negatives to tell: ${others.length}, at least ${MIN_OTHERS} are needed.`;
  return undefined;
}

/** The last of the points, from the highest threshold down, up to which all meet the condition. */
function lowest(points: readonly Point[], meets: (point: Point) => boolean): Point | undefined {
  const end = points.findIndex((point) => !meets(point));
  return points[end < 0 ? points.length - 1 : end - 1];
}

/** From the highest threshold down: the scores of positives, below which recall would not change. */
function pointsOf({ positives, likePositives, others, areOthersSample }: Evidence): Point[] {
  const points: Point[] = [];
  const wanted = sumOf(likePositives);
  for (let place = positives.length - 1; place >= 0; place--) {
    const threshold = positives[place] as number;
    if (threshold === positives[place - 1]) continue;
    const above = others.filter(({ score }) => score >= threshold);
    const hits = positives.length - place;
    // Of the background each row counts as much as it is likely positive; negatives without one are all wrong.
    const right = areOthersSample ? sumOf(above) + 0.5 : hits;
    const found = areOthersSample ? above.length + 0.5 : hits + above.length;
    const counts = areOthersSample ? SAMPLE_COUNTS : 1;
    const precision = wilson(counts * Math.min(right, found), counts * found);
    const recalled = sumOf(likePositives.filter(({ score }) => score >= threshold));
    const recall = wilson(counts * recalled, counts * wanted);
    points.push({ threshold, precision, recall, f1: harmonic(precision, recall) });
  }
  return points;
}

/** How many of some rows are positive, as far as is known. */
export const sumOf = (rows: readonly Other[]): number => rows.reduce((sum, { chance }) => sum + chance, 0);

function harmonic(a: Estimate, b: Estimate): Estimate {
  const mean = (x: number, y: number): number => (x + y > 0 ? (2 * x * y) / (x + y) : 0);
  return { value: mean(a.value, b.value), low: mean(a.low, b.low), high: mean(a.high, b.high) };
}
