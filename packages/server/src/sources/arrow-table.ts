import { type FileHandle, open } from "node:fs/promises";
import { Problem } from "@pomona/contract/problems";
import { type DataType, type RecordBatch, RecordBatchReader, type Schema } from "apache-arrow";
import { arrowCell } from "./arrow-cells.ts";
import { withClassNames } from "./class-names.ts";
import { parseHuggingFaceFeatures } from "./huggingface-features.ts";
import { TABLE_BATCH_RECORDS, type Table, type TableBatch, type TableColumn, type TableRecord } from "./table.ts";

interface OpenedArrow {
  schema: Schema;
  batches: AsyncIterable<RecordBatch>;
}

const unusable = (path: string, error: unknown): Problem => {
  const { message } = error as Error;
  const hint = /compress|codec/i.test(message) ? " Write it without compression, or as Parquet." : "";
  return new Problem(
    "source-unusable",
    { detail: `${path} cannot be read as Arrow IPC: ${message.split("\n")[0]}.${hint}`, fields: { path } },
    { cause: error },
  );
};

/** Opens an Arrow IPC file or stream; which one, its first bytes tell. Batches are read as they are asked for. */
async function openArrow(path: string, handle: FileHandle): Promise<OpenedArrow> {
  try {
    const head = Buffer.alloc(6);
    await handle.read(head, 0, 6, 0);
    const isFile = head.toString("latin1") === "ARROW1";
    const input = isFile ? handle : handle.createReadStream({ start: 0, autoClose: false });
    const reader = await RecordBatchReader.from(input as FileHandle);
    await reader.open();
    if (!reader.schema) throw new Error("it has no schema");
    return { schema: reader.schema, batches: reader as AsyncIterable<RecordBatch> };
  } catch (error) {
    throw unusable(path, error);
  }
}

function columnsOf(schema: Schema): { columns: TableColumn[]; classNames: (readonly string[] | undefined)[] } {
  const features = parseHuggingFaceFeatures(schema.metadata.get("huggingface") ?? null);
  const columns = schema.fields.map((field) => ({
    name: field.name,
    type: String(field.type).slice(0, 60),
    isImage:
      features.images.has(field.name) ||
      (field.type as DataType).children?.some((child) => child.name === "bytes") === true,
    isClass: features.classNames.has(field.name),
  }));
  return { columns, classNames: columns.map((column) => features.classNames.get(column.name)) };
}

function recordOf(
  batch: RecordBatch,
  row: number,
  line: number,
  classNames: readonly (readonly string[] | undefined)[],
): TableRecord {
  const cells = batch.schema.fields.map((field, at) => {
    const cell = arrowCell(batch.getChildAt(at)?.get(row), field.type);
    const names = classNames[at];
    return names ? withClassNames(cell, names) : cell;
  });
  return { line, cells };
}

/** Opens Arrow IPC as a table: file and stream format, dictionaries, lists and structs. */
export async function openArrowTable(path: string): Promise<Table> {
  const handle = await open(path, "r");
  try {
    const { columns, classNames } = columnsOf((await openArrow(path, handle)).schema);
    return {
      format: "arrow",
      isUntyped: false,
      columns,
      total: null,
      async *records(signal): AsyncGenerator<TableBatch> {
        const again = await open(path, "r");
        let line = 0;
        try {
          for await (const batch of (await openArrow(path, again)).batches) {
            for (let from = 0; from < batch.numRows; from += TABLE_BATCH_RECORDS) {
              signal?.throwIfAborted();
              const count = Math.min(TABLE_BATCH_RECORDS, batch.numRows - from);
              yield {
                records: Array.from({ length: count }, (_, at) => recordOf(batch, from + at, ++line, classNames)),
                failures: [],
              };
            }
          }
        } catch (error) {
          if (signal?.aborted || error instanceof Problem) throw error;
          yield {
            records: [],
            failures: [
              {
                line: line + 1,
                code: "corrupt",
                message: `The file is damaged from here on: ${(error as Error).message.split("\n")[0]}`,
              },
            ],
          };
        } finally {
          await again.close().catch(() => undefined);
        }
      },
      close: async () => undefined,
    };
  } finally {
    await handle.close().catch(() => undefined);
  }
}
