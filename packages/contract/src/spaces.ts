import { z } from "zod";
import { filterInput } from "./filter.ts";
import { mediaType, rowKey, spaceName } from "./names.ts";
import { vectorNumbers } from "./vector-numbers.ts";
import { valuesIn } from "./vector-text.ts";

export const modelDescription = z.object({
  id: z.string().describe("For example `builtin/cn3@1` or `hf:Xenova/clip-vit-base-patch32`"),
  fingerprint: z
    .string()
    .describe(
      "sha256 of weights, preprocessing, pooling and code version; vectors of different fingerprints never mix",
    ),
  dims: z.number(),
  modalities: z.array(mediaType).describe("What it embeds; two for a joint image-text model"),
  licence: z.string(),
  languages: z.array(z.string()),
  preprocessing: z.string(),
});
export type ModelDescription = z.infer<typeof modelDescription>;

export const space = z
  .object({
    name: spaceName,
    dims: z.number(),
    metric: z.literal("cosine"),
    kind: z.enum(["model", "derived", "external"]),
    model: z.string().nullable().describe("Embedder id; null for vectors the user brought"),
    modalities: z.array(mediaType),
    queryModalities: z.array(mediaType).describe("What can be an anchor besides rows and vectors: text, image"),
    fingerprint: z.string(),
    version: z.number(),
    description: z.record(z.string(), z.unknown()).describe("Provenance: preprocessing, or the fit of a derived space"),
    derivedFrom: spaceName.nullable(),
    isDefaultFor: z.array(mediaType).describe("New rows of these media types are embedded here"),
    isSuggested: z.boolean().describe("Offered first for search"),
    count: z.number(),
    pending: z.number(),
    failed: z.number(),
    bytes: z.number().describe("What its vectors take on disk, without their codes"),
    created: z.string(),
  })
  .meta({ id: "Space" });
export type Space = z.infer<typeof space>;

export const createSpaceRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("model"),
    name: spaceName,
    model: z.string().describe("`builtin/cn3`, `builtin/oid`, `builtin/use-en`, `local:DIR` or `hf:ORG/NAME[@REV]`"),
    options: z.record(z.string(), z.unknown()).optional().describe("Pooling, dtype, role prefix; see the models guide"),
    allowNetwork: z.boolean().default(false).describe("Let this model be downloaded by name"),
    isDefaultFor: z.array(mediaType).optional(),
    embed: z.boolean().default(true).describe("Embed the rows that are already there"),
    filter: filterInput.optional(),
  }),
  z.strictObject({
    kind: z.literal("derived"),
    name: spaceName,
    from: spaceName,
    dims: z.number().int().min(2).max(4096).default(256),
    exponent: z
      .number()
      .min(0)
      .max(1)
      .default(0.25)
      .describe("Each principal axis is divided by its eigenvalue to this power; 0.25 half-whitens"),
    filter: filterInput.optional().describe("Rows to fit on; default: all of the source space"),
  }),
  z.strictObject({
    kind: z.literal("external"),
    name: spaceName,
    dims: z.number().int().min(2).max(4096),
    modalities: z.array(mediaType).default(["image", "text"]),
  }),
]);
export type CreateSpaceRequest = z.input<typeof createSpaceRequest>;

export const embedRequest = z.strictObject({ filter: filterInput.optional(), retryFailed: z.boolean().default(false) });

const MOST_DIMS = 4096;
const givenVector = z.union([
  vectorNumbers,
  z
    .base64()
    .max(Math.ceil((MOST_DIMS * 4) / 3) * 4)
    .refine((text) => valuesIn(text) >= 2 && valuesIn(text) <= MOST_DIMS, "2 to 4096 float32 values of 4 bytes each")
    .describe("Base64 of float32 values, little-endian"),
]);
export const vectorsRequest = z.strictObject({
  space: spaceName,
  vectors: z
    .array(z.strictObject({ key: rowKey, vector: givenVector }))
    .min(1)
    .max(10_000),
});
export const vectorsFileRequest = z.strictObject({
  space: spaceName,
  path: z.string(),
  ids: z.string().optional().describe("For .npy: a text, CSV or JSON file with one key per line, in row order"),
  keyColumn: z.string().default("key"),
  vectorColumn: z.string().default("vector"),
  keyPrefix: z.string().optional(),
});
