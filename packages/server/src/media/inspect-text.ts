import { contentHashOf } from "./content-hash.ts";
import { decodeText, invalidUtf8At } from "./decode-text.ts";
import { DEFAULT_INSPECT_LIMITS, type InspectLimits } from "./inspect-limits.ts";
import type { Inspected } from "./inspected.ts";
import { type ContentInput, readContent } from "./read-content.ts";

/** Reads a text strictly: UTF-8, or UTF-16 with a byte order mark. Nothing is replaced: bad bytes are a reason to refuse it. */
export async function inspectText(
  input: ContentInput,
  limits: InspectLimits = DEFAULT_INSPECT_LIMITS,
): Promise<Inspected> {
  const content = await readContent(input, Math.min(limits.textBytes, limits.fileBytes));
  if (!content.ok) return content;
  const { bytes } = content;
  if (bytes.length === 0) return { ok: false, code: "empty", message: "The file is empty (0 bytes)." };
  const text = decodeText(bytes);
  if (text === null)
    return {
      ok: false,
      code: "invalid-utf8",
      message: `It is not valid UTF-8 (first bad byte at ${invalidUtf8At(bytes) + 1}). Save it as UTF-8, for example with iconv -f latin1 -t utf8.`,
    };
  if (text.includes("\0"))
    return { ok: false, code: "wrong-media-type", message: "It holds NUL characters: it is not a text." };
  if (text.trim() === "") return { ok: false, code: "empty", message: "The text holds nothing but white space." };
  return {
    ok: true,
    mediaType: "text",
    text,
    format: "text",
    bytes: bytes.length,
    contentHash: await contentHashOf(bytes),
  };
}
