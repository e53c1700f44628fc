// One class under one seed: average precision on held-out rows by centroid, nearest and probe; calibration at 30 + 30.
import { parentPort, workerData } from "node:worker_threads";
import { compileProbe } from "@pomona/compute/compile-probe";
import { trainProbe } from "@pomona/compute/probe/train-probe";
import { scoreVectors } from "@pomona/compute/score-vectors";
import { shuffled } from "@pomona/compute/shuffle";
import { compileSimilarity } from "@pomona/compute/similarity";
import { calibrationError } from "@pomona/compute/statistics/calibration-error";
import { averagePrecision } from "@pomona/compute/statistics/precision-recall";
import { splitOf } from "./probe-tasks.mjs";

const { dims, vectors, classes, sizes } = workerData;
const BACKGROUND = 2000;
const NEGATIVE_WEIGHT = 0.5;
const PRECISION = 0.9;
const CALIBRATED_AT = 30;
/** Scores that reliability is looked at from: nearly all rows are far below, and would drown the others. */
const HIGH = 0.3;
const splits = new Map();

parentPort.on("message", ({ seed, name, place }) => {
  parentPort.postMessage({ place, result: measure(seed, name) });
});

function splitWithVectors(seed) {
  if (!splits.has(seed)) {
    const { training, held } = splitOf(classes.length, seed);
    splits.clear();
    splits.set(seed, { training, held, heldVectors: gather(held) });
  }
  return splits.get(seed);
}

function measure(seed, name) {
  const { training, held, heldVectors } = splitWithVectors(seed);
  const isRight = Uint8Array.from(held, (row) => (classes[row] === name ? 1 : 0));
  const order = shuffled(training, seed + 1);
  const positives = order.filter((row) => classes[row] === name);
  const negatives = order.filter((row) => classes[row] !== name);
  // Of all training rows, as the product draws it: some are of the class, some are anchors.
  const background = gather(shuffled(training, seed + 2).subarray(0, BACKGROUND));
  const lines = [];
  for (const size of sizes) {
    if (positives.length < size) continue;
    const plus = positives.subarray(0, size);
    const minus = negatives.subarray(0, size);
    const precisionBy = (scorer) => averagePrecision(scoreVectors(heldVectors, dims, scorer), isRight);
    const similarity = (combine) =>
      compileSimilarity({
        dims,
        positives: rowsOf(plus),
        negatives: rowsOf(minus),
        combine,
        negativeWeight: NEGATIVE_WEIGHT,
      });
    const trained = trainProbe(
      {
        dims,
        anchors: gather([...plus, ...minus]),
        isPositive: Uint8Array.from([...plus.map(() => 1), ...minus.map(() => 0)]),
        background,
      },
      { seed, regularisation: null, backgroundWeight: null, targets: { precisions: [PRECISION], recalls: [0.9] } },
    );
    const scores = scoreVectors(heldVectors, dims, compileProbe({ dims, ...trained }));
    lines.push({
      size,
      centroid: precisionBy(similarity("centroid")),
      nearest: precisionBy(similarity("nearest")),
      probe: averagePrecision(scores, isRight),
      calibration: size === CALIBRATED_AT ? calibrationOf(trained.report, scores, isRight) : null,
    });
  }
  return { seed, name, lines };
}

function calibrationOf(report, scores, isRight) {
  const high = [...scores.keys()].filter((row) => scores[row] >= HIGH);
  const { threshold } = report.thresholds.find(({ aim }) => aim === "precision");
  const reached = threshold === null ? [] : [...scores.keys()].filter((row) => scores[row] >= threshold);
  const right = (rows) => rows.filter((row) => isRight[row] === 1).length;
  return {
    outOfFold: report.calibrationError,
    heldOut: calibrationError(scores, isRight),
    highRows: high.length,
    highScores: high.reduce((sum, row) => sum + scores[row], 0),
    highRight: right(high),
    isOffered: threshold !== null,
    // Nothing that reaches it is nothing wrong.
    precision: reached.length === 0 ? null : right(reached) / reached.length,
  };
}

function gather(rows) {
  const some = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    some.set(vectors.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return some;
}

const rowsOf = (rows) => Array.from(rows, (row) => vectors.subarray(row * dims, (row + 1) * dims));
