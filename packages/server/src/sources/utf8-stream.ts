import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { encodingOf } from "../media/decode-text.ts";

/** Small enough to be worked through in a few milliseconds. */
const CHUNK_BYTES = 1 << 18;

/** The first bytes of a file. */
export async function readHead(path: string, limitBytes: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(limitBytes);
    const { bytesRead } = await file.read(head, 0, limitBytes, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** A text file's bytes as UTF-8 without byte order mark; UTF-16 with a mark is converted. Validity is for the reader to check. */
export async function* utf8Chunks(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const { encoding, markBytes } = encodingOf(await readHead(path, 4));
  const decoder = encoding === "utf-8" ? null : new TextDecoder(encoding);
  for await (const chunk of createReadStream(path, {
    start: markBytes,
    highWaterMark: CHUNK_BYTES,
    ...(signal ? { signal } : {}),
  })) {
    yield decoder ? Buffer.from(decoder.decode(chunk as Buffer, { stream: true })) : (chunk as Buffer);
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield Buffer.from(rest);
}
