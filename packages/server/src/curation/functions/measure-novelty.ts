import type { CompiledScorer } from "@pomona/compute/scorer";
import { precedencePValue } from "@pomona/compute/statistics/precedence";
import type { FunctionHealth } from "@pomona/contract/function-versions";
import type { FunctionVersion } from "../../store/function-table.ts";
import type { HealthSample } from "../../store/health-sample.ts";
import type { Workspace } from "../workspace.ts";

/** Rows from before that are further from everything known than this share of them are the limit of what is usual. */
const UNUSUAL = 0.05;
const CHANCE = 0.001;
/** Times the usual share that matters, however certain. */
const NOTABLE = 2;
/** Anchors that are looked at; of more, every n-th. */
const MOST_ANCHORS = 500;
/** Multiplications that a second is for: at many dims and anchors, fewer rows are compared. */
const MULTIPLICATIONS = 2e9;
const FEWEST = 500;
const EXAMPLES = 12;

type Vectors = Pick<Workspace, "live" | "vectors" | "scoring" | "keys">;

/**
 * Share of the arriving rows whose largest cosine to the anchors and to random rows from before is below the 5 % quantile
 * of that figure among other rows from before. Null for combinations.
 */
export async function measureNovelty(
  workspace: Vectors,
  version: FunctionVersion,
  sample: HealthSample,
): Promise<FunctionHealth["novelty"]> {
  const { space, anchors, vectors } = version;
  if (space === null || anchors.length === 0) return null;
  const dims = vectors.length / anchors.length;
  const known = await nearestOf(workspace, { space, dims, vectors }, sample.background);
  const most = Math.max(FEWEST, Math.floor(MULTIPLICATIONS / 2 / known.positives.length));
  const near = (rows: Uint32Array) => nearness(workspace, { space, known }, rows);
  const before = await near(thinned(sample.before.rows, most));
  const after = await near(sample.after.rows.slice(-most));
  if (before.values.length === 0 || after.values.length === 0) return null;
  const rank = Math.max(1, Math.floor(UNUSUAL * before.values.length));
  const limit = before.values.slice().sort()[rank - 1] as number;
  const isFar = (value: number): boolean => value < limit;
  const far = [...after.values.keys()].filter((place) => isFar(after.values[place] as number));
  const pValue = precedencePValue({
    reference: before.values.length,
    rank,
    tested: after.values.length,
    below: far.length,
  });
  const share = far.length / after.values.length;
  const furthest = far
    .sort((a, b) => (after.values[a] as number) - (after.values[b] as number))
    .slice(0, EXAMPLES)
    .map((place) => after.rows[place] as number);
  const keys = await workspace.keys.keysOf(furthest);
  return {
    share,
    expected: before.values.filter(isFar).length / before.values.length,
    test: "Precedence test, one-sided",
    pValue,
    isFlagged: pValue < CHANCE && share >= NOTABLE * UNUSUAL,
    examples: furthest.flatMap((row) => keys.get(row) ?? []),
  };
}

/** At most so many of the values, evenly from all of them. */
const thinned = (values: Uint32Array, most: number): Uint32Array =>
  values.length <= most
    ? values
    : Uint32Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)] as number);

/** Scores a vector by the nearest of the anchors and the background: unit vectors as they are stored, so nothing is compiled. */
async function nearestOf(
  { live, vectors: store }: Vectors,
  { space, dims, vectors }: { space: number; dims: number; vectors: Float32Array },
  background: Uint32Array,
): Promise<CompiledScorer> {
  const count = vectors.length / dims;
  const anchors = thinned(
    Uint32Array.from({ length: count }, (_, place) => place),
    MOST_ANCHORS,
  );
  const read = await store.read(live.target(space, dims), background);
  const there = [...background.keys()].filter((place) => read.found[place]);
  const positives = new Float32Array((anchors.length + there.length) * dims);
  const vectorAt = (from: Float32Array, place: number): Float32Array => from.subarray(place * dims, (place + 1) * dims);
  anchors.forEach((place, i) => {
    positives.set(vectorAt(vectors, place), i * dims);
  });
  for (const [i, place] of there.entries()) positives.set(vectorAt(read.vectors, place), (anchors.length + i) * dims);
  return { dims, positives, negatives: new Float32Array(0), negativeWeight: 0 };
}

/** The largest cosine of rows to what is known, scaled to [0, 1]; rows that lost their vector are left out. */
async function nearness(
  { live, vectors: store, scoring }: Vectors,
  { space, known }: { space: number; known: CompiledScorer },
  rows: Uint32Array,
): Promise<{ rows: Uint32Array; values: Float32Array }> {
  const { vectors, found } = await store.read(live.target(space, known.dims), rows);
  const [column = new Float32Array(0)] = await scoring.score(vectors, known.dims, [known]);
  const isThere = (_: number, place: number): boolean => found[place] === 1;
  return { rows: rows.filter(isThere), values: column.filter(isThere) };
}
