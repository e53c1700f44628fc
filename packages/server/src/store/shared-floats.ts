import { giveTurn } from "../config/give-turn.ts";

/** What is copied at a step: a few milliseconds. */
const COPY_VALUES = 1 << 19;

/** The same values where threads can see them: a copy, made in turns, unless they are shared already. */
export async function sharedFloats(values: Float32Array): Promise<Float32Array> {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  await copyInTurns(values, copy);
  return copy;
}

/** Copies values to the start of an array that is at least as long. */
export async function copyInTurns(values: Float32Array, into: Float32Array): Promise<void> {
  for (let at = 0; at < values.length; at += COPY_VALUES) {
    into.set(values.subarray(at, at + COPY_VALUES), at);
    await giveTurn();
  }
}
