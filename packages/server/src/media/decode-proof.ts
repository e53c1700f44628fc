import type { ItemFailureCode } from "@pomona/contract/imports";
import { decodeAlone, decodeBeside } from "./decode-turns.ts";
import { openImage } from "./sharp-settings.ts";

/** Whether the whole picture is in the bytes. */
export type DecodeProof =
  | { ok: true; warning?: { code: ItemFailureCode; message: string } }
  | { ok: false; code: ItemFailureCode; message: string };

const PROOF_SIDE_PX = 32;
const CUT_OFF = /premature end|unexpected end|truncat|bad seek|not enough data|end of file|read past end|incomplete/i;
const END_OF_IMAGE = Buffer.from([0xff, 0xd9]);

/** First line of a decoder's message; the rest repeats it. */
export const reasonOf = (error: unknown): string => (error as Error).message.split("\n")[0]?.trim() ?? "unknown";

/** Decodes to a few pixels, which still reads every byte of the picture. Null, or the decoder's whole complaint. */
async function strictDecode(bytes: Uint8Array, pixels: number): Promise<Error | null> {
  try {
    await openImage(bytes, { pixels, strict: true })
      .resize(PROOF_SIDE_PX, PROOF_SIDE_PX, { fit: "fill" })
      .raw()
      .toBuffer();
    return null;
  } catch (error) {
    return error as Error;
  }
}

async function decodesLeniently(bytes: Uint8Array, pixels: number): Promise<boolean> {
  try {
    await openImage(bytes, { pixels, strict: false })
      .resize(PROOF_SIDE_PX, PROOF_SIDE_PX, { fit: "fill" })
      .raw()
      .toBuffer();
    return true;
  } catch {
    return false;
  }
}

/** True when each complaint is about stray bytes between JPEG segments, which decoders skip without losing a pixel. */
const isOnlyStrayBytes = (error: Error): boolean =>
  error.message
    .split("\n")
    .filter((line) => line.trim() !== "")
    .every((line) => /extraneous bytes before marker/.test(line));

/**
 * Proves that the whole picture is there. The rule:
 * - every row decodes without complaint: good;
 * - a JPEG whose only fault is the missing end marker, or stray bytes between segments: good, with a warning;
 * - anything else, though a part could be shown, is refused: `truncated` when bytes are missing, else `corrupt`.
 *   Half a picture would be embedded as if it were the whole.
 */
export async function proveDecodable(bytes: Uint8Array, format: string, pixels: number): Promise<DecodeProof> {
  if ((await decodeBeside(() => strictDecode(bytes, pixels))) === null) return { ok: true };
  // Once more, alone, so that the complaint is about these bytes: the same bytes always get the same verdict.
  return decodeAlone(() => diagnose(bytes, format, pixels));
}

async function diagnose(bytes: Uint8Array, format: string, pixels: number): Promise<DecodeProof> {
  const complaint = await strictDecode(bytes, pixels);
  if (complaint === null) return { ok: true };
  const cutOff = CUT_OFF.test(complaint.message) || (format === "png" && !hasPngEnd(bytes));
  if (format === "jpeg") {
    if (isOnlyStrayBytes(complaint) && (await decodesLeniently(bytes, pixels)))
      return {
        ok: true,
        warning: {
          code: "corrupt",
          message: "Stray bytes between its JPEG segments were skipped; the whole picture is there.",
        },
      };
    if (cutOff && (await strictDecode(Buffer.concat([bytes, END_OF_IMAGE]), pixels)) === null)
      return {
        ok: true,
        warning: { code: "truncated", message: "The JPEG end marker is missing; the whole picture is there." },
      };
    if (/premature end of data segment/.test(complaint.message))
      return {
        ok: false,
        code: "corrupt",
        message: "The picture data is damaged: a part of it cannot be decoded. Restore the file from its origin.",
      };
  }
  if (cutOff)
    return {
      ok: false,
      code: "truncated",
      message: "The file ends before the picture does. Copy or download it again.",
    };
  return {
    ok: false,
    code: "corrupt",
    message: `The picture data is damaged (${reasonOf(complaint)}). Restore the file from its origin.`,
  };
}

const hasPngEnd = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).lastIndexOf("IEND") > 0;
