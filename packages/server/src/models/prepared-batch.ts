import type { EmbedError, EmbedInput, EmbedResult } from "./embedder.ts";
import type { EmbedRole, ModelRuntime, Prepared } from "./model-runtime.ts";

/** Decodes or tokenises inputs at the same time; the result is in input order. Never rejects for a bad input. */
export const prepareBatch = <Value>(
  runtime: ModelRuntime<Value>,
  inputs: readonly EmbedInput[],
  role: EmbedRole,
): Promise<Prepared<Value>[]> => Promise.all(inputs.map((input) => runtime.prepare(input, role)));

/** A run holds inputs of similar sizes, so that padding costs little: at most this many. */
const MAX_RUN = 16;

/**
 * Runs the network over prepared inputs: shortest first, then put back in input order, each vector L2-normalised. Where
 * a run fails, its inputs are tried one by one; those that fail again get the error `model`, as do vectors that are not
 * finite or all zero.
 */
export async function inferBatch<Value>(
  runtime: ModelRuntime<Value>,
  prepared: readonly Prepared<Value>[],
): Promise<EmbedResult> {
  const { dims } = runtime.description;
  const errors: (EmbedError | null)[] = prepared.map((entry) => ("error" in entry ? entry.error : null));
  const vectors = new Float32Array(prepared.length * dims);
  const place = (position: number, raw: Float32Array): void => {
    errors[position] = placeUnit(vectors.subarray(position * dims, (position + 1) * dims), raw);
  };
  for (const run of runsOf(runtime, prepared)) {
    const values = run.map((entry) => entry.value);
    const rows = await runtime.infer(values).catch((error: Error) => error);
    for (const [index, { position, value }] of run.entries()) {
      if (rows instanceof Error) await inferOne(position, value);
      else place(position, rows.subarray(index * dims, (index + 1) * dims));
    }
  }
  return { vectors, errors };

  async function inferOne(position: number, value: Value): Promise<void> {
    try {
      place(position, await runtime.infer([value]));
    } catch (error) {
      errors[position] = { code: "model", message: `The model failed on this input: ${(error as Error).message}` };
    }
  }
}

function runsOf<Value>(
  runtime: ModelRuntime<Value>,
  prepared: readonly Prepared<Value>[],
): { position: number; value: Value }[][] {
  const ready = prepared.flatMap((entry, position) => ("value" in entry ? [{ position, value: entry.value }] : []));
  ready.sort((a, b) => runtime.sizeOf(a.value) - runtime.sizeOf(b.value));
  const length = Math.min(MAX_RUN, runtime.preferredBatch);
  return Array.from({ length: Math.ceil(ready.length / length) }, (_, index) =>
    ready.slice(index * length, (index + 1) * length),
  );
}

/** Writes `raw` as a unit vector into `slot`; leaves zeros and returns why where it has no direction. */
function placeUnit(slot: Float32Array, raw: Float32Array): EmbedError | null {
  let squares = 0;
  for (const value of raw) squares += value * value;
  if (!Number.isFinite(squares)) return { code: "model", message: "The model gave values that are not finite." };
  if (squares === 0) return { code: "model", message: "The model gave a zero vector." };
  const length = Math.sqrt(squares);
  for (let i = 0; i < slot.length; i++) slot[i] = (raw[i] as number) / length;
  return null;
}
