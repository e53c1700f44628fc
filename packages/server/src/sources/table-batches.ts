import { giveTurn } from "../config/give-turn.ts";
import { type RecordFailure, TABLE_BATCH_RECORDS, type TableBatch, type TableRecord } from "./table.ts";

/** Gathers what a reader yields into batches, in order. Warnings go with the first, and the last may be empty. */
export async function* tableBatches(
  records: AsyncIterable<TableRecord | RecordFailure>,
  warnings: RecordFailure[] = [],
): AsyncGenerator<TableBatch> {
  let batch: TableBatch = { records: [], failures: [], warnings };
  for await (const record of records) {
    if ("cells" in record) batch.records.push(record);
    else batch.failures.push(record);
    // Records of one chunk of a file come without waiting for the disk.
    await giveTurn();
    if (batch.records.length + batch.failures.length < TABLE_BATCH_RECORDS) continue;
    yield batch;
    batch = { records: [], failures: [] };
  }
  yield batch;
}
