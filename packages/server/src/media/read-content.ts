import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { ItemFailureCode } from "@pomona/contract/imports";

/** Bytes in memory, or the file they are in. */
export type ContentInput = { bytes: Uint8Array } | { path: string };

export type ContentRefusal = { ok: false; code: ItemFailureCode; message: string };

const mebibytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`;

export const tooLarge = (bytes: number, limitBytes: number): ContentRefusal => ({
  ok: false,
  code: "too-large",
  message: `It has ${mebibytes(bytes)}; the limit is ${mebibytes(limitBytes)}.`,
});

/** Why a file could not be opened or read, as a reason for the user. */
export function readRefusal(error: unknown): ContentRefusal {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return { ok: false, code: "not-found", message: "There is no such file." };
  if (code === "EACCES" || code === "EPERM")
    return { ok: false, code: "unreadable", message: "The server's user may not read it. Change its permissions." };
  if (code === "ELOOP") return { ok: false, code: "unreadable", message: "Its symbolic links go round in a circle." };
  return { ok: false, code: "unreadable", message: `It cannot be read: ${code ?? message}.` };
}

/** All bytes of a file. Opened without blocking, so that a named pipe or device is refused instead of waited for. */
export async function readContent(
  input: ContentInput,
  limitBytes: number,
): Promise<{ ok: true; bytes: Uint8Array } | ContentRefusal> {
  if ("bytes" in input)
    return input.bytes.length > limitBytes
      ? tooLarge(input.bytes.length, limitBytes)
      : { ok: true, bytes: input.bytes };
  try {
    const file = await open(input.path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (!stat.isFile())
        return {
          ok: false,
          code: "unsupported",
          message: "It is not a regular file (a folder, pipe, socket or device).",
        };
      if (stat.size > limitBytes) return tooLarge(stat.size, limitBytes);
      return { ok: true, bytes: await file.readFile() };
    } finally {
      await file.close();
    }
  } catch (error) {
    return readRefusal(error);
  }
}
