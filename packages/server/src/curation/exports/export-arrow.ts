import { setBit } from "@pomona/compute/bitset";
import {
  Bool,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  Int64,
  List,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { giveTurn } from "../../config/give-turn.ts";
import type { ColumnValue, ExportColumn, ExportedShape } from "./export-columns.ts";
import type { ExportedRow } from "./export-rows.ts";

const texts = (): DataType => new List(new Field("item", new Utf8(), true));
const TYPES: Record<string, () => DataType> = {
  VARCHAR: () => new Utf8(),
  "VARCHAR[]": texts,
  DOUBLE: () => new Float64(),
  FLOAT: () => new Float32(),
  INTEGER: () => new Int32(),
  BIGINT: () => new Int64(),
  BOOLEAN: () => new Bool(),
  TIMESTAMP: () => new TimestampMillisecond(),
};

const typeOf = ({ sqlType, dims }: ExportColumn): DataType =>
  dims === undefined
    ? (TYPES[sqlType] as () => DataType)()
    : new FixedSizeList(dims, new Field("item", new Float32(), false));

/** An Arrow IPC file, a record batch for each page; vectors are fixed-size lists of float32, null where a row has none. */
export async function* arrowChunks(
  { columns, metadata }: ExportedShape,
  pages: AsyncIterable<ExportedRow[]>,
): AsyncGenerator<Uint8Array> {
  const schema = new Schema(
    columns.map((column) => new Field(column.name, typeOf(column), true)),
    new Map(Object.entries(metadata)),
  );
  const writer = new ChunkWriter();
  let isEmpty = true;
  for await (const page of pages) {
    writer.write(await recordBatch(schema, columns, page));
    isEmpty = false;
    yield* writer.take();
  }
  if (isEmpty) writer.write(await recordBatch(schema, columns, []));
  writer.close();
  yield* writer.take();
}

/** Hands out what it writes as it is written; its own sink would keep all of it. */
class ChunkWriter extends RecordBatchFileWriter {
  readonly #chunks: Uint8Array[] = [];

  take(): Uint8Array[] {
    return this.#chunks.splice(0);
  }

  protected override _write(chunk: ArrayBufferView): this {
    if (!this._started || chunk.byteLength === 0) return this;
    this.#chunks.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    this._position += chunk.byteLength;
    return this;
  }
}

async function recordBatch(
  schema: Schema,
  columns: readonly ExportColumn[],
  page: readonly ExportedRow[],
): Promise<RecordBatch> {
  const children = [];
  for (const [i, column] of columns.entries()) {
    const values = page.map((row) => column.value(row));
    const { type } = schema.fields[i] as Field;
    children.push(
      column.dims === undefined
        ? vectorFromArray(values.map(plain(column.sqlType)), type).data[0]
        : vectorData(type as FixedSizeList, values as (Float32Array | null)[]),
    );
    await giveTurn();
  }
  const data = makeData({
    type: new Struct(schema.fields),
    length: page.length,
    nullCount: 0,
    children: children as never,
  });
  return new RecordBatch(schema, data as never);
}

const plain =
  (sqlType: string) =>
  (value: ColumnValue): unknown => {
    if (value === null) return null;
    if (sqlType === "TIMESTAMP") return Date.parse(value as string);
    return sqlType === "BIGINT" ? BigInt(value as number) : value;
  };

function vectorData(type: FixedSizeList, vectors: readonly (Float32Array | null)[]) {
  const dims = type.listSize;
  const values = new Float32Array(vectors.length * dims);
  const nullBitmap = new Uint8Array(Math.ceil(vectors.length / 8));
  let nullCount = 0;
  vectors.forEach((vector, i) => {
    if (vector) {
      values.set(vector, i * dims);
      setBit(nullBitmap, i);
    } else nullCount++;
  });
  const child = makeData({ type: new Float32(), length: values.length, nullCount: 0, data: values });
  return makeData({ type, length: vectors.length, nullCount, nullBitmap, child } as never);
}
