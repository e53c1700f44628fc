import type { FileHandle } from "node:fs/promises";
import { expect, test } from "vitest";
import { writeAt } from "./write-at.ts";

/** A file on a disk with room for so many bytes, which takes two at a time. */
function fullFile(roomBytes: number) {
  const held = new Uint8Array(roomBytes);
  const write = async (bytes: Uint8Array, from: number, length: number, position: number) => {
    const bytesWritten = Math.min(2, length, roomBytes - position);
    if (bytesWritten <= 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    held.set(bytes.subarray(from, from + bytesWritten), position);
    return { bytesWritten, buffer: bytes };
  };
  return { held, file: { write } as unknown as Pick<FileHandle, "write"> };
}

test("writes go on until every byte is there", async () => {
  const { file, held } = fullFile(8);
  await writeAt(file, Uint8Array.of(1, 2, 3, 4, 5), 1);
  expect([...held]).toEqual([0, 1, 2, 3, 4, 5, 0, 0]);
});

test("a disk that takes only a part is an error", async () => {
  await expect(writeAt(fullFile(4).file, Uint8Array.of(1, 2, 3, 4, 5), 0)).rejects.toMatchObject({ code: "ENOSPC" });
});
