import type { FileHandle } from "node:fs/promises";

/** Writes all of the bytes from `offset` on. One call of the system may write a part of them, as at the end of a full disk. */
export async function writeAt(file: Pick<FileHandle, "write">, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
}
