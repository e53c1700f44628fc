import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** How an answer may be compressed, best first. */
const ENCODINGS = ["br", "gzip"] as const;
export type ContentEncoding = (typeof ENCODINGS)[number];

/** Of columns of numbers, more effort gains next to nothing. */
const COMPRESS: Record<ContentEncoding, (bytes: Uint8Array) => Promise<Uint8Array<ArrayBuffer>>> = {
  br: (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }) as Promise<Uint8Array<ArrayBuffer>>,
  gzip: (bytes) => promisify(gzip)(bytes, { level: 1 }) as Promise<Uint8Array<ArrayBuffer>>,
};

/** Fewer bytes than a packet are not worth it. */
const LEAST_BYTES = 1024;

/** The best encoding that a caller takes by its `accept-encoding` (RFC 9110, 12.5.3); null for none. */
export function takenEncoding(acceptEncoding: string | null): ContentEncoding | null {
  const weights = new Map(
    (acceptEncoding ?? "").split(",").map((part) => {
      const [name = "", ...parameters] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return [name, quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  return ENCODINGS.find((name) => (weights.get(name) ?? weights.get("*") ?? 0) > 0) ?? null;
}

/** Bytes compressed on another thread; the same where that gains nothing. */
export async function compress(
  bytes: Uint8Array<ArrayBuffer>,
  encoding: ContentEncoding | null,
): Promise<{ body: Uint8Array<ArrayBuffer>; encoding: ContentEncoding | null }> {
  if (encoding === null || bytes.length < LEAST_BYTES) return { body: bytes, encoding: null };
  const body = await COMPRESS[encoding](bytes);
  return body.length < bytes.length ? { body, encoding } : { body: bytes, encoding: null };
}
