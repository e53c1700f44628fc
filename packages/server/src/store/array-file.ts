import { type FileHandle, open } from "node:fs/promises";
import { writeWhole } from "../media/durable-file.ts";

const KINDS = { u8: Uint8Array, i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
type Kind = keyof typeof KINDS;
export type StoredArray = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

/** Eight bytes: name and version of the format. */
const MAGIC = Buffer.from("pomona-1", "latin1");
/** Arrays begin at multiples of it. */
const ALIGNMENT = 8;
/** Written and read at a step: a few milliseconds. */
const STEP_BYTES = 8 << 20;
const MOST_HEAD_BYTES = 1 << 20;

interface Head {
  about: unknown;
  arrays: { name: string; kind: Kind; length: number }[];
}

const kindOf = (array: StoredArray): Kind =>
  (Object.keys(KINDS) as Kind[]).find((kind) => array instanceof KINDS[kind]) as Kind;
const padding = (bytes: number): number => (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;

/**
 * Writes arrays with something about them (JSON) into a file that is there whole or not at all. The same arrays give the
 * same bytes.
 */
export async function writeArrayFile(
  path: string,
  about: unknown,
  arrays: Readonly<Record<string, StoredArray>>,
): Promise<void> {
  const names = Object.entries(arrays);
  const head: Head = {
    about,
    arrays: names.map(([name, array]) => ({ name, kind: kindOf(array), length: array.length })),
  };
  await writeWhole(
    path,
    chunks(
      head,
      names.map(([, array]) => array),
    ),
    { durable: true },
  );
}

function* chunks(head: Head, arrays: readonly StoredArray[]): Generator<Uint8Array> {
  const text = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(8);
  size.writeUInt32LE(text.length);
  yield Buffer.concat([MAGIC, size, text, Buffer.alloc(padding(text.length))]);
  for (const array of arrays) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let start = 0; start < bytes.length; start += STEP_BYTES) yield bytes.subarray(start, start + STEP_BYTES);
    yield Buffer.alloc(padding(bytes.length));
  }
}

/**
 * Reads a file of `writeArrayFile`; its arrays lie in shared memory. Null where there is none. RangeError for a file that
 * is not whole or something else.
 */
export async function readArrayFile(
  path: string,
): Promise<{ about: unknown; arrays: Record<string, StoredArray> } | null> {
  const handle = await openIfThere(path);
  if (!handle) return null;
  try {
    const start = await readBytes(handle, new Uint8Array(16), 0);
    const headBytes = Buffer.from(start).readUInt32LE(8);
    if (!MAGIC.equals(start.subarray(0, 8)) || headBytes > MOST_HEAD_BYTES)
      throw new RangeError(`${path} is no file of arrays.`);
    const head = JSON.parse(
      Buffer.from(await readBytes(handle, new Uint8Array(headBytes), 16)).toString("utf8"),
    ) as Head;
    let at = 16 + headBytes + padding(headBytes);
    const arrays: Record<string, StoredArray> = {};
    for (const { name, kind, length } of head.arrays) {
      const array = sharedArray(kind, length);
      await readBytes(handle, new Uint8Array(array.buffer), at);
      at += array.byteLength + padding(array.byteLength);
      arrays[name] = array;
    }
    return { about: head.about, arrays };
  } finally {
    await handle.close();
  }
}

/** The bytes of a file, in shared memory; null where there is none. */
export async function readSharedFile(path: string): Promise<Uint8Array<SharedArrayBuffer> | null> {
  const handle = await openIfThere(path);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    return await readBytes(handle, new Uint8Array(new SharedArrayBuffer(size)), 0);
  } finally {
    await handle.close();
  }
}

const openIfThere = (path: string): Promise<FileHandle | null> =>
  open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });

function sharedArray(kind: Kind, length: number): StoredArray {
  const Kind = KINDS[kind] as new (buffer: ArrayBufferLike) => StoredArray;
  return new Kind(new SharedArrayBuffer(length * KINDS[kind].BYTES_PER_ELEMENT));
}

/** Fills `into` from a place of a file. */
async function readBytes<T extends Uint8Array>(handle: FileHandle, into: T, from: number): Promise<T> {
  for (let done = 0; done < into.length; ) {
    const length = Math.min(STEP_BYTES, into.length - done);
    const { bytesRead } = await handle.read(into, done, length, from + done);
    if (bytesRead === 0) throw new RangeError("The file ends too early.");
    done += bytesRead;
  }
  return into;
}
