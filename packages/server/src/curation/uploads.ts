import type { Anchor } from "@pomona/contract/anchors";
import { UPLOAD_BYTES, UPLOAD_DAYS } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import { inspectImage } from "../media/inspect-image.ts";
import { insertUpload, removeOldUploads, uploadRecord } from "../store/upload-table.ts";
import type { Workspace } from "./workspace.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps an image to search by; the same bytes are kept once. It is looked at like any imported one: its size is read before
 * a pixel is decoded. Problem `image-unusable` says what is wrong with it, `too-large` that it has too many bytes.
 */
export async function uploadImage(workspace: Workspace, request: { image: string; name?: string | undefined }) {
  const bytes = Buffer.from(request.image, "base64");
  if (bytes.length > UPLOAD_BYTES)
    throw new Problem(
      "too-large",
      `The image has ${bytes.length} bytes; an upload may have ${UPLOAD_BYTES}. Make it smaller, or import it.`,
    );
  const looked = await inspectImage({ bytes }, workspace.limits);
  if (!looked.ok || looked.mediaType !== "image")
    throw new Problem("image-unusable", {
      detail: `The image${request.name ? ` "${request.name}"` : ""} cannot be used. ${looked.ok ? "It is a text." : looked.message}`,
      fields: looked.ok ? {} : { reason: looked.code },
    });
  const { contentHash: upload, width, height, format } = looked;
  await workspace.blobs.put(bytes, upload);
  const name = request.name ?? null;
  await workspace.database.write((tx) => insertUpload(tx, { upload, name, format, created: workspace.clock() }));
  return { upload, name, width, height, format };
}

/** Where an upload is; Problem `not-found` when it was never made, or was dropped as nothing needed it. */
export async function uploadPath(workspace: Workspace, upload: string): Promise<string> {
  if (!(await uploadRecord(workspace.database, upload)))
    throw new Problem("not-found", {
      detail: `There is no uploaded image ${upload.slice(0, 12)}… any more: uploads that no function keeps are dropped after ${UPLOAD_DAYS} days. Upload it again.`,
      fields: { upload },
    });
  return workspace.blobs.path(upload);
}

/** Images given in anchors become uploads, so that a function made of them can show them. */
export async function keepImages<T extends Anchor | object>(workspace: Workspace, anchors: readonly T[]): Promise<T[]> {
  const kept: T[] = [];
  for (const anchor of anchors) {
    if (!("image" in anchor)) {
      kept.push(anchor);
      continue;
    }
    const { image, name, sign } = anchor as Extract<Anchor, { image: string }>;
    const { upload } = await uploadImage(workspace, { image, name });
    kept.push({ upload, sign, ...(name === undefined ? {} : { name }) } as unknown as T);
  }
  return kept;
}

/** Forgets uploads that no function keeps and that are too old; their files go with the next sweep. */
export const forgetOldUploads = ({ database, clock }: Pick<Workspace, "database" | "clock">): Promise<void> =>
  database.write((tx) => removeOldUploads(tx, new Date(clock().getTime() - UPLOAD_DAYS * DAY_MS)));
