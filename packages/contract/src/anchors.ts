import { z } from "zod";
import { vectorNumbers } from "./vector-numbers.ts";

/** How the positives (and, separately, the negatives) are combined: the closest anchor counts, or the mean of all. */
export const combineMode = z.enum(["nearest", "centroid"]);
export type CombineMode = z.infer<typeof combineMode>;

export const anchorSign = z.enum(["+", "-"]);

/**
 * An example that a search or a function is defined by. Exactly one of `key` (a row with a vector in the space), `text`
 * (needs a space with a text encoder), `image` (an image file, base64; needs an image encoder) or `vector` (raw, any
 * non-zero length: it is L2-normalised) is given.
 */
export const anchorInput = z.union([
  z.strictObject({ key: z.string(), sign: anchorSign.default("+") }),
  z.strictObject({ text: z.string().min(1).max(100_000), sign: anchorSign.default("+") }),
  z.strictObject({ image: z.base64().max(40_000_000), name: z.string().optional(), sign: anchorSign.default("+") }),
  z.strictObject({ vector: vectorNumbers, sign: anchorSign.default("+") }),
]);
export type AnchorInput = z.input<typeof anchorInput>;
export type Anchor = z.output<typeof anchorInput>;
