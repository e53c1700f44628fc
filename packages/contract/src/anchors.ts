import { z } from "zod";
import { vectorNumbers } from "./vector-numbers.ts";

/** How the positives (and, separately, the negatives) are combined: the closest anchor counts, or the mean of all. */
export const combineMode = z.enum(["nearest", "centroid"]);
export type CombineMode = z.infer<typeof combineMode>;

export const anchorSign = z.enum(["+", "-"]);

/** An image that was uploaded to be an anchor, by the sha256 of its bytes. */
export const pictureHash = z.string().regex(/^[0-9a-f]{64}$/, "must be a hex sha256");

/** Pictures of more bytes are refused. */
export const PICTURE_BYTES = 30_000_000;
/** A picture that no function keeps is there for this many days. */
export const PICTURE_DAYS = 7;

export const addPictureRequest = z.strictObject({
  image: z.base64().max(40_000_000).describe("Image file, base64"),
  name: z.string().max(1000).optional(),
});
export const addedPicture = z.object({
  picture: pictureHash,
  name: z.string().nullable(),
  width: z.number(),
  height: z.number(),
  format: z.string(),
});

/**
 * An example that a search or a function is defined by. Exactly one of `key` (a row with a vector in the space), `text`
 * (needs a space with a text encoder), `image` (an image file, base64; needs an image encoder), `picture` (an image that was
 * uploaded before, by its hash) or `vector` (raw, any non-zero length: it is L2-normalised) is given.
 */
export const anchorInput = z.union([
  z.strictObject({ key: z.string(), sign: anchorSign.default("+") }),
  z.strictObject({ text: z.string().min(1).max(100_000), sign: anchorSign.default("+") }),
  z.strictObject({ image: z.base64().max(40_000_000), name: z.string().optional(), sign: anchorSign.default("+") }),
  z.strictObject({ picture: pictureHash, name: z.string().max(1000).optional(), sign: anchorSign.default("+") }),
  z.strictObject({ vector: vectorNumbers, sign: anchorSign.default("+") }),
]);
export type AnchorInput = z.input<typeof anchorInput>;
export type Anchor = z.output<typeof anchorInput>;

/** A search by examples, wherever its score column is wanted. */
export const similaritySearch = z.strictObject({
  space: z.string().optional().describe("Default: the suggested one that fits the anchors"),
  anchors: z.array(anchorInput).min(1).max(10_000),
  combine: combineMode.default("nearest"),
  negativeWeight: z.number().min(0).max(10).default(0.5),
});
