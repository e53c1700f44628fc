import { type FileHandle, open } from "node:fs/promises";

/** Rows of a row group, as in the tables of DuckDB: each is read by one thread. */
const GROUP_ROWS = 122_880;

/** Thrift's compact protocol, as far as the head of a Parquet file needs it. */
const TYPE = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;
type Field = [id: number, type: keyof typeof TYPE, bytes: number[]];

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
/** A whole number >= 0 in zigzag form. */
const int = (value: number): number[] => varint(value * 2);
const text = (value: string): number[] => [...varint(value.length), ...Buffer.from(value, "latin1")];
/** Fields by rising id, at most 15 apart. */
function struct(...fields: Field[]): number[] {
  let last = 0;
  const bytes = fields.flatMap(([id, type, value]) => {
    const head = ((id - last) << 4) | TYPE[type];
    last = id;
    return [head, ...value];
  });
  return [...bytes, 0];
}
const list = (type: keyof typeof TYPE, items: number[][]): number[] => [
  ...(items.length < 15 ? [(items.length << 4) | TYPE[type]] : [0xf0 | TYPE[type], ...varint(items.length)]),
  ...items.flat(),
];

const FLOAT = int(4);
const PLAIN = int(0);
const RLE = int(3);
const REQUIRED = int(0);

const pageHead = (rowCount: number): Buffer =>
  Buffer.from(
    struct(
      [1, "i32", int(0)],
      [2, "i32", int(rowCount * 4)],
      [3, "i32", int(rowCount * 4)],
      [5, "struct", struct([1, "i32", int(rowCount)], [2, "i32", PLAIN], [3, "i32", RLE], [4, "i32", RLE])],
    ),
  );

/** The name of a column in the file. */
export const columnName = (index: number): string => `s${index}`;

/**
 * Writes float32 columns of equal length as a Parquet file without compression (format version 1, PLAIN pages, one per
 * row group and column), the fastest way of many numbers into DuckDB that keeps off the event loop: its appender works
 * on it, and its JavaScript interface has no other bulk path.
 */
export async function writeScoreFile(path: string, columns: readonly Float32Array[]): Promise<void> {
  const rowCount = columns[0]?.length ?? 0;
  const file = await open(path, "w");
  try {
    await file.appendFile("PAR1");
    let offset = 4;
    const groups: number[][] = [];
    for (let first = 0; first < rowCount; first += GROUP_ROWS) {
      const count = Math.min(GROUP_ROWS, rowCount - first);
      const chunks: number[][] = [];
      for (const [index, column] of columns.entries()) {
        const bytes = await writePage(file, column.subarray(first, first + count));
        chunks.push(chunkOf({ index, count, bytes, offset }));
        offset += bytes;
      }
      groups.push(
        struct(
          [1, "list", list("struct", chunks)],
          [2, "i64", int(columns.length * count * 4)],
          [3, "i64", int(count)],
        ),
      );
    }
    const names = columns.map((_, index) =>
      struct([1, "i32", FLOAT], [3, "i32", REQUIRED], [4, "binary", text(columnName(index))]),
    );
    const root = struct([4, "binary", text("scores")], [5, "i32", int(columns.length)]);
    const foot = struct(
      [1, "i32", int(1)],
      [2, "list", list("struct", [root, ...names])],
      [3, "i64", int(rowCount)],
      [4, "list", list("struct", groups)],
    );
    const length = Buffer.alloc(4);
    length.writeUInt32LE(foot.length);
    await file.appendFile(Buffer.concat([Buffer.from(foot), length, Buffer.from("PAR1")]));
  } finally {
    await file.close();
  }
}

/** Writes one page; returns its size in bytes. */
async function writePage(file: FileHandle, values: Float32Array): Promise<number> {
  const head = pageHead(values.length);
  await file.appendFile(head);
  await file.appendFile(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return head.length + values.byteLength;
}

const chunkOf = (chunk: { index: number; count: number; bytes: number; offset: number }): number[] =>
  struct(
    [2, "i64", int(chunk.offset)],
    [
      3,
      "struct",
      struct(
        [1, "i32", FLOAT],
        [2, "list", list("i32", [PLAIN])],
        [3, "list", list("binary", [text(columnName(chunk.index))])],
        [4, "i32", int(0)],
        [5, "i64", int(chunk.count)],
        [6, "i64", int(chunk.bytes)],
        [7, "i64", int(chunk.bytes)],
        [9, "i64", int(chunk.offset)],
      ),
    ],
  );
