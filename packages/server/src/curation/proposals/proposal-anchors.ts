import { hasBit } from "@pomona/compute/bitset";
import { gatherVectors } from "@pomona/compute/gather";
import { TopCollector } from "@pomona/compute/top-k";
import { inTurns } from "../../config/give-turn.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { readFound } from "../queries/read-found.ts";
import type { Workspace } from "../workspace.ts";
import { spreadPlaces } from "./spread-places.ts";

const MOST_POSITIVES = 16;
const MOST_NEGATIVES = 16;
/** Rows in the middle, and at the edge, that anchors are chosen from. */
const MOST_CENTRAL = 256;
const MOST_AT_EDGE = 128;

/** Rows with their vectors, in the same order. */
export interface AnchorRows {
  rows: Uint32Array;
  vectors: Float32Array;
}

type Reading = Pick<Workspace, "live" | "vectors">;

/**
 * Positive anchors of a group whose rows come from the middle outwards: rows of its middle half that are unlike each other,
 * half of its rows at most, so that the others can tell how good these are.
 */
export function positivesOf(workspace: Reading, space: SpaceRecord, group: Uint32Array): Promise<AnchorRows> {
  const half = Math.max(1, Math.floor(group.length / 2));
  const central = group.subarray(0, Math.min(MOST_CENTRAL, half));
  return spread(workspace, space, central, MOST_POSITIVES);
}

/** Negative anchors: other rows just below a threshold of the scores, unlike each other. About 10 ms for a million rows. */
export async function negativesOf(
  workspace: Reading,
  space: SpaceRecord,
  from: { scores: Float32Array; threshold: number; others: Bitset },
): Promise<AnchorRows> {
  const { scores, others } = from;
  const threshold = Math.fround(from.threshold);
  const nearest = new TopCollector(MOST_AT_EDGE);
  await inTurns(scores.length, (start, end) => {
    for (let row = start; row < end; row++) {
      const score = scores[row] as number;
      if (score < threshold && hasBit(others, row)) nearest.push(row, score);
    }
  });
  return spread(workspace, space, nearest.result().ordinals, MOST_NEGATIVES);
}

async function spread(workspace: Reading, space: SpaceRecord, wanted: Uint32Array, count: number): Promise<AnchorRows> {
  const { rows, vectors } = await readFound(workspace, space, wanted);
  const places = spreadPlaces(vectors, space.dims, count);
  return {
    rows: Uint32Array.from(places, (place) => rows[place] as number),
    vectors: gatherVectors(vectors, places, space.dims),
  };
}
