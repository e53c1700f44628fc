import { open, readFile, realpath } from "node:fs/promises";
import type { ItemFailure } from "@pomona/contract/imports";
import { Problem } from "@pomona/contract/problems";
import { type ContentSignature, contentSignature, SIGNATURE_BYTES } from "../media/content-signature.ts";
import { isImageName, isTextName } from "../media/image-names.ts";
import { DEFAULT_INSPECT_LIMITS } from "../media/inspect-limits.ts";
import { readRefusal, tooLarge } from "../media/read-content.ts";
import { type WalkEntry, walkFolder } from "./folder-walk.ts";
import type { Source, SourceBatch, SourceContent, SourceRow } from "./source.ts";

export interface FolderRequest {
  path: string;
  format: "auto" | "images" | "texts";
  labelFrom: "folder" | "none";
  keyPrefix: string;
}

type FileEntry = Extract<WalkEntry, { kind: "file" }>;

/** First bytes of a file, without waiting for a writer if it has become a pipe meanwhile. */
async function signatureOf(path: string | Buffer): Promise<ContentSignature> {
  const file = await open(path, "r");
  try {
    const head = Buffer.alloc(SIGNATURE_BYTES);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return contentSignature(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

const fileName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** Looks at names only: what the folder holds decides what `auto` takes. */
async function countKinds(root: string): Promise<{ images: number; texts: number; others: number; refused: number }> {
  const counts = { images: 0, texts: 0, others: 0, refused: 0 };
  for await (const entry of walkFolder(root)) {
    if (entry.kind === "failure") counts.refused++;
    if (entry.kind !== "file") continue;
    if (isImageName(entry.name)) counts.images++;
    else if (isTextName(entry.name)) counts.texts++;
    else counts.others++;
  }
  return counts;
}

async function hasImage(root: string): Promise<boolean> {
  for await (const entry of walkFolder(root)) {
    if (entry.kind !== "file") continue;
    const signature = await signatureOf(entry.path).catch(() => null);
    if (signature?.kind === "image" && signature.format !== "svg") return true;
  }
  return false;
}

/** Whether this file is one of those wanted, told by content; null when it is, else why it is left out. */
async function leaveOut(
  entry: FileEntry,
  wanted: "image" | "text",
): Promise<{ refusal?: ItemFailure; warning?: ItemFailure } | null> {
  const name = fileName(entry.name);
  if (wanted === "image" ? isImageName(name) : isTextName(name)) return null;
  let signature: ContentSignature;
  try {
    signature = await signatureOf(entry.path);
  } catch (error) {
    const { code, message } = readRefusal(error);
    return { refusal: { item: entry.name, code, message } };
  }
  if (wanted === "image" && (signature.kind === "image" || signature.kind === "foreign-image")) return null;
  if (wanted === "text" && signature.kind === "text" && !isImageName(name)) return null;
  const what =
    wanted === "image"
      ? "no image, so it is left out. Import texts by themselves, or with --format texts, and tables one by one"
      : "no text, so it is left out. Import images by themselves, or with --format images";
  return { warning: { item: entry.name, code: "unsupported", message: `It is ${what}.` } };
}

/** Content of a file whose name no string can hold is handed over as bytes. */
async function contentOf(
  entry: FileEntry,
): Promise<{ ok: true; content: SourceContent; bytes: number } | { ok: false; failure: ItemFailure }> {
  if (typeof entry.path === "string") return { ok: true, content: { path: entry.path }, bytes: 0 };
  try {
    const handle = await open(entry.path, "r");
    const { size } = await handle.stat().finally(() => handle.close());
    if (size > DEFAULT_INSPECT_LIMITS.fileBytes)
      return {
        ok: false,
        failure: { item: entry.name, ...failureOf(tooLarge(size, DEFAULT_INSPECT_LIMITS.fileBytes)) },
      };
    const bytes = await readFile(entry.path);
    return { ok: true, content: { bytes, name: entry.name }, bytes: bytes.length };
  } catch (error) {
    return { ok: false, failure: { item: entry.name, ...failureOf(readRefusal(error)) } };
  }
}

const failureOf = ({
  code,
  message,
}: {
  code: ItemFailure["code"];
  message: string;
}): Pick<ItemFailure, "code" | "message"> => ({ code, message });

const BATCH_BYTES = 32_000_000;

async function* folderBatches(
  root: string,
  request: FolderRequest,
  wanted: "image" | "text",
  options: { signal?: AbortSignal; batchRows?: number },
): AsyncGenerator<SourceBatch> {
  const batchRows = options.batchRows ?? 1000;
  const empty = (): { rows: SourceRow[]; failures: ItemFailure[]; warnings: ItemFailure[] } => ({
    rows: [],
    failures: [],
    warnings: [],
  });
  let batch = empty();
  let bytes = 0;
  for await (const entry of walkFolder(root)) {
    options.signal?.throwIfAborted();
    if (entry.kind === "failure") batch.failures.push(entry.failure);
    else if (entry.kind === "warning") batch.warnings.push(entry.warning);
    else if (entry.kind === "file") {
      const out = await leaveOut(entry, wanted);
      if (out?.refusal) batch.failures.push(out.refusal);
      else if (out?.warning) batch.warnings.push(out.warning);
      else {
        const found = await contentOf(entry);
        if (found.ok) {
          bytes += found.bytes;
          batch.rows.push(rowOf(entry.name, found.content, request, wanted));
        } else batch.failures.push(found.failure);
      }
    }
    if (batch.rows.length + batch.failures.length + batch.warnings.length < batchRows && bytes < BATCH_BYTES) continue;
    yield batch;
    batch = empty();
    bytes = 0;
  }
  if (batch.rows.length + batch.failures.length + batch.warnings.length > 0) yield batch;
}

function rowOf(name: string, content: SourceContent, request: FolderRequest, wanted: "image" | "text"): SourceRow {
  const folder = name.split("/").at(-2);
  const labels = request.labelFrom === "folder" && folder !== undefined ? [folder] : [];
  return { key: request.keyPrefix + name, item: name, content, expect: wanted, labels, tags: [], metadata: {} };
}

/**
 * A folder tree as a source: one row per image (or text) file, keyed by its path below the folder.
 * Images go in by content whatever their name; what is named like an image and is none will be refused when it is looked at; other
 * files are warnings. With `auto`, texts are taken only where there is no image. Labels are the name of the folder a file is in.
 */
export async function openFolderSource(request: FolderRequest): Promise<Source> {
  const root = await realpath(request.path);
  const counts = await countKinds(root);
  const isImages =
    request.format === "images" || (request.format === "auto" && (counts.images > 0 || (await hasImage(root))));
  if (request.format === "auto" && !isImages && counts.texts === 0)
    throw new Problem("source-unusable", {
      detail: `${request.path} holds no images and no .txt or .md files (${counts.others} other files). Import a table file by its own path, or say --format texts.`,
      fields: { path: request.path, ...counts },
    });
  const wanted = isImages ? "image" : "text";
  return {
    format: isImages ? "images" : "texts",
    total: counts.others === 0 ? (isImages ? counts.images : counts.texts) + counts.refused : null,
    metadataTypes: {},
    columns: [{ name: "path", role: "path", type: "path" }],
    batches: (options = {}) => folderBatches(root, request, wanted, options),
    close: async () => undefined,
  };
}
