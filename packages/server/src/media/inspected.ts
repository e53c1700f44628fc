import type { ItemFailureCode } from "@pomona/contract/imports";

/** What looking at a file's bytes told: a decoded proof that it can be shown and embedded, or a reason why not. */
export type Inspected =
  | {
      ok: true;
      mediaType: "image";
      /** Upright size in pixels: EXIF orientation applied. */
      width: number;
      height: number;
      /** `jpeg`, `png`, `webp`, `gif`, `svg`, `tiff`, `avif`… by content, never by name. */
      format: string;
      bytes: number;
      /** Hex sha256 of the original bytes. */
      contentHash: string;
      warning?: { code: ItemFailureCode; message: string };
    }
  | {
      ok: true;
      mediaType: "text";
      text: string;
      format: "text";
      bytes: number;
      contentHash: string;
      warning?: { code: ItemFailureCode; message: string };
    }
  | { ok: false; code: ItemFailureCode; message: string };
