import { basename } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { giveTurn } from "../config/give-turn.ts";
import { cellText, isMissing } from "./metadata-types.ts";
import type { Table, TableRecord } from "./table.ts";
import { VectorCollector } from "./vector-check.ts";
import { cellVector, keyPosition, vectorPositions } from "./vector-columns.ts";
import type { VectorBatch, VectorFile, VectorFileRequest } from "./vector-files.ts";

const SAMPLE_RECORDS = 200;
const BATCH_ROWS = 1000;

/** The length most of these vectors have; of equally frequent ones the first met. */
function usualLength(vectors: Iterable<number[] | null>): number | null {
  const counts = new Map<number, number>();
  for (const vector of vectors)
    if (vector && vector.length > 0) counts.set(vector.length, (counts.get(vector.length) ?? 0) + 1);
  let best: number | null = null;
  for (const [length, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = length;
  return best;
}

/** Vectors of a table: a column of lists, or one column per dimension. The usual length of the first 200 is what all must have. */
export async function openTableVectors(table: Table, request: VectorFileRequest): Promise<VectorFile> {
  const file = basename(request.path);
  const prefix = request.keyPrefix ?? "";
  const sample: TableRecord[] = [];
  let sawFailure = false;
  for await (const batch of table.records()) {
    sample.push(...batch.records.slice(0, SAMPLE_RECORDS));
    sawFailure ||= batch.failures.length > 0;
    if (sample.length >= SAMPLE_RECORDS) break;
  }
  const isUnreadable = table.columns.length === 0 && sawFailure;
  let key = 0;
  let vectorOf = (_: TableRecord): number[] | null => null;
  try {
    if (!isUnreadable) {
      key = keyPosition(table.columns, request.keyColumn);
      const places = vectorPositions(table.columns, request.vectorColumn, key);
      vectorOf =
        "list" in places
          ? ({ cells }) => cellVector(cells[places.list])
          : ({ cells }) => cellVector(places.numbered.map((at) => cells[at] ?? null));
    }
  } catch (error) {
    await table.close();
    throw error;
  }
  const dims = usualLength(sample.map(vectorOf));
  return {
    dims,
    total: table.total,
    async *batches(options = {}): AsyncGenerator<VectorBatch> {
      const collector = new VectorCollector(dims ?? 0, options.batchRows ?? BATCH_ROWS, options.takeBlock);
      for await (const batch of table.records(options.signal)) {
        await nextTurn();
        for (const failure of batch.failures) collector.fail({ item: `${file}:${failure.line ?? 0}`, ...failure });
        for (const record of batch.records) {
          await giveTurn();
          const cell = record.cells[key];
          const name = isMissing(cell) ? `${file}:${record.line}` : prefix + cellText(cell);
          const vector = vectorOf(record);
          if (isMissing(cell))
            collector.fail({ item: name, line: record.line, code: "missing-key", message: "The key is empty." });
          else if (vector === null)
            collector.fail({
              item: name,
              line: record.line,
              code: "bad-record",
              message: "Its vector is missing, or is not a list of numbers.",
            });
          else collector.add(name, record.line, vector);
          if (collector.isFull) yield collector.take();
        }
      }
      if (collector.size > 0) yield collector.take();
    },
    close: () => table.close(),
  };
}
