import { createHash } from "node:crypto";
import { Problem } from "@pomona/contract/problems";
import { ahead } from "../../config/ahead.ts";
import { giveTurn } from "../../config/give-turn.ts";
import { keysOfRows } from "../../store/row-table.ts";
import type { QueryContext } from "../queries/query-context.ts";

/** Bytes of vectors read and sent at once. */
const PAGE_BYTES = 8 << 20;
const PAGE_KEYS = 4096;

/** Tells a selection in its order from another one: equal for a .npy export and the ids that belong to it. */
export const rowsTag = (ordinals: Uint32Array): string =>
  `"${createHash("sha256").update(ordinals).digest("base64url")}"`;

/** Rows looked at before other work may get a turn. */
const TURN_ROWS = 1 << 16;

/** Of the rows, in their order, those that have a vector. */
export async function rowsWithVector(ordinals: Uint32Array, owners: ArrayLike<number>): Promise<Uint32Array> {
  const kept = new Uint32Array(ordinals.length);
  let count = 0;
  for (let i = 0; i < ordinals.length; i++) {
    if (i % TURN_ROWS === 0) await giveTurn();
    const row = ordinals[i] as number;
    if ((owners[row] ?? 0) > 0) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** Format 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), float32 in C order. */
export function npyHeader(rowCount: number, dims: number): Uint8Array {
  const fields = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rowCount}, ${dims}), }`;
  const length = Math.ceil((10 + fields.length + 1) / 64) * 64;
  const header = Buffer.alloc(length, " ", "latin1");
  header.write("\x93NUMPY\x01\x00", "latin1");
  header.writeUInt16LE(length - 10, 8);
  header.write(fields, 10, "latin1");
  header.write("\n", length - 1, "latin1");
  return header;
}

/** A .npy file of the vectors of rows that all have one, in the order given. Fails where a vector is gone meanwhile. */
export async function* npyChunks(
  context: Pick<QueryContext, "readVectors">,
  space: { name: string; dims: number },
  ordinals: Uint32Array,
): AsyncGenerator<Uint8Array> {
  yield npyHeader(ordinals.length, space.dims);
  const pageRows = Math.max(1, Math.floor(PAGE_BYTES / (space.dims * 4)));
  async function* pages() {
    for (let start = 0; start < ordinals.length; start += pageRows)
      // A copy, as a view would take its whole buffer along to the thread that reads.
      yield await context.readVectors(space.name, ordinals.slice(start, start + pageRows));
  }
  for await (const { dims, vectors, found } of ahead(pages())) {
    if (dims !== space.dims || found.includes(0)) throw changed();
    yield new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength);
  }
}

/** The keys of rows, one a line, in the order given. Fails where a row is gone, or a key would not come back from its line. */
export async function* idLines(
  context: Pick<QueryContext, "database">,
  ordinals: Uint32Array,
): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < ordinals.length; start += PAGE_KEYS) {
    const page = ordinals.subarray(start, start + PAGE_KEYS);
    const keys = await context.database.read((sql) => keysOfRows(sql, page));
    if (keys.length < page.length) throw changed();
    const odd = keys.find((key) => /[\r\n]|^[ \t]*$/.test(key));
    if (odd !== undefined)
      throw new Problem("bad-request", {
        detail: `The key ${JSON.stringify(odd)} cannot stand on a line of its own. Export Parquet or Arrow, which hold any key.`,
        fields: { key: odd },
      });
    yield Buffer.from(`${keys.join("\n")}\n`);
  }
}

const changed = (): Problem =>
  new Problem("count-changed", "Rows of the export were deleted while it was read. Export them again.");
