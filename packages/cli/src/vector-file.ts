import { UsageError } from "./exit-code.ts";

const NPY_MAGIC = "\x93NUMPY";

/** One vector from the bytes of a file: `.npy` (1-D, or a single row) of float32 or float64, a JSON array, or numbers as text. */
export function readVectorFile(path: string, content: Buffer): number[] {
  const vector =
    content.subarray(0, 6).toString("latin1") === NPY_MAGIC
      ? readNpy(path, content)
      : readNumbers(path, content.toString("utf8"));
  const wrong = vector.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new UsageError(`${path}: value ${wrong + 1} is not a finite number.`);
  if (vector.length < 2)
    throw new UsageError(
      `${path} holds ${vector.length === 1 ? "one number" : "no numbers"}; a vector has at least two.`,
    );
  return vector;
}

function readNumbers(path: string, text: string): number[] {
  const trimmed = text.trim();
  if (!trimmed.startsWith("["))
    return trimmed
      .split(/[\s,;]+/)
      .filter((part) => part !== "")
      .map(Number);
  try {
    const value: unknown = JSON.parse(trimmed);
    if (Array.isArray(value) && value.every((part) => typeof part === "number")) return value;
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  throw new UsageError(`${path} must hold one array of numbers.`);
}

/** NumPy format 1.0 to 3.0 (numpy.lib.format): magic, version, header length, a Python literal, the values. */
function readNpy(path: string, content: Buffer): number[] {
  const isLong = content.readUInt8(6) >= 2;
  const start = isLong ? 12 : 10;
  const end = start + (isLong ? content.readUInt32LE(8) : content.readUInt16LE(8));
  const header = content.subarray(start, end).toString("latin1");
  const type = /'descr':\s*'([<|]?f[48])'/.exec(header)?.[1];
  if (!type) throw new UsageError(`${path} must hold little-endian float32 or float64 numbers.`);
  const shape = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (shape.length > 2 || (shape.length === 2 && shape[0] !== 1)) {
    throw new UsageError(`${path} holds an array of shape (${shape.join(", ")}); give one vector.`);
  }
  const size = type.endsWith("8") ? 8 : 4;
  const length = shape.at(-1) ?? 0;
  if (content.length < end + length * size) throw new UsageError(`${path} ends before its ${length} values.`);
  const values = new Array<number>(length);
  for (let i = 0; i < length; i++)
    values[i] = size === 8 ? content.readDoubleLE(end + i * 8) : content.readFloatLE(end + i * 4);
  return values;
}
