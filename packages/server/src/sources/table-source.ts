import { realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { MetadataType } from "@pomona/contract/fields";
import type { ColumnMapping, ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import { giveTurn } from "../config/give-turn.ts";
import { type ColumnRole, columnRoles } from "./column-roles.ts";
import { inferType } from "./metadata-types.ts";
import { SeenKeys } from "./seen-keys.ts";
import type { Source, SourceBatch, SourceRow } from "./source.ts";
import type { RecordFailure, Table, TableBatch, TableRecord } from "./table.ts";
import { type RowPlan, tableRow } from "./table-row.ts";

const SAMPLE_RECORDS = 5000;
const METADATA_FIELDS = 1000;
/** Columns that play other parts, generously counted. */
const NAMED_COLUMNS = 20;
/** Records handed on at once: each batch is compared with the keys and hashes of all rows there are. */
const BATCH_ROWS = 4000;
/** Bytes of texts and pictures handed on at once; a batch ends early rather than holding more. */
const BATCH_BYTES = 32_000_000;
/** A column of longer number lists is taken for vectors and left out. */
const LIST_NUMBERS = 16;

export interface TableSourceRequest {
  path: string;
  mapping: ColumnMapping;
  /** Types of fields that the catalog has; they rule where the mapping says nothing. */
  fieldTypes?: ReadonlyMap<string, MetadataType>;
  keyPrefix: string;
  /** Real folders that path columns may point into, besides the table's own. */
  roots?: readonly string[];
}

async function takeSample(table: Table): Promise<{ records: TableRecord[]; failures: RecordFailure[] }> {
  const records: TableRecord[] = [];
  const failures: RecordFailure[] = [];
  let bytes = 0;
  for await (const batch of table.records()) {
    records.push(...batch.records);
    failures.push(...batch.failures);
    for (const record of batch.records) bytes += cellBytes(record);
    if (records.length + failures.length >= SAMPLE_RECORDS || bytes > BATCH_BYTES) break;
  }
  return { records, failures };
}

function cellBytes(record: TableRecord): number {
  let bytes = 0;
  for (const cell of record.cells) {
    if (typeof cell === "string") bytes += cell.length;
    else if (cell instanceof Uint8Array) bytes += cell.length;
    else if (cell !== null && typeof cell === "object" && "bytes" in cell && cell.bytes instanceof Uint8Array)
      bytes += cell.bytes.length;
  }
  return bytes;
}

/** True for a column of vectors: metadata in name only, and of no use as a list of texts. */
const isVectorColumn = (records: readonly TableRecord[], position: number): boolean =>
  records.some(({ cells }) => {
    const cell = cells[position];
    return Array.isArray(cell) && cell.length > LIST_NUMBERS && cell.every((entry) => typeof entry === "number");
  });

/** Roles and types of a table's columns. JSON may bring columns after the sample; they are added when they come. */
class ColumnPlan {
  readonly roles: Map<string, ColumnRole>;
  readonly metadataTypes: Record<string, MetadataType> = Object.create(null);
  #metadataCount = 0;
  #known = 0;
  readonly #table: Table;
  /** Types that are not inferred: the field's in the catalog, and before it what the mapping says. */
  readonly #types: ReadonlyMap<string, MetadataType>;

  private constructor(table: Table, mapping: ColumnMapping, fieldTypes: ReadonlyMap<string, MetadataType>) {
    this.#table = table;
    this.#types = new Map([...fieldTypes, ...Object.entries(mapping.types ?? {})]);
    this.#refuseTooMany(table.columns.length - (mapping.skip?.length ?? 0) - NAMED_COLUMNS);
    this.roles = columnRoles(table.columns, mapping);
  }

  static async of(
    table: Table,
    request: Pick<TableSourceRequest, "mapping" | "fieldTypes">,
    sample: readonly TableRecord[],
  ): Promise<ColumnPlan> {
    const plan = new ColumnPlan(table, request.mapping, request.fieldTypes ?? new Map());
    await plan.#addTypes(sample);
    plan.#refuseTooMany(plan.#metadataCount);
    return plan;
  }

  #refuseTooMany(count: number): void {
    if (count <= METADATA_FIELDS) return;
    const fields = { reason: "too-many-fields", columns: this.#table.columns.length, limit: METADATA_FIELDS };
    throw new Problem("source-unusable", {
      detail: `The table has ${fields.columns.toLocaleString("en")} columns; at most ${METADATA_FIELDS.toLocaleString("en")} can be metadata fields. Leave some out by naming them to skip.`,
      fields,
    });
  }

  async #addTypes(records: readonly TableRecord[]): Promise<void> {
    for (; this.#known < this.#table.columns.length; this.#known++) {
      await giveTurn();
      const position = this.#known;
      const name = this.#table.columns[position]?.name ?? "";
      if (!this.roles.has(name)) this.roles.set(name, this.#metadataCount < METADATA_FIELDS ? "metadata" : "skip");
      if (this.roles.get(name) !== "metadata") continue;
      if (!this.#types.has(name) && isVectorColumn(records, position)) {
        this.roles.set(name, "skip");
        continue;
      }
      this.#metadataCount++;
      this.metadataTypes[name] =
        this.#types.get(name) ?? inferType(columnCells(records, position), this.#table.isUntyped);
    }
  }

  /** Adds columns that this batch brought. Says which of its records hold more fields than can be kept. */
  async take(batch: TableBatch): Promise<Map<TableRecord, string>> {
    const before = this.#known;
    const tooMany = new Map<TableRecord, string>();
    if (this.#table.columns.length === before) return tooMany;
    await this.#addTypes(batch.records);
    for (const record of batch.records)
      for (let at = before; at < record.cells.length; at++) {
        const name = this.#table.columns[at]?.name ?? "";
        if (
          record.cells[at] !== undefined &&
          this.#metadataCount >= METADATA_FIELDS &&
          this.metadataTypes[name] === undefined
        )
          tooMany.set(record, name);
      }
    return tooMany;
  }
}

function* columnCells(records: readonly TableRecord[], position: number): Generator<TableRecord["cells"][number]> {
  for (const record of records) yield record.cells[position];
}

/** Rows of one table batch, and what was refused. */
async function convertBatch(
  batch: TableBatch,
  plan: RowPlan,
  columns: ColumnPlan,
  seen: SeenKeys,
): Promise<SourceBatch> {
  const file = basename(plan.tablePath);
  const named = (failure: RecordFailure): ItemFailure => ({ item: `${file}:${failure.line ?? 0}`, ...failure });
  const failures = batch.failures.map(named);
  const rows: SourceRow[] = [];
  const tooMany = await columns.take(batch);
  for (const record of batch.records) {
    await giveTurn();
    const extra = tooMany.get(record);
    if (extra !== undefined) {
      failures.push({
        item: `${file}:${record.line}`,
        line: record.line,
        column: extra,
        code: "too-many-fields",
        message: `The field "${extra}" is beyond the limit of ${METADATA_FIELDS} metadata fields.`,
      });
      continue;
    }
    const made = await tableRow(plan, record);
    if ("failure" in made) failures.push(made.failure);
    else if (!seen.add(made.row.key))
      failures.push({
        item: made.row.item,
        line: record.line,
        code: "duplicate-key",
        message: `The key "${made.row.key}" was on an earlier line. Keys must be unique; the first one counts.`,
      });
    else rows.push(made.row);
  }
  return { rows, failures, ...(batch.warnings?.length ? { warnings: batch.warnings.map(named) } : {}) };
}

/** Cuts a table batch where its pictures grow too heavy or it has more records than asked for. */
async function* sizedBatches(batches: AsyncIterable<TableBatch>, batchRows: number): AsyncGenerator<TableBatch> {
  let part: TableBatch = { records: [], failures: [], warnings: [] };
  let bytes = 0;
  for await (const { records, failures, warnings = [] } of batches) {
    part.failures.push(...failures);
    part.warnings?.push(...warnings);
    for (const record of records) {
      part.records.push(record);
      bytes += cellBytes(record);
      if (part.records.length < batchRows && bytes < BATCH_BYTES) continue;
      yield part;
      part = { records: [], failures: [], warnings: [] };
      bytes = 0;
    }
  }
  if (part.records.length + part.failures.length + (part.warnings?.length ?? 0) > 0) yield part;
}

/** A table as a source of rows: roles and types from its first 5,000 records, then one pass over all of them. */
export async function openTableSource(table: Table, request: TableSourceRequest): Promise<Source> {
  const sample = await takeSample(table);
  const isUnreadable = table.columns.length === 0;
  if (isUnreadable && sample.failures.length === 0) {
    await table.close();
    throw new Problem("source-unusable", {
      detail: `${request.path} is empty: it holds no records.`,
      fields: { path: request.path },
    });
  }
  const folder = await realpath(dirname(request.path));
  let columns: ColumnPlan | null;
  try {
    columns = isUnreadable ? null : await ColumnPlan.of(table, request, sample.records);
  } catch (error) {
    await table.close();
    throw error;
  }
  const metadataTypes = columns?.metadataTypes ?? {};
  return {
    format: table.format,
    total: table.total,
    metadataTypes,
    get columns() {
      return table.columns.map(({ name, type }) => {
        const role = columns?.roles.get(name) ?? "skip";
        return { name, role, type: metadataTypes[name] ?? type };
      });
    },
    async *batches(options = {}) {
      const seen = new SeenKeys();
      const plan: RowPlan = {
        tablePath: request.path,
        folder,
        roots: [folder, ...(request.roots ?? [])],
        keyPrefix: request.keyPrefix,
        separator: request.mapping.separator,
        columns: table.columns,
        roles: columns?.roles ?? new Map(),
        metadataTypes,
      };
      for await (const batch of sizedBatches(table.records(options.signal), options.batchRows ?? BATCH_ROWS)) {
        options.signal?.throwIfAborted();
        if (columns) yield await convertBatch(batch, plan, columns, seen);
        else
          yield {
            rows: [],
            failures: batch.failures.map((failure) => ({
              item: `${basename(request.path)}:${failure.line ?? 0}`,
              ...failure,
            })),
          };
      }
    },
    close: () => table.close(),
  };
}
