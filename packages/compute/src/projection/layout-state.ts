import type { Neighbours } from "../neighbours/neighbours.ts";
import type { Parallel } from "../parallel.ts";
import type { LayoutParameters } from "./map-fit.ts";
import { checksOf, type Packable, packArrays, type packArraysTasks, unpackOnThread } from "./pack-arrays.ts";

/** What a layout goes on from after it was stopped. */
export interface LayoutState {
  /** Of the landmarks among each other. */
  neighbours: Neighbours;
  /** Rounds done; 0 with no arrays: only the neighbours are known. */
  round: number;
  /** What the layout keeps between rounds, by its method. */
  arrays: Float32Array[];
}

/** What a state belongs to: rows of other data must not be laid out from it. */
export interface StateOwner {
  parameters: LayoutParameters;
  count: number;
  dims: number;
}

const KIND = "state of a layout";
const VERSION = 1;

/** A state as bytes to write one after the other; its arrays are not copied, and looked through on threads. */
export async function packState(
  parallel: Parallel<typeof packArraysTasks>,
  owner: StateOwner,
  state: LayoutState,
): Promise<Uint8Array[]> {
  const { indices, distances } = state.neighbours;
  const checks = await checksOf(parallel, [indices, distances, ...state.arrays]);
  const value = { owner: ownerText(owner), state: state as unknown as Packable };
  return packArrays(KIND, VERSION, value, checks);
}

/** Bytes should be in shared memory: they are looked through on a thread. Throws RangeError for bytes that are no state, or one of another number of rows, dims or parameters. */
export async function unpackState(
  parallel: Parallel<typeof packArraysTasks>,
  owner: StateOwner,
  bytes: Uint8Array,
): Promise<LayoutState> {
  const read = await unpackOnThread(parallel, KIND, VERSION, bytes);
  const { owner: of, state } = read as unknown as { owner: string; state: LayoutState };
  if (of !== ownerText(owner)) throw new RangeError("The state belongs to a layout of other rows or parameters.");
  return state;
}

const ownerText = ({ parameters, count, dims }: StateOwner): string =>
  JSON.stringify([Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)), count, dims]);
