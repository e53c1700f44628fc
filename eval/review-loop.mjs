import { trainProbe } from "@pomona/compute/probe/train-probe";
import { CandidatePool } from "@pomona/compute/review/candidate-pool";
import { pickRows } from "@pomona/compute/review/pick-rows";
import { shuffled } from "@pomona/compute/shuffle";
import { averagePrecision } from "@pomona/compute/statistics/precision-recall";

/** Answers of a round, and how many of them the product draws at random. */
const ROUND = 10;
const RANDOM_OF_ROUND = 2;
/** A class that needs more answers counts with so many. */
const BUDGET = 400;
const AIM = 0.9;
const BACKGROUND = 2000;
const RATIO = 2;
/** Answers after which the probe of random review is trained: its rows do not depend on what was learned before. */
const CHECKPOINTS = [10, 20, 30, 40, 50, 60, 80, 100, 130, 160, 200, 250, 320, 400];
/** Rows of a class on either half of a split. */
const FEWEST = 8;

/**
 * How many answers the review loop needs until the probe reaches 90 % of the average precision that it has when it learns from
 * every training row, against answering random rows. An oracle answers by the class; it begins with one positive. `sets`
 * are labelled vectors with how many classes and seeds to take. Half of the rows are held out.
 */
export async function reviewLoop(sets, log) {
  const tables = [];
  for (const { set, classCount, seeds } of sets) {
    const lines = [];
    for (const seed of seeds)
      for (const task of tasksOf(set, seed, classCount)) {
        const line = await reviewClass(task);
        log?.(`${set.space}, seed ${seed}, ${line.class}: ours ${line.ours}, random ${line.random}`);
        lines.push({ seed, ...line });
      }
    tables.push({ space: set.space, lines, ...summary(lines) });
  }
  return { budget: BUDGET, tables, bound: RATIO, isBelow: tables.some(({ medianRatio }) => medianRatio < RATIO) };
}

/** The table as Markdown. */
export const reviewTable = ({ tables, budget }) =>
  [
    `| space | classes x seeds | answers, review | answers, random | ratio, median class | classes that random does not bring there in ${budget} |`,
    "|---|---|---|---|---|---|",
    ...tables.map(
      ({ space, lines, medianOurs, medianRandom, medianRatio, unreached }) =>
        `| ${space} | ${lines.length} | ${medianOurs} | ${medianRandom} | ${medianRatio.toFixed(1)} | ${unreached} |`,
    ),
  ].join("\n");

function summary(lines) {
  return {
    medianOurs: median(lines.map(({ ours }) => ours)),
    medianRandom: median(lines.map(({ random }) => random)),
    medianRatio: median(lines.map(({ ours, random }) => random / Math.max(ours, ROUND))),
    unreached: lines.filter(({ isRandomReached }) => !isRandomReached).length,
    unreachedByReview: lines.filter(({ isOursReached }) => !isOursReached).length,
  };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Classes drawn at random from those with rows enough on both halves. */
function tasksOf(set, seed, classCount) {
  const order = Array.from(shuffled(Uint32Array.from(set.classes.keys()), seed));
  const training = order.slice(0, order.length >> 1);
  const held = order.slice(order.length >> 1);
  const classes = [...new Set(set.classes)].toSorted();
  const fits = (name) =>
    [training, held].every((rows) => rows.filter((row) => set.classes[row] === name).length >= FEWEST);
  return Array.from(shuffled(Uint32Array.from(classes.keys()), seed), (place) => classes[place])
    .filter(fits)
    .slice(0, classCount)
    .map((name) => ({ set, seed, training, held, name, isOne: (row) => set.classes[row] === name }));
}

async function reviewClass(task) {
  const { training, isOne, name } = task;
  const full = precisionOf(task, train(task, new Map(training.map((row) => [row, isOne(row)])), []));
  const aim = AIM * full;
  const ours = await answersOfReview(task, aim);
  const random = answersAtRandom(task, aim);
  return {
    class: name,
    fullAveragePrecision: full,
    ours: ours ?? BUDGET,
    isOursReached: ours !== null,
    random: random ?? BUDGET,
    isRandomReached: random !== null,
  };
}

const firstPositive = ({ training, isOne }) => new Map([[training.find(isOne), true]]);

async function answersOfReview(task, aim) {
  const { training, isOne, set, seed } = task;
  const known = firstPositive(task);
  for (let answers = 0; answers <= BUDGET; answers += ROUND) {
    const probe = train(task, known, training);
    if (precisionOf(task, probe) >= aim) return answers;
    for (const row of await askRows({ set, seed, training, known, probe })) known.set(row, isOne(row));
  }
  return null;
}

/** What the server does for a request: `curation/reviews/ask-review.ts`, over vectors in memory. */
async function askRows({ set, seed, training, known, probe }) {
  const scores = new Float32Array(set.classes.length).fill(Number.NaN);
  for (const row of training) scores[row] = scoreOf(set, probe, row);
  const threshold = probe.report.thresholds.find(({ aim }) => aim === "best-f1")?.threshold ?? 0.5;
  const options = { threshold, best: 400 + 4 * ROUND, near: 200 + 2 * ROUND, random: RANDOM_OF_ROUND, order: seed };
  const pool = new CandidatePool(scores, (row) => known.has(row), options);
  pool.scan(0, scores.length);
  const { best, near, random } = pool.result();
  const rows = Uint32Array.from(new Set([...best.ordinals, ...near.ordinals]));
  const candidates = {
    dims: set.dims,
    rows,
    scores: Float32Array.from(rows, (row) => scores[row]),
    vectors: vectorsOf(set, rows),
    contents: Int32Array.from(rows),
  };
  const picked = await pickRows(candidates, {
    count: ROUND - random.length,
    threshold,
    positives: [...known.values()].filter(Boolean).length,
    isCalibrated: true,
    answered: vectorsOf(set, [...known.keys()]),
    taken: random,
  });
  return [...random, ...picked.map(({ row }) => row)];
}

/** Told in random review's favour: as if the first answers after the checkpoint before had sufficed. */
function answersAtRandom(task, aim) {
  const { training, isOne, seed } = task;
  const known = firstPositive(task);
  const order = shuffled(Uint32Array.from(training), seed + 1).filter((row) => !known.has(row));
  let before = 0;
  if (precisionOf(task, train(task, known, training)) >= aim) return 0;
  for (const checkpoint of CHECKPOINTS) {
    for (const row of order.subarray(before, checkpoint)) known.set(row, isOne(row));
    if (precisionOf(task, train(task, known, training)) >= aim) return before + ROUND;
    before = checkpoint;
  }
  return null;
}

function train({ set, seed }, known, among) {
  const anchors = [...known.keys()];
  const background = shuffled(Uint32Array.from(among), seed + 2).subarray(0, BACKGROUND);
  const examples = {
    dims: set.dims,
    anchors: vectorsOf(set, anchors),
    isPositive: Uint8Array.from(anchors, (row) => (known.get(row) ? 1 : 0)),
    // All but the first, which somebody chose.
    isAsked: Uint8Array.from(anchors, (_, place) => (place > 0 ? 1 : 0)),
    background: vectorsOf(set, background),
  };
  const targets = { precisions: [0.9], recalls: [0.9] };
  return trainProbe(examples, { seed, regularisation: null, backgroundWeight: null, targets });
}

function precisionOf({ set, held, isOne }, probe) {
  const scores = Float64Array.from(held, (row) => logitOf(set, probe, row));
  return averagePrecision(
    scores,
    Uint8Array.from(held, (row) => (isOne(row) ? 1 : 0)),
  );
}

function logitOf({ dims, vectors }, { weights, bias }, row) {
  let sum = bias;
  for (let d = 0, at = row * dims; d < dims; d++, at++) sum += weights[d] * vectors[at];
  return sum;
}

const scoreOf = (set, probe, row) => 1 / (1 + Math.exp(-logitOf(set, probe, row)));

function vectorsOf({ dims, vectors }, rows) {
  const some = new Float32Array(rows.length * dims);
  rows.forEach((row, i) => {
    some.set(vectors.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  return some;
}
