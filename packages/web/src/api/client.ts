import { createClient } from "@pomona/sdk/client";

/** The server this page came from. */
export const api = createClient({ url: "" });

export type ThumbnailSize = "160" | "320" | "640";

/** Enough of a content's hash to tell it from others, so that the browser may keep its picture for good. */
const HASH_LENGTH = 12;

export const thumbnailUrl = (row: { key: string; contentHash: string | null }, size: ThumbnailSize): string =>
  api.url("rowThumbnail", {
    key: row.key,
    size,
    ...(row.contentHash ? { hash: row.contentHash.slice(0, HASH_LENGTH) } : {}),
  });
export const contentUrl = (key: string): string => api.url("rowContent", { key });
export const pictureUrl = (picture: string): string => api.url("pictureThumbnail", { picture, size: "160" });
