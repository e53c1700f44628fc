import type { Anchor } from "@pomona/contract/anchors";
import { PICTURE_BYTES, PICTURE_DAYS } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import { inspectImage } from "../../media/inspect-image.ts";
import { insertPicture, pictureRecord, removeOldPictures } from "../../store/picture-table.ts";
import type { Workspace } from "../workspace.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Keeps an image to search by; the same bytes are kept once. It is looked at like any imported one: its size is read before
 * a pixel is decoded. Problem `image-unusable` says what is wrong with it, `too-large` that it has too many bytes.
 */
export async function addPicture(workspace: Workspace, request: { image: string; name?: string | undefined }) {
  const bytes = Buffer.from(request.image, "base64");
  if (bytes.length > PICTURE_BYTES)
    throw new Problem(
      "too-large",
      `The image has ${bytes.length} bytes; a picture may have ${PICTURE_BYTES}. Make it smaller, or import it.`,
    );
  const looked = await inspectImage({ bytes }, workspace.limits);
  if (!looked.ok || looked.mediaType !== "image")
    throw new Problem("image-unusable", {
      detail: `The image${request.name ? ` "${request.name}"` : ""} cannot be used. ${looked.ok ? "It is a text." : looked.message}`,
      fields: looked.ok ? {} : { reason: looked.code },
    });
  const { contentHash: picture, width, height, format } = looked;
  await workspace.blobs.put(bytes, picture);
  const name = request.name ?? null;
  await workspace.database.write((tx) => insertPicture(tx, { picture, name, format, created: workspace.clock() }));
  return { picture, name, width, height, format };
}

/** Where a picture is; Problem `not-found` when it was never made, or was dropped as nothing needed it. */
export async function picturePath(workspace: Workspace, picture: string): Promise<string> {
  if (!(await pictureRecord(workspace.database, picture)))
    throw new Problem("not-found", {
      detail: `There is no uploaded image ${picture.slice(0, 12)}… any more: pictures that no function keeps are dropped after ${PICTURE_DAYS} days. Upload it again.`,
      fields: { picture },
    });
  return workspace.blobs.path(picture);
}

/** Images given in anchors become pictures, so that a function made of them can show them. */
export async function keepImages<T extends Anchor | object>(workspace: Workspace, anchors: readonly T[]): Promise<T[]> {
  const kept: T[] = [];
  for (const anchor of anchors) {
    if (!("image" in anchor)) {
      kept.push(anchor);
      continue;
    }
    const { image, name, sign } = anchor as Extract<Anchor, { image: string }>;
    const { picture } = await addPicture(workspace, { image, name });
    kept.push({ picture, sign, ...(name === undefined ? {} : { name }) } as unknown as T);
  }
  return kept;
}

/** Forgets pictures that no function keeps and that are too old; their files go with the next sweep. */
export const forgetOldPictures = ({ database, clock }: Pick<Workspace, "database" | "clock">): Promise<void> =>
  database.write((tx) => removeOldPictures(tx, new Date(clock().getTime() - PICTURE_DAYS * DAY_MS)));
