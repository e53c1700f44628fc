import { createClient } from "@pomona/sdk/client";

/** The server this page came from. */
export const api = createClient({ url: "" });

export type ThumbnailSize = "160" | "320" | "640";

export const thumbnailUrl = (key: string, size: ThumbnailSize): string => api.url("rowThumbnail", { key, size });
export const contentUrl = (key: string): string => api.url("rowContent", { key });
export const pictureUrl = (picture: string): string => api.url("pictureThumbnail", { picture, size: "160" });
