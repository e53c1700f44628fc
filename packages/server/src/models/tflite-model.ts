import { decodeFloat16 } from "./float16.ts";

export interface TfliteTensor {
  name: string;
  shape: number[];
  /** Constants only. int32 constants are given as float32. */
  values: Float32Array | null;
}

export interface TfliteOperator {
  /** BuiltinOperator of the TFLite schema: 0 ADD, 3 CONV_2D, 4 DEPTHWISE_CONV_2D, 6 DEQUANTIZE. */
  code: number;
  inputs: number[];
  outputs: number[];
  /** A field of the operator's options table: signed byte or 32-bit integer; `absent` where it is left out. */
  byteOption(field: number, absent: number): number;
  integerOption(field: number, absent: number): number;
}

export interface TfliteModel {
  tensors: TfliteTensor[];
  operators: TfliteOperator[];
  inputs: number[];
}

/** TensorType of the TFLite schema. */
const FLOAT32 = 0;
const FLOAT16 = 1;
const INT32 = 2;

/**
 * Reads the first subgraph of a TFLite file. Field numbers are those of
 * tensorflow/compiler/mlir/lite/schema/schema.fbs; the encoding is FlatBuffers (flatbuffers.dev/internals).
 */
export function readTflite(bytes: Uint8Array): TfliteModel {
  const reader = flatbufferReader(bytes);
  const model = reader.root();
  const codes = reader.tables(model, 1).map((table) => Math.max(reader.byte(table, 0, 0), reader.integer(table, 3, 0)));
  const [subgraph] = reader.tables(model, 2);
  if (subgraph === undefined) throw new RangeError("The TFLite file has no subgraph.");
  const buffers = reader.tables(model, 4).map((table) => reader.bytes(table, 0));
  const tensors = reader.tables(subgraph, 0).map((table) => {
    const content = buffers[reader.integer(table, 2, 0)];
    const values = content?.length ? constantValues(content, reader.byte(table, 1, 0)) : null;
    return { name: Buffer.from(reader.bytes(table, 3)).toString(), shape: reader.integers(table, 0), values };
  });
  const operators = reader.tables(subgraph, 3).map((table) => {
    const options = reader.table(table, 4);
    return {
      code: codes[reader.integer(table, 0, 0)] as number,
      inputs: reader.integers(table, 1),
      outputs: reader.integers(table, 2),
      byteOption: (field: number, absent: number) => (options === null ? absent : reader.byte(options, field, absent)),
      integerOption: (field: number, absent: number) =>
        options === null ? absent : reader.integer(options, field, absent),
    };
  });
  return { tensors, operators, inputs: reader.integers(subgraph, 1) };
}

function constantValues(content: Uint8Array, type: number): Float32Array | null {
  // Copied, because a typed array needs an aligned start.
  const own = new Uint8Array(content).buffer;
  if (type === FLOAT32) return new Float32Array(own);
  if (type === FLOAT16) return decodeFloat16(new Uint16Array(own));
  return type === INT32 ? Float32Array.from(new Int32Array(own)) : null;
}

/** Reads tables by their position; a field that is left out has no position. */
function flatbufferReader(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const follow = (at: number): number => at + view.getUint32(at, true);
  const field = (table: number, number: number): number | null => {
    const vtable = table - view.getInt32(table, true);
    const entry = 4 + 2 * number;
    const offset = entry < view.getUint16(vtable, true) ? view.getUint16(vtable + entry, true) : 0;
    return offset === 0 ? null : table + offset;
  };
  const vector = (table: number, number: number): { start: number; length: number } => {
    const at = field(table, number);
    if (at === null) return { start: 0, length: 0 };
    return { start: follow(at) + 4, length: view.getUint32(follow(at), true) };
  };
  return {
    root: (): number => follow(0),
    table: (table: number, number: number): number | null => {
      const at = field(table, number);
      return at === null ? null : follow(at);
    },
    tables: (table: number, number: number): number[] => {
      const { start, length } = vector(table, number);
      return Array.from({ length }, (_, index) => follow(start + 4 * index));
    },
    integers: (table: number, number: number): number[] => {
      const { start, length } = vector(table, number);
      return Array.from({ length }, (_, index) => view.getInt32(start + 4 * index, true));
    },
    bytes: (table: number, number: number): Uint8Array => {
      const { start, length } = vector(table, number);
      return bytes.subarray(start, start + length);
    },
    byte: (table: number, number: number, absent: number): number => {
      const at = field(table, number);
      return at === null ? absent : view.getInt8(at);
    },
    integer: (table: number, number: number, absent: number): number => {
      const at = field(table, number);
      return at === null ? absent : view.getInt32(at, true);
    },
  };
}
