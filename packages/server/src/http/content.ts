import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { Problem } from "@pomona/contract/problems";
import { picturePath } from "../curation/functions/pictures.ts";
import { contentOfRow } from "../curation/rows/edit-rows.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { ThumbnailStore } from "../media/thumbnails.ts";
import { makeThumbnail } from "../media/thumbnails.ts";

const CONTENT_TYPES: Record<string, string> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  svg: "image/svg+xml",
  avif: "image/avif",
  tiff: "image/tiff",
  heif: "image/heif",
};
/** An original is hostile until proven otherwise: whatever it is, it runs no script and loads nothing. */
const INERT = {
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
  "x-content-type-options": "nosniff",
};

/** Digits of a content's hash that tell it from all others. */
const HASH_LENGTH = 12;

async function sizeOf(path: string, key: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new Problem(
      "content-missing",
      {
        detail: `The original of "${key}" is not at ${path} any more. Put it back, or import with --copy to keep a copy.`,
        fields: { key, path },
      },
      { cause },
    );
  }
}

/** What decoders throw tells nothing that a user could act on. */
function unreadable(key: string, path: string, cause: unknown): never {
  throw new Problem(
    "content-unreadable",
    {
      detail: `The file of "${key}", ${path}, is damaged or no picture any more. Put a good one back, or delete the row.`,
      fields: { key, path },
    },
    { cause },
  );
}

/** The thumbnail of a file; a Problem that names `key`, whose file it is, where it is gone or damaged. */
async function draw(path: string, sizePx: number, key: string): Promise<Uint8Array> {
  await sizeOf(path, key);
  return makeThumbnail({ path }, sizePx).catch((cause: unknown) => unreadable(key, path, cause));
}

/** The original bytes of a row, streamed. */
export async function rowContent(workspace: Workspace, key: string): Promise<Response> {
  const content = await contentOfRow(workspace, key);
  if (content.path === null)
    return new Response(content.text ?? "", { headers: { ...INERT, "content-type": "text/plain; charset=utf-8" } });
  const size = await sizeOf(content.path, key);
  // No more than was promised, also from a file that grows meanwhile.
  const body =
    size === 0
      ? new Uint8Array()
      : (Readable.toWeb(createReadStream(content.path, { end: size - 1 })) as ReadableStream<Uint8Array>);
  return new Response(body, {
    headers: {
      ...INERT,
      "content-type": CONTENT_TYPES[content.format ?? ""] ?? "application/octet-stream",
      "content-length": String(size),
      "cache-control": "private, no-cache",
    },
  });
}

/**
 * A WebP thumbnail of an image row; made once, then read from the cache. With the beginning of the content's hash in the
 * address a browser may keep it for good, as another content has another address.
 */
export async function rowThumbnail(
  workspace: Workspace,
  thumbnails: ThumbnailStore,
  { key, size, hash, signal }: { key: string; size: string; hash?: string | undefined; signal: AbortSignal },
): Promise<Response> {
  const sizePx = Number(size);
  const content = await contentOfRow(workspace, key);
  const { path } = content;
  if (path === null || content.mediaType !== "image")
    throw new Problem("content-missing", { detail: `"${key}" is a text: it has no thumbnail.`, fields: { key } });
  const bytes = await thumbnails.get(content.contentHash, sizePx, () => draw(path, sizePx, key), signal);
  const isPinned = hash !== undefined && hash.length >= HASH_LENGTH && content.contentHash.startsWith(hash);
  return thumbnailResponse(bytes, `${content.contentHash}-${sizePx}`, isPinned);
}

/** A WebP thumbnail of an image that was given to search by. */
export async function pictureThumbnail(
  workspace: Workspace,
  thumbnails: ThumbnailStore,
  { picture, size, signal }: { picture: string; size: string; signal: AbortSignal },
): Promise<Response> {
  const path = await picturePath(workspace, picture);
  const sizePx = Number(size);
  const bytes = await thumbnails.get(picture, sizePx, () => draw(path, sizePx, picture), signal);
  return thumbnailResponse(bytes, `${picture}-${sizePx}`, true);
}

/** `isPinned`: the address names the content, so what is there never changes. */
const thumbnailResponse = (bytes: Uint8Array, tag: string, isPinned: boolean): Response =>
  new Response(bytes as BodyInit, {
    headers: {
      "content-type": "image/webp",
      "cache-control": isPinned ? "private, max-age=31536000, immutable" : "private, no-cache",
      etag: `"${tag}"`,
    },
  });
