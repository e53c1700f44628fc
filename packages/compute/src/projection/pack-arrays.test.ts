import fc from "fast-check";
import { expect, test } from "vitest";
import { inline } from "../parallel.ts";
import { type Packable, packArrays, packArraysTasks, unpackArrays, unpackOnThread } from "./pack-arrays.ts";

const bytesOf = (pieces: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces));

const array = fc.oneof(
  fc.float32Array({ noNaN: true, maxLength: 9 }),
  fc.float64Array({ noNaN: true, maxLength: 9 }),
  fc.int32Array({ maxLength: 9 }),
  fc.uint8Array({ maxLength: 9 }),
);
const plain = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const packable = fc.array(fc.record({ a: array, b: plain, c: fc.record({ d: array }) }), { maxLength: 4 });

const copied = (value: unknown): unknown => {
  if (ArrayBuffer.isView(value)) return { [value.constructor.name]: [...(value as Uint8Array)] };
  if (Array.isArray(value)) return value.map(copied);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copied(part)]));
};

test("what is packed comes back, arrays in shared memory", () => {
  fc.assert(
    fc.property(packable, (value) => {
      const read = unpackArrays("thing", 3, bytesOf(packArrays("thing", 3, value as unknown as Packable)));
      expect(copied(read)).toEqual(copied(value));
      for (const one of read as unknown as { a: Uint8Array }[]) expect(one.a.buffer).toBeInstanceOf(SharedArrayBuffer);
    }),
  );
});

test("a changed byte, a cut file, another kind and another version are refused", () => {
  const bytes = bytesOf(packArrays("thing", 1, { a: Float32Array.of(1, 2, 3), b: Uint8Array.of(7) }));
  const padding = new Set([...bytes.keys()].slice(-7));
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at] = (changed[at] as number) ^ 1;
    const isInHead = changed[at] === 33;
    if (!padding.has(at) && !isInHead && at < bytes.length - 12)
      expect(() => unpackArrays("thing", 1, changed)).toThrow(RangeError);
  }
  for (let length = 0; length < bytes.length; length++)
    expect(() => unpackArrays("thing", 1, bytes.slice(0, length))).toThrow(RangeError);
  expect(() => unpackArrays("other", 1, bytes)).toThrow("This is a thing, not a other.");
  expect(() => unpackArrays("thing", 2, bytes)).toThrow("version 1, not 2");
});

test("bytes in shared memory are checked on a thread and not copied", async () => {
  const bytes = bytesOf(packArrays("thing", 1, { a: Float32Array.of(1, 2, 3) }));
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const threads = inline(packArraysTasks);
  const { a } = (await unpackOnThread(threads, "thing", 1, shared)) as { a: Float32Array };
  expect([...a]).toEqual([1, 2, 3]);
  expect(a.buffer).toBe(shared.buffer);
  shared[a.byteOffset] = (shared[a.byteOffset] as number) ^ 1;
  await expect(unpackOnThread(threads, "thing", 1, shared)).rejects.toThrow("The thing is damaged.");
  await expect(unpackOnThread(threads, "other", 1, shared.subarray(8))).rejects.toThrow(RangeError);
});
