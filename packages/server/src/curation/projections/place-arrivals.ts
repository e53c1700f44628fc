import { isProblem } from "@pomona/contract/problems";
import type { Sql, Transaction } from "../../store/database.ts";
import { appendMapLines, type MapRef, noteMapChanges, removeMapLines } from "../../store/map-tables.ts";
import { endMapVersion, type VersionRecord, versionsOfSpace } from "../../store/projection-table.ts";
import { sharedFloats } from "../../store/shared-floats.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { rowsMeeting } from "./filter-rows.ts";
import type { Places } from "./map-fits.ts";

/** Rows that came after the layout. */
const ARRIVED = 2;

/** What a complete map says whose fit is gone or damaged. */
export const FIT_UNREADABLE =
  "Its fit cannot be read, so that rows which arrive cannot be placed. Lay the projection out again.";

const isWhole = ({ filter }: VersionRecord): boolean => filter === null;

/** Vectors that were stored in a space, and where they lie on its maps as far as that is worked out. */
export interface Arrivals {
  space: SpaceRecord;
  /** Ordinals. */
  rows: Uint32Array;
  /** rows.length * dims float32 */
  vectors: Float32Array;
  /** By `keyOfMap`. */
  places: Map<number, Places>;
}

/** Numbers of versions are unique in the workspace and never used again. */
const keyOfMap = ({ version }: MapRef): number => version;

/** Works out where vectors lie on those complete maps of their space that they have no places on yet. */
export async function placeArrivals(
  workspace: Pick<Workspace, "fits">,
  sql: Pick<Sql, "all">,
  arrivals: Arrivals,
): Promise<VersionRecord[]> {
  const maps = await versionsOfSpace(sql, arrivals.space.id, "complete");
  const { space, rows, places } = arrivals;
  for (const map of maps) {
    if (places.has(keyOfMap(map))) continue;
    const points = { values: await sharedFloats(arrivals.vectors), count: rows.length, dims: space.dims };
    const placed = await workspace.fits.place(map.fitFile as string, points).catch(unreadable);
    if (placed) places.set(keyOfMap(map), placed);
  }
  return maps;
}

/** A fit that is gone or damaged: no reason to refuse the vectors. */
function unreadable(error: unknown): null {
  if (isProblem(error, "internal") && "fitFile" in error.fields) return null;
  throw error;
}

/**
 * Stores the places of the rows that are kept on every map that is complete now; one completed meanwhile is placed on
 * here. On a map of a filter those rows come that meet it now, also by where they lie on maps of the whole space. None of
 * them may be on a map. A map whose fit cannot be read stays as it is, without them, and says so.
 */
export async function storePlaces(
  workspace: Pick<Workspace, "fits">,
  tx: Transaction,
  arrivals: Arrivals,
  kept: ReadonlySet<number>,
): Promise<void> {
  const maps = await placeArrivals(workspace, tx, arrivals);
  for (const map of [...maps.filter(isWhole), ...maps.filter((one) => !isWhole(one))]) {
    const places = arrivals.places.get(keyOfMap(map));
    if (!places) {
      if (map.error !== FIT_UNREADABLE) await endMapVersion(tx, map, { ...map, error: FIT_UNREADABLE });
      continue;
    }
    const wanted = map.filter === null ? kept : await rowsMeeting(tx, map.filter, [...kept]);
    await storeSome(tx, map, arrivals.rows, places, wanted);
  }
}

/** Stores the places of those rows that are wanted, as arrived. */
export async function storeSome(
  tx: Transaction,
  map: MapRef,
  rows: Uint32Array,
  places: Places,
  wanted: ReadonlySet<number>,
): Promise<void> {
  const positions = Array.from(rows.keys()).filter((position) => wanted.has(rows[position] as number));
  const floats = (values: ArrayLike<number>) => Float32Array.from(positions, (position) => values[position] as number);
  const ints = (values: ArrayLike<number>) => Int32Array.from(positions, (position) => values[position] as number);
  await appendMapLines(tx, map, {
    rows: Uint32Array.from(positions, (position) => rows[position] as number),
    x: floats(places.x),
    y: floats(places.y),
    placed: new Int8Array(positions.length).fill(ARRIVED),
    misfit: floats(places.misfit),
    clusters: places.clusters.map(ints),
  });
}

/** Takes rows that lost or change their vector off the maps of a space, also off those that are being laid out. */
export async function forgetPlaces(tx: Transaction, space: number, rows: ArrayLike<number>): Promise<void> {
  for (const map of await versionsOfSpace(tx, space, "complete")) await removeMapLines(tx, map, rows);
  for (const map of await versionsOfSpace(tx, space, "laying")) {
    await removeMapLines(tx, map, rows);
    await noteMapChanges(tx, map, rows);
  }
}
