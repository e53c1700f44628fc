import { andBits, andNotBits, bitsetOf, ordinalsOf } from "@pomona/compute/bitset";
import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../../store/database.ts";
import { mappedBits } from "../../store/map-tables.ts";
import {
  endMapVersion,
  type MapOutcome,
  projectionById,
  updateProjection,
  type VersionRecord,
} from "../../store/projection-table.ts";
import { IN_ORDINALS, nextOrdinal, ordinalList } from "../../store/row-table.ts";
import { readyBits } from "../../store/score-tables.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { readFound } from "../queries/read-found.ts";
import type { Workspace } from "../workspace.ts";
import { requireLaying } from "./fill-map.ts";
import { bitsMeeting } from "./filter-rows.ts";
import { placesBy } from "./map-fits.ts";
import { storeSome } from "./place-arrivals.ts";
import type { StoredFit } from "./stored-fit.ts";

/** Rows placed per transaction. */
const CHUNK_ROWS = 4096;
/** Passes over the rows that lack a place which may store none, as vectors can change or be moved meanwhile. */
const FRUITLESS_PASSES = 5;

export interface MapToComplete {
  version: VersionRecord;
  space: SpaceRecord;
  /** Rows it was laid out from; rising ordinals. */
  rows: Uint32Array;
  stored: StoredFit;
  fitFile: string;
  outcome: MapOutcome;
  /** Runs in the transaction that completes the map. */
  alsoCommit(tx: Transaction): Promise<void>;
}

/**
 * Places rows that came or changed since the layout began, then makes the version complete, in one transaction that
 * finds no row missing: from then on each new row is placed with its vector.
 */
export async function completeMap(
  workspace: Pick<Workspace, "database" | "live" | "vectors" | "maps" | "clock">,
  map: MapToComplete,
  signal: AbortSignal,
): Promise<void> {
  let fruitless = 0;
  for (;;) {
    signal.throwIfAborted();
    const lacking = await workspace.database.write((tx) => completeOrLacking(workspace, tx, map));
    if (lacking.length === 0) return;
    let stored = 0;
    for (let start = 0; start < lacking.length; start += CHUNK_ROWS) {
      signal.throwIfAborted();
      stored += await placeLacking(workspace, map, lacking.subarray(start, start + CHUNK_ROWS), signal);
    }
    fruitless = stored === 0 ? fruitless + 1 : 0;
    if (fruitless === FRUITLESS_PASSES)
      throw new Problem(
        "internal",
        `${lacking.length} rows of "${map.space.name}" cannot be placed: their vectors are not in any segment. Run pomona doctor --drop-damaged, then lay the projection out again.`,
      );
  }
}

/** Rows that belong on the map and are not on it; where there is none, it is complete now. */
async function completeOrLacking(
  workspace: Pick<Workspace, "clock">,
  tx: Transaction,
  map: MapToComplete,
): Promise<Uint32Array> {
  const { version, space } = map;
  await requireLaying(tx, version);
  const range = { first: 0, count: await nextOrdinal(tx) };
  const ready = await readyBits(tx, space.id, range);
  const covered =
    version.filter === null
      ? ready
      : andBits(ready, (await bitsMeeting(tx, version.filter)) ?? bitsetOf(map.rows, range.count));
  const lacking = ordinalsOf(andNotBits(covered, await mappedBits(tx, version, range)));
  if (lacking.length > 0) return lacking;
  const now = workspace.clock();
  await endMapVersion(tx, version, {
    state: "complete",
    fitFile: map.fitFile,
    outcome: map.outcome,
    error: null,
    completed: now,
  });
  await map.alsoCommit(tx);
  const projection = await projectionById(tx, version.projection);
  if (projection) await updateProjection(tx, { ...projection, updated: now });
  return lacking;
}

/** Returns how many were stored: those whose vector is still in the segment that it was read from. */
async function placeLacking(
  workspace: Pick<Workspace, "database" | "live" | "vectors" | "maps">,
  { version, space, stored }: MapToComplete,
  lacking: Uint32Array,
  signal: AbortSignal,
): Promise<number> {
  const found = await readFound(workspace, space, lacking);
  if (found.rows.length === 0) return 0;
  const points = { values: found.vectors, count: found.rows.length, dims: space.dims };
  const places = await placesBy(workspace.maps, stored, points, signal);
  return workspace.database.write(async (tx) => {
    await requireLaying(tx, version);
    const same = await stillIn(tx, space.id, found);
    await storeSome(tx, version, found.rows, places, same);
    return same.size;
  });
}

async function stillIn(
  tx: Transaction,
  space: number,
  { rows, segments }: { rows: Uint32Array; segments: Int32Array },
): Promise<Set<number>> {
  const [known = [], owners = []] = await tx.columns(
    `SELECT row, segment FROM embeddings WHERE space = ? AND state = 'ready' AND row ${IN_ORDINALS}`,
    [space, ordinalList(rows)],
  );
  const read = new Map(Array.from(rows, (row, i) => [row, segments[i]]));
  return new Set((known as number[]).filter((row, i) => read.get(row) === owners[i]));
}
