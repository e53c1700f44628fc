import { fitSigmoid, logistic, type Sigmoid } from "../statistics/sigmoid-fit.ts";
import { BACKGROUND, NEGATIVE, POSITIVE } from "./prepare-rows.ts";

export interface Calibration extends Sigmoid {
  method: "platt" | "prior";
  prevalence: number;
}

const ROUNDS = 60;
const SETTLED = 1e-7;
const FIRST_PREVALENCE = 0.05;

/**
 * Platt's sigmoid for the rows of the catalog, of which the background is a sample and anchors are not: they were chosen by
 * hand. Positives are cases, the background controls of which an unknown share are cases too; expectation-maximisation of
 * that likelihood (Ward, Hastie, Barry, Elith and Leathwick 2009, "Presence-only data and the EM algorithm") gives each
 * row of the background a probability, their mean the prevalence, and the sigmoid its intercept at that prevalence.
 * Without a background the anchors stand for the catalog.
 */
export function calibrateOutOfFold(decisions: Float64Array, parts: Uint8Array): Calibration {
  const targets = Float64Array.from(parts, (part) => (part === POSITIVE ? 1 : 0));
  const weights = new Float64Array(parts.length).fill(1);
  const background = [...parts.keys()].filter((row) => parts[row] === BACKGROUND);
  const positives = parts.filter((part) => part === POSITIVE).length;
  const negatives = parts.filter((part) => part === NEGATIVE).length;
  if (background.length === 0) {
    const fit = fitSigmoid(decisions, targets, weights);
    return { method: "platt", ...rising(fit), prevalence: positives / (positives + negatives) };
  }
  let prevalence = FIRST_PREVALENCE;
  for (const row of background) targets[row] = 0;
  let fit = fitSigmoid(decisions, targets, weights);
  for (let round = 0; round < ROUNDS; round++) {
    const cases = prevalence * background.length;
    const intercept = fit.intercept - Math.log((positives + cases) / cases);
    let sum = 0;
    for (const row of background) {
      targets[row] = logistic(fit.slope * (decisions[row] as number) + intercept);
      sum += targets[row] as number;
    }
    const next = Math.max(1 / background.length / 10, sum / background.length);
    const isSettled = Math.abs(next - prevalence) <= SETTLED;
    prevalence = next;
    if (isSettled) break;
    fit = fitSigmoid(decisions, targets, weights, fit);
  }
  const cases = prevalence * background.length;
  const intercept = fit.intercept - Math.log((positives + cases) / cases);
  return { method: "platt", ...rising({ slope: fit.slope, intercept }), prevalence };
}

/** A falling sigmoid would turn the ranking round: what is learned from so little is not that sure. */
const rising = ({ slope, intercept }: Sigmoid): Sigmoid => ({ slope: Math.max(1e-6, slope), intercept });

const FAR = 0.99;
const SURE = Math.log(9);

/**
 * For too few positives to leave some out: one half lies halfway between the background's upper hundredth and the positives,
 * whose mean is given 0.9.
 */
export function calibrateByPrior(decisions: Float64Array, parts: Uint8Array): Calibration {
  const of = (wanted: (part: number) => boolean) => decisions.filter((_, row) => wanted(parts[row] as number)).sort();
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const positive = mean(of((part) => part === POSITIVE));
  const others = of((part) => part === BACKGROUND);
  const rest = others.length > 0 ? others : of((part) => part === NEGATIVE);
  const far = rest.length > 0 ? (rest[Math.floor(FAR * (rest.length - 1))] as number) : positive - 1;
  const half = Math.min((positive + far) / 2, positive - 1e-6);
  const slope = SURE / (positive - half);
  const intercept = -slope * half;
  const scores = rest.map((decision) => logistic(slope * decision + intercept));
  return { method: "prior", slope, intercept, prevalence: rest.length > 0 ? mean(scores) : 0.5 };
}
