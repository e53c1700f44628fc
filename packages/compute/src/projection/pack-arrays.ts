import type { Parallel } from "../parallel.ts";

/** Numbers, texts, typed arrays, and objects and lists of these. */
export type Packable =
  | number
  | string
  | boolean
  | null
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint8Array
  | readonly Packable[]
  | { readonly [key: string]: Packable };

const TYPES = { Float32Array, Float64Array, Int32Array, Uint8Array } as const;
type TypeName = keyof typeof TYPES;
type SharedArray = new (buffer: SharedArrayBuffer, offset: number, length: number) => Uint8Array;
/** Stands for an array in the JSON: type, offset behind the head in bytes, length, check of its bytes. */
type Place = { $array: [TypeName, number, number, number] };

/** "PMAP", the length of the JSON, its check, the number of bytes behind the head. */
const HEAD_BYTES = 16;
const MAGIC = 0x50414d50;
const PRIME = 0x9e3779b1;
const align = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/** Checks that were worked out on threads, by array. */
export type KnownChecks = ReadonlyMap<unknown, number>;
type SomeArray = Float32Array | Float64Array | Int32Array | Uint8Array;

export const packArraysTasks = {
  checkArray: ({ arrays }: { arrays: readonly SomeArray[] }, part: number): number => {
    const { buffer, byteOffset, byteLength } = arrays[part] as SomeArray;
    return checkOf(new Uint8Array(buffer, byteOffset, byteLength));
  },
  /** What is wrong with bytes that should be a pack; null for nothing. */
  faultOfPack: ({ kind, version, bytes }: { kind: string; version: number; bytes: Uint8Array }): string | null => {
    try {
      unpackArrays(kind, version, bytes);
      return null;
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError) return error.message;
      throw error;
    }
  },
};

/**
 * `unpackArrays` for bytes in shared memory, looked through away from the caller's thread. The arrays lie in the bytes
 * where these begin at a multiple of 8.
 */
export async function unpackOnThread(
  parallel: Parallel<typeof packArraysTasks>,
  kind: string,
  version: number,
  bytes: Uint8Array,
): Promise<Packable> {
  const [fault] = await parallel.run("faultOfPack", { kind, version, bytes }, 1);
  if (fault != null) throw new UnreadablePack(fault);
  return unpackArrays(kind, version, bytes, { isChecked: true });
}

/** Works out the checks of arrays in shared memory away from the caller's thread. */
export async function checksOf(
  parallel: Parallel<typeof packArraysTasks>,
  arrays: readonly SomeArray[],
): Promise<KnownChecks> {
  const checks = await parallel.run("checkArray", { arrays }, arrays.length);
  return new Map(arrays.map((array, i) => [array, checks[i] as number]));
}

/** A file that cannot be read, with the reason. */
export class UnreadablePack extends RangeError {
  override readonly name = "UnreadablePack";
}

/**
 * A value as bytes to write one after the other: a head, JSON, then the arrays, each at a multiple of 8 bytes and
 * little-endian. The arrays are not copied; checks of those that are not known take 0.5 ms a megabyte. `kind` and
 * `version` say what it is.
 */
export function packArrays(kind: string, version: number, value: Packable, known?: KnownChecks): Uint8Array[] {
  const arrays: Uint8Array[] = [];
  let offset = 0;
  const json = JSON.stringify({ kind, version, value }, (_, part: unknown) => {
    const type = typeName(part);
    if (type === undefined) return part;
    const array = part as Uint8Array;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const place: Place = { $array: [type, offset, array.length, known?.get(array) ?? checkOf(bytes)] };
    arrays.push(bytes);
    const rest = align(bytes.length) - bytes.length;
    if (rest > 0) arrays.push(new Uint8Array(rest));
    offset += bytes.length + rest;
    return place;
  });
  const text = new TextEncoder().encode(json);
  const head = new Uint8Array(align(HEAD_BYTES + text.length)).fill(32);
  head.set(text, HEAD_BYTES);
  new Uint32Array(head.buffer, 0, 4).set([MAGIC, text.length, checkOf(text), offset]);
  return [head, ...arrays];
}

/**
 * What `packArrays` was given; its arrays lie in the bytes where these are in shared memory, else in a copy that is.
 * Throws `UnreadablePack` for anything else; damaged arrays are not noticed in bytes that were checked before.
 */
export function unpackArrays(
  kind: string,
  version: number,
  bytes: Uint8Array,
  { isChecked = false }: { isChecked?: boolean } = {},
): Packable {
  const own = inSharedMemory(bytes);
  const words = new Uint32Array(own.buffer, own.byteOffset, Math.min(4, own.length >> 2));
  const [magic = 0, length = 0, check = 0, rest = 0] = words;
  const start = align(HEAD_BYTES + length);
  if (magic !== MAGIC || start + rest !== bytes.length) throw new UnreadablePack(`This is no whole ${kind}.`);
  const damaged = (): UnreadablePack => new UnreadablePack(`The ${kind} is damaged.`);
  const json = bytes.slice(HEAD_BYTES, HEAD_BYTES + length);
  if (checkOf(json) !== check) throw damaged();
  const read = JSON.parse(new TextDecoder().decode(json), (_, part: unknown) => {
    if (!isPlace(part)) return part;
    const [type, offset, count, arrayCheck] = part.$array;
    const array = new (TYPES[type] as SharedArray)(own.buffer, own.byteOffset + start + offset, count);
    const ofArray = new Uint8Array(own.buffer, array.byteOffset, array.byteLength);
    if (!isChecked && checkOf(ofArray) !== arrayCheck) throw damaged();
    return array;
  }) as { kind: string; version: number; value: Packable };
  if (read.kind !== kind) throw new UnreadablePack(`This is a ${read.kind}, not a ${kind}.`);
  if (read.version !== version) throw new UnreadablePack(`The ${kind} has version ${read.version}, not ${version}.`);
  return read.value;
}

function inSharedMemory(bytes: Uint8Array): Uint8Array<SharedArrayBuffer> {
  if (bytes.buffer instanceof SharedArrayBuffer && bytes.byteOffset % 8 === 0)
    return bytes as Uint8Array<SharedArrayBuffer>;
  const own = new Uint8Array(new SharedArrayBuffer(align(bytes.length)), 0, bytes.length);
  own.set(bytes);
  return own;
}

const typeName = (value: unknown): TypeName | undefined =>
  (Object.keys(TYPES) as TypeName[]).find((name) => value instanceof TYPES[name]);

const isPlace = (value: unknown): value is Place => typeof value === "object" && value !== null && "$array" in value;

/** A 32-bit check of bytes. Four chains of words side by side, as each step waits for the one before it. */
function checkOf(bytes: Uint8Array): number {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const words = new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
  let [a, b, c, d] = [1, 2, 3, bytes.length];
  const whole = words.length - (words.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a = Math.imul(a ^ (words[i] as number), PRIME) ^ (a >>> 15);
    b = Math.imul(b ^ (words[i + 1] as number), PRIME) ^ (b >>> 15);
    c = Math.imul(c ^ (words[i + 2] as number), PRIME) ^ (c >>> 15);
    d = Math.imul(d ^ (words[i + 3] as number), PRIME) ^ (d >>> 15);
  }
  let check = 0;
  const take = (word: number): void => {
    check = Math.imul(check ^ word, PRIME);
    check ^= check >>> 15;
  };
  for (const chain of [a, b, c, d]) take(chain);
  for (let i = whole * 4; i < bytes.length; i++) take(bytes[i] as number);
  return check >>> 0;
}
