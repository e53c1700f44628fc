import { decodeFloat16 } from "./float16.ts";

/** One entry of `weightsManifest[].weights` in a TensorFlow.js model.json. */
export interface TfjsWeightEntry {
  name: string;
  shape: number[];
  dtype: string;
  /** How the bytes are stored where that differs from `dtype`; `scale` and `min` for uint8 and uint16. */
  quantization?: { dtype: string; scale?: number; min?: number };
}

export interface TfjsWeightGroup {
  paths: string[];
  weights: TfjsWeightEntry[];
}

export interface TfjsWeight {
  shape: number[];
  /** Row-major; float32 exactly holds the small integers of shape and axis constants. */
  values: Float32Array<ArrayBuffer>;
}

const BYTES_PER_VALUE: Record<string, number> = { float32: 4, int32: 4, uint16: 2, float16: 2, uint8: 1, bool: 1 };

/**
 * The weights of a TensorFlow.js model by name. `bytes` are the shards of all groups, concatenated in manifest order
 * (format: tfjs-core `io_utils.decodeWeights`). Throws RangeError when the bytes do not match the manifest.
 */
export function decodeTfjsWeights(manifest: readonly TfjsWeightGroup[], bytes: Uint8Array): Map<string, TfjsWeight> {
  const weights = new Map<string, TfjsWeight>();
  let offset = 0;
  for (const entry of manifest.flatMap((group) => group.weights)) {
    const stored = entry.quantization?.dtype ?? entry.dtype;
    const count = entry.shape.reduce((product, length) => product * length, 1);
    const sizeBytes = count * (BYTES_PER_VALUE[stored] ?? Number.NaN);
    if (!(offset + sizeBytes <= bytes.length))
      throw new RangeError(
        `The weight ${entry.name} (${stored}) does not fit into the ${bytes.length} bytes there are.`,
      );
    // Copied, because a typed array needs an aligned start.
    const own = new Uint8Array(bytes.subarray(offset, offset + sizeBytes)).buffer;
    weights.set(entry.name, { shape: entry.shape, values: decodeValues(own, stored, entry) });
    offset += sizeBytes;
  }
  if (offset !== bytes.length)
    throw new RangeError(`The manifest describes ${offset} bytes of weights, but there are ${bytes.length}.`);
  return weights;
}

function decodeValues(own: ArrayBuffer, stored: string, entry: TfjsWeightEntry): Float32Array<ArrayBuffer> {
  if (stored === "float32") return new Float32Array(own);
  if (stored === "float16") return decodeFloat16(new Uint16Array(own));
  if (stored === "int32") return Float32Array.from(new Int32Array(own));
  const codes = stored === "uint16" ? new Uint16Array(own) : new Uint8Array(own);
  const { scale = 1, min = 0 } = entry.quantization ?? {};
  return Float32Array.from(codes, (code) => code * scale + min);
}
