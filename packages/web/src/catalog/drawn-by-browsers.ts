import type { Row } from "@pomona/contract/rows";

/** Formats that browsers draw by themselves; others are shown by their largest thumbnail. */
const DRAWN = new Set(["jpeg", "jpg", "png", "webp", "gif", "avif", "svg", "bmp"]);

export const isDrawnByBrowsers = ({ format }: Pick<Row, "format">): boolean => DRAWN.has((format ?? "").toLowerCase());
