import { setImmediate as nextTurn } from "node:timers/promises";

const TURN_MS = 8;
/** Shared by all loops, as several may follow each other in one turn of the event loop. */
let turnStarted = 0;

/** Ends a turn of the event loop that has run for 8 ms: to be awaited in loops over rows. Undefined while the turn goes on, so that a hot loop need not wait. */
export function giveTurn(): Promise<void> | undefined {
  return performance.now() - turnStarted < TURN_MS ? undefined : endTurn();
}

async function endTurn(): Promise<void> {
  await nextTurn();
  turnStarted = performance.now();
}

/** Entries that are worked on before others may get a turn. */
const PART = 1 << 14;

/** Calls `work` with parts of 0..length; others get a turn where one has taken 8 ms. */
export async function inTurns(length: number, work: (start: number, end: number) => void): Promise<void> {
  for (let start = 0; start < length; start += PART) {
    work(start, Math.min(length, start + PART));
    const turn = giveTurn();
    if (turn) await turn;
  }
}
