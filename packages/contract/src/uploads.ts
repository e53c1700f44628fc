import { z } from "zod";

/** Bytes of one part of an upload; a larger file is sent in several, one after the other. */
export const UPLOAD_PART_BYTES = 4 * 1024 * 1024;
/** Bounds of one upload. */
export const UPLOAD_LIMITS = {
  files: 1_000_000,
  fileBytes: 16 * 1024 ** 3,
  bytes: 256 * 1024 ** 3,
  pathBytes: 1024,
  depth: 32,
} as const;

const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
const FORBIDDEN = /[\u0000-\u001f\u007f\\]/;
const NAME_BYTES = 255;

/** Bytes of a text as UTF-8. */
function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/**
 * Why a file may not be kept under this path of an upload, or null. A path is relative, with `/` between its names; it
 * can neither leave the upload nor name something that is no file on any system.
 */
export function uploadPathRefusal(path: string): string | null {
  const names = path.split("/");
  if (path === "" || names.includes("")) return "A path is names with one / between them.";
  if (FORBIDDEN.test(path)) return "A path may hold neither control characters nor backslashes.";
  if (/\p{Surrogate}/u.test(path)) return "The path is not Unicode.";
  if (utf8Bytes(path) > UPLOAD_LIMITS.pathBytes) return `A path may have ${UPLOAD_LIMITS.pathBytes} bytes.`;
  if (names.length > UPLOAD_LIMITS.depth) return `Folders may be nested ${UPLOAD_LIMITS.depth - 1} deep.`;
  for (const name of names) {
    if (name === "." || name === "..") return "A path may not hold . or .. as a name.";
    if (utf8Bytes(name) > NAME_BYTES) return `A name may have ${NAME_BYTES} bytes.`;
    if (DEVICE.test(name)) return `"${name}" is the name of a device on some systems. Rename the file.`;
    if (/[. ]$/.test(name)) return `"${name}" ends in a dot or a space. Rename the file.`;
  }
  return /^[a-z]:/i.test(path) ? "A path may not begin with a drive letter." : null;
}

const UPLOAD_PATH = /^upload:([0-9a-f-]{36})(?:\/(.*))?$/s;

/** The upload that an import's path names (`upload:ID` or `upload:ID/PATH`), or null for a path on the server. */
export function parseUploadPath(path: string): { id: string; within: string | null } | null {
  const match = UPLOAD_PATH.exec(path);
  return match ? { id: match[1] as string, within: match[2] ?? null } : null;
}

export const createUploadRequest = z.strictObject({
  files: z.number().int().min(1).max(UPLOAD_LIMITS.files).describe("How many files will be sent"),
  bytes: z.number().int().min(0).max(UPLOAD_LIMITS.bytes).describe("Bytes of all of them"),
});

/** Files sent to be imported. They are kept until they are, or until nothing came for a day. */
export const upload = z
  .object({
    id: z.string(),
    files: z.number().describe("Files that are whole"),
    bytes: z.number().describe("Bytes that have arrived"),
    created: z.string(),
  })
  .meta({ id: "Upload" });
export type Upload = z.infer<typeof upload>;

export const uploadPartQuery = z.object({
  path: z.string().min(1).describe("Path of the file in the upload, with / between names"),
  offset: z.coerce.number().int().min(0).describe("Where in the file the part begins: where the last one ended"),
  size: z.coerce.number().int().min(0).max(UPLOAD_LIMITS.fileBytes).describe("Bytes of the whole file"),
});
export const uploadPartResponse = z.object({
  received: z.number().describe("Bytes of the file that have arrived; these survive the end of the process"),
  isWhole: z.boolean(),
});
