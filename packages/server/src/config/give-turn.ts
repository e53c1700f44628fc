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
