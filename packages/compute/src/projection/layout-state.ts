import type { Neighbours } from "../neighbours/neighbours.ts";
import type { LayoutParameters } from "./map-fit.ts";
import { type Packable, packArrays, unpackArrays } from "./pack-arrays.ts";

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

export const packState = (owner: StateOwner, state: LayoutState): Uint8Array[] =>
  packArrays(KIND, VERSION, { owner: ownerText(owner), state: state as unknown as Packable });

/** Throws RangeError for bytes that are no state, or one of another number of rows, dims or parameters. */
export function unpackState(owner: StateOwner, bytes: Uint8Array): LayoutState {
  const read = unpackArrays(KIND, VERSION, bytes) as unknown as { owner: string; state: LayoutState };
  if (read.owner !== ownerText(owner))
    throw new RangeError("The state belongs to a layout of other rows or parameters.");
  return read.state;
}

const ownerText = ({ parameters, count, dims }: StateOwner): string =>
  JSON.stringify([Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)), count, dims]);
