import { Problem } from "@pomona/contract/problems";
import { type ExportRequest, exportRequest } from "@pomona/contract/projects";
import type { FunctionOrigin } from "@pomona/contract/rows";
import { type FilterNames, loadFilterNames, requireFunction, requireSpace } from "../../store/filter-names.ts";
import { type ReadRow, readRows } from "../../store/row-read.ts";
import { functionOrigins } from "../../store/score-origins.ts";
import type { ServedFunction } from "../../store/score-source.ts";
import { onSnapshot, prepareFilter, type QueryContext } from "../queries/query-context.ts";
import { listedRow } from "../queries/query-rows.ts";
import { selectedOrdinals } from "../queries/selection.ts";
import { arrowChunks } from "./export-arrow.ts";
import { exportColumns } from "./export-columns.ts";
import { csvHeader, csvLine } from "./export-csv.ts";
import { idLines, npyChunks, rowsTag, rowsWithVector } from "./export-npy.ts";
import { parquetStream } from "./export-parquet.ts";

export interface ExportedFile {
  contentType: string;
  fileName: string;
  /** Made page by page while it is read; memory does not grow with the selection. */
  stream: ReadableStream<Uint8Array>;
  /** Of `npy` and `ids`: which rows in which order. */
  tag?: string;
  /** Of the others: which versions the scores are of, as they serve when it is begun. */
  origins?: Record<string, FunctionOrigin>;
}

/** What an export writes beside the fields of a row. */
export interface ExportPlan {
  names: FilterNames;
  functions: ServedFunction[];
  /** Spaces whose vectors go along. */
  spaces: { name: string; dims: number }[];
}

/** A row with its vector in each space that was asked for; null where it has none. */
export interface ExportedRow extends ReadRow {
  vectors: Record<string, Float32Array | null>;
}

const FIRST_PAGE_ROWS = 256;
const MOST_PAGE_ROWS = 8192;
// Pages grow until they hold about this much text and vectors.
const PAGE_BYTES = 4_000_000;

/**
 * Streams a selection as NDJSON, CSV, Parquet or Arrow, or its vectors alone, in the order of its sort. Columns: docs/guide/export.md. Rows deleted
 * while it is read are left out. Throws what its filter, sort, functions and spaces can, before the first byte.
 */
export async function exportRows(context: QueryContext, input: ExportRequest): Promise<ExportedFile> {
  const request = exportRequest.parse(input);
  const names = await context.database.read(loadFilterNames);
  const functions = request.scores?.map((name) => requireFunction(names, name)) ?? [...names.functions.values()];
  const dims = new Map(
    (await context.database.all<{ name: string; dims: number }>("SELECT name, dims FROM spaces")).map((space) => [
      space.name,
      space.dims,
    ]),
  );
  for (const name of request.vectors) requireSpace(names, name);
  const spaces = [...new Set(request.vectors)].map((name) => ({ name, dims: dims.get(name) ?? 0 }));
  const plan: ExportPlan = { names, functions, spaces };
  const ordinals = await selectedOrdinals(context, {
    selection: request.selection,
    sort: request.sort,
    limit: request.limit,
  });
  if (request.format === "npy" || request.format === "ids") return exportBare(context, plan, request.format, ordinals);
  const pages = () => exportedPages(context, plan, ordinals);
  const columns = exportColumns(plan);
  const origins = await context.database.read((sql) => functionOrigins(sql, functions));
  switch (request.format) {
    case "ndjson":
      return {
        contentType: "application/x-ndjson",
        fileName: "rows.ndjson",
        stream: textStream(pages(), ndjsonLine),
        origins,
      };
    case "csv":
      return {
        contentType: "text/csv; charset=utf-8",
        fileName: "rows.csv",
        stream: textStream(pages(), csvLine(columns), csvHeader(columns)),
        origins,
      };
    case "parquet":
      return {
        contentType: "application/vnd.apache.parquet",
        fileName: "rows.parquet",
        stream: await parquetStream(context, { columns, metadata: fileMetadata(origins) }, pages()),
        origins,
      };
    case "arrow":
      return {
        contentType: "application/vnd.apache.arrow.file",
        fileName: "rows.arrow",
        stream: byteStream(arrowChunks({ columns, metadata: fileMetadata(origins) }, pages())),
        origins,
      };
  }
}

/** What a file with a place for it tells of itself. */
const fileMetadata = (origins: Record<string, FunctionOrigin>): Record<string, string> => ({
  "pomona.scores": JSON.stringify(origins),
});

/** The vectors of a space alone, or the keys that belong to them: of the rows that have one, in the same order. */
async function exportBare(
  context: QueryContext,
  { spaces }: ExportPlan,
  format: "npy" | "ids",
  ordinals: Uint32Array,
): Promise<ExportedFile> {
  const [space, ...others] = spaces;
  if (others.length > 0 || (format === "npy" && !space))
    throw new Problem(
      "bad-request",
      `The format ${format} holds the vectors of one space, or their keys: name that space in \`vectors\`.`,
    );
  const rows = space ? await rowsWithVector(ordinals, await context.vectorOwners(space.name)) : ordinals;
  const tag = rowsTag(rows);
  if (format === "npy" && space)
    return {
      contentType: "application/octet-stream",
      fileName: "vectors.npy",
      stream: byteStream(npyChunks(context, space, rows)),
      tag,
    };
  return {
    contentType: "text/plain; charset=utf-8",
    fileName: "vectors.ids.txt",
    stream: byteStream(idLines(context, rows)),
    tag,
  };
}

/** Chunks are made when they are asked for. */
function byteStream(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await chunks.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function* exportedPages(
  context: QueryContext,
  plan: ExportPlan,
  ordinals: Uint32Array,
): AsyncGenerator<ExportedRow[]> {
  const everyRow = await prepareFilter(context, undefined);
  const vectorBytes = plan.spaces.reduce((sum, space) => sum + space.dims * 4, 0);
  let pageRows = FIRST_PAGE_ROWS;
  for (
    let start = 0, page = ordinals.subarray(0, pageRows);
    page.length > 0;
    start += page.length, page = ordinals.subarray(start, start + pageRows)
  ) {
    const rows = await onSnapshot(context, everyRow, ({ sql, names }) => {
      // A function may get a new version, or be deleted, between two pages.
      const functions = plan.functions.map(({ name, id }) => names.functions.get(name) ?? { id, name, table: null });
      return readRows(sql, plan.names, page, { functions });
    });
    const rowBytes =
      1 + vectorBytes + rows.reduce((sum, row) => sum + (row.text?.length ?? 0), 0) / Math.max(1, rows.length);
    pageRows = Math.max(1, Math.min(pageRows * 2, MOST_PAGE_ROWS, Math.floor(PAGE_BYTES / rowBytes)));
    yield await withVectors(context, plan.spaces, rows);
  }
}

async function withVectors(
  context: QueryContext,
  spaces: ExportPlan["spaces"],
  rows: ReadRow[],
): Promise<ExportedRow[]> {
  const exported: ExportedRow[] = rows.map((row) => ({ ...row, vectors: {} }));
  for (const { name } of spaces) {
    const { dims, vectors, found } = await context.readVectors(
      name,
      Uint32Array.from(rows, (row) => row.ordinal),
    );
    for (const [i, row] of exported.entries())
      row.vectors[name] = found[i] ? vectors.subarray(i * dims, (i + 1) * dims) : null;
  }
  return exported;
}

function ndjsonLine(row: ExportedRow): string {
  const vectors = Object.fromEntries(
    Object.entries(row.vectors).map(([space, vector]) => [space, vector && Array.from(vector)]),
  );
  const { errors: _errors, passage: _passage, ...listed } = listedRow(row, null);
  return `${JSON.stringify({ ...listed, vectors })}\n`;
}

function textStream(
  pages: AsyncGenerator<ExportedRow[]>,
  line: (row: ExportedRow) => string,
  header = "",
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let before = header;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const page = await pages.next();
      const text = before + (page.done ? "" : page.value.map(line).join(""));
      before = "";
      if (text !== "") controller.enqueue(encoder.encode(text));
      if (page.done) controller.close();
    },
    async cancel() {
      await pages.return(undefined);
    },
  });
}
