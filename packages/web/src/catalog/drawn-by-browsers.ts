import type { Row } from "@pomona/contract/rows";
import { contentUrl, thumbnailUrl } from "../api/client.ts";

/** Formats that browsers draw by themselves; others are shown by their largest thumbnail. */
const DRAWN = new Set(["jpeg", "jpg", "png", "webp", "gif", "avif", "svg", "bmp"]);

export const isDrawnByBrowsers = ({ format }: Pick<Row, "format">): boolean => DRAWN.has((format ?? "").toLowerCase());

/** A picture as large as there is one that browsers draw. */
export const largestPictureUrl = (row: Row): string =>
  isDrawnByBrowsers(row) ? contentUrl(row.key) : thumbnailUrl(row, "640");
