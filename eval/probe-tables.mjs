import { SIZES } from "./probe-tasks.mjs";

/** A probe is never below the better similarity by more than this… */
const NEVER_BELOW = -0.005;
/** …and from so many positives on it is above both by so much. */
const ABOVE = { from: 10, by: 0.03 };
const CALIBRATION_ERROR = 0.05;
const REACHED = { precision: 0.85, share: 0.8 };

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Means over classes and seeds of one space, and whether a bound is missed. */
export function summary(results) {
  const ranking = SIZES.flatMap((size) => {
    const lines = results.flatMap((result) => result.lines.filter((line) => line.size === size));
    if (lines.length === 0) return [];
    const [centroid, nearest, probe] = ["centroid", "nearest", "probe"].map((kind) => mean(lines.map((l) => l[kind])));
    const gain = probe - Math.max(centroid, nearest);
    const bound = size >= ABOVE.from ? ABOVE.by : NEVER_BELOW;
    return [{ size, tries: lines.length, centroid, nearest, probe, gain, bound, isBelow: gain < bound }];
  });
  const calibration = calibrationOf(results.flatMap(({ lines }) => lines.flatMap((line) => line.calibration ?? [])));
  return { ranking, calibration, isBelow: calibration.isBelow || ranking.some(({ isBelow }) => isBelow) };
}

function calibrationOf(tries) {
  const told = tries.filter(({ outOfFold }) => outOfFold !== null);
  const offered = tries.filter(({ isOffered }) => isOffered);
  const reached = offered.filter(({ precision }) => precision !== null && precision >= REACHED.precision);
  const sum = (key) => tries.reduce((total, one) => total + one[key], 0);
  const outOfFold = mean(told.map((one) => one.outOfFold));
  const reachedShare = reached.length / offered.length;
  return {
    tries: tries.length,
    outOfFold,
    heldOut: mean(tries.map(({ heldOut }) => heldOut)),
    highRows: sum("highRows"),
    highScore: sum("highScores") / sum("highRows"),
    highRight: sum("highRight") / sum("highRows"),
    offeredShare: offered.length / tries.length,
    reachedShare,
    isBelow: tries.length > 0 && (outOfFold > CALIBRATION_ERROR || reachedShare < REACHED.share),
  };
}

const figure = (value, digits = 3) => (Number.isFinite(value) ? value.toFixed(digits) : "–");
const percent = (share) => (Number.isFinite(share) ? `${Math.round(100 * share)} %` : "–");

/** Average precision on held-out rows, as Markdown. */
export const rankingTable = (spaces) =>
  [
    "| space | positives | tries | centroid | nearest | probe | probe - better | at least |",
    "|---|---|---|---|---|---|---|---|",
    ...spaces.flatMap(({ space, ranking }) =>
      ranking.map(
        ({ size, tries, centroid, nearest, probe, gain, bound, isBelow }) =>
          `| ${space} | ${size} | ${tries} | ${figure(centroid)} | ${figure(nearest)} | ${figure(probe)} | ${figure(gain)}${isBelow ? " MISSED" : ""} | ${bound} |`,
      ),
    ),
  ].join("\n");

/** Calibration and thresholds at 30 + 30 anchors, as Markdown. */
export const calibrationTable = (spaces) =>
  [
    "| space | tries | calibration error out of fold | held out | rows scored 0.3 and more: mean score; right | precision >= 0.9 offered | of these held out >= 0.85 |",
    "|---|---|---|---|---|---|---|",
    ...spaces.map(
      ({ space, calibration: c }) =>
        `| ${space} | ${c.tries} | ${figure(c.outOfFold)} | ${figure(c.heldOut)} | ${c.highRows}: ${figure(c.highScore, 2)}; ${figure(c.highRight, 2)} | ${percent(c.offeredShare)} | ${percent(c.reachedShare)}${c.isBelow ? " MISSED" : ""} |`,
    ),
  ].join("\n");
