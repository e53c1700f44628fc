import type { FileHandle } from "node:fs/promises";
import { Problem } from "@pomona/contract/problems";

/** Layout of a .npy array: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export interface NpyHeader {
  rows: number;
  dims: number;
  /** Bytes of one number, which is a float. */
  itemBytes: 2 | 4 | 8;
  isLittleEndian: boolean;
  /** Where the numbers start. */
  offset: number;
}

const HEADER_BYTES = 1 << 20;

/** Reads the header. Throws `source-unusable` for anything but a two-dimensional float array in C order that is there to its end. */
export async function readNpyHeader(handle: FileHandle, path: string): Promise<NpyHeader> {
  const refuse = (why: string): Problem =>
    new Problem("source-unusable", { detail: `${path} ${why}`, fields: { path } });
  const start = Buffer.alloc(12);
  await handle.read(start, 0, 12, 0);
  const major = start[6] ?? 0;
  const headerBytes = major === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  const from = major === 1 ? 10 : 12;
  if (major < 1 || major > 3 || headerBytes > HEADER_BYTES) throw refuse("has a .npy header that cannot be read.");
  const raw = Buffer.alloc(headerBytes);
  await handle.read(raw, 0, headerBytes, from);
  const header = raw.toString("latin1");
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z])(\d+)'/.exec(header);
  const shape = /'shape':\s*\(([^)]*)\)/
    .exec(header)?.[1]
    ?.split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  if (!shape || !descr) throw refuse("is a .npy of records or objects; a two-dimensional array of floats is needed.");
  const itemBytes = Number(descr[3]);
  if (descr[2] !== "f" || (itemBytes !== 2 && itemBytes !== 4 && itemBytes !== 8))
    throw refuse(`holds ${descr[2]}${descr[3]} numbers; save it as float32 (or float16, float64).`);
  if (shape.length !== 2) throw refuse(`has the shape (${shape.join(", ")}); two dimensions (rows, dims) are needed.`);
  if (/'fortran_order':\s*True/.test(header)) throw refuse("is in Fortran order; save numpy.ascontiguousarray(array).");
  const [rows = 0, dims = 0] = shape;
  const offset = from + headerBytes;
  const { size } = await handle.stat();
  if (size < offset + rows * dims * itemBytes)
    throw refuse(
      `is truncated: ${rows} x ${dims} numbers need ${offset + rows * dims * itemBytes} bytes, it has ${size}. Copy or download it again.`,
    );
  return { rows, dims, itemBytes, isLittleEndian: descr[1] !== ">", offset };
}
