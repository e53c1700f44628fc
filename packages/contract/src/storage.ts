import { z } from "zod";

/** What the data directory is made of. */
const storeName = z.enum(["catalog", "vectors", "projections", "blobs", "thumbnails", "models", "uploads"]);

/** The stores that may hold what nothing needs any more. */
export const reclaimableStore = z.enum(["vectors", "blobs", "thumbnails", "uploads"]);
export type ReclaimableStore = z.infer<typeof reclaimableStore>;

export const storageUse = z.object({
  stores: z.array(
    z.object({
      store: storeName,
      bytes: z.number(),
      reclaimableBytes: z
        .number()
        .describe("Vectors of deleted rows, copies no row refers to, uploads nobody imports, and all thumbnails"),
    }),
  ),
  freeBytes: z.number().describe("Left on the disk of the data directory"),
});
export type StorageUse = z.infer<typeof storageUse>;

export const reclaimRequest = z.strictObject({ stores: z.array(reclaimableStore).min(1) });
