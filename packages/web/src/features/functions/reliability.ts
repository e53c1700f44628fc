import type { ProbeReport } from "@pomona/contract/probes";
import { copy } from "../../copy.ts";
import { formatScore } from "../../ui/format.ts";

/** Wider intervals of the average precision than this tell too little to call a probe good or weak. */
const WIDE = 0.3;
/** Lower ends of the interval from which a probe is called reliable, and good. */
const STRONG = 0.9;
const FAIR = 0.65;
/** Expected calibration error up to which a score of 0.8 is said to mean 80 %. */
const CALIBRATED = 0.05;

/** How far a probe is to be trusted, in words: what cross-validation says of its order, and of its scores. */
export function reliabilityOf({
  averagePrecision,
  calibration,
  calibrationError,
}: Pick<ProbeReport, "averagePrecision" | "calibration" | "calibrationError">): { order: string; scores: string } {
  const isUncertain = averagePrecision === null || averagePrecision.high - averagePrecision.low > WIDE;
  return {
    order: orderText(averagePrecision),
    // A small error of a few examples is chance: nothing is claimed of scores where nothing can be of their order.
    scores: isUncertain ? copy.learn.notCalibrated : scoresText(calibration.method, calibrationError),
  };
}

function orderText(averagePrecision: ProbeReport["averagePrecision"]): string {
  const { reliability } = copy.learn;
  if (averagePrecision === null) return reliability.unknown;
  const { low, high } = averagePrecision;
  if (high - low > WIDE) return reliability.uncertain(formatScore(low), formatScore(high));
  if (low >= STRONG) return reliability.strong;
  return low >= FAIR ? reliability.fair : reliability.weak;
}

function scoresText(method: ProbeReport["calibration"]["method"], error: number | null): string {
  if (method === "prior" || error === null) return copy.learn.notCalibrated;
  return error <= CALIBRATED ? copy.learn.calibrated : copy.learn.offBy(String(Math.round(error * 100)));
}
