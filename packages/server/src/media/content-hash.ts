import { createHash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";

const SLICE_BYTES = 8 << 20;

/** Hex sha256 of the bytes. Large ones are hashed in slices, so that the event loop is never held for more than about 20 ms. */
export async function contentHashOf(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  for (let from = 0; from < bytes.length; from += SLICE_BYTES) {
    if (from > 0) await nextTurn();
    hash.update(bytes.subarray(from, from + SLICE_BYTES));
  }
  return hash.digest("hex");
}
