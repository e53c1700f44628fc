import { z } from "zod";
import { similaritySearch } from "./anchors.ts";
import { metadataValue } from "./fields.ts";
import { embeddingState, filterInput } from "./filter.ts";
import { datasetName, mediaType, rowKey } from "./names.ts";

/** One data row as queries return it. */
export const row = z
  .object({
    key: rowKey,
    dataset: datasetName,
    mediaType,
    labels: z.array(z.string()),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), metadataValue),
    scores: z
      .record(z.string(), z.number().nullable())
      .describe("Score in each function that was asked for; null: unscored"),
    embeddings: z.record(z.string(), embeddingState).describe("State in each space that takes the row"),
    text: z.string().nullable().describe("Whole text of a text row; in listings its first 2,000 characters"),
    uri: z.string().nullable().describe("Where the original is: file path or URL; null for a text given inline"),
    width: z.number().nullable(),
    height: z.number().nullable(),
    bytes: z.number().nullable(),
    format: z.string().nullable(),
    created: z.string(),
    rank: z.number().nullable().describe("Value of the score the query is sorted by, else null"),
  })
  .meta({ id: "Row" });
export type Row = z.infer<typeof row>;

export const sort = z.union([
  z.strictObject({ field: z.string(), descending: z.boolean().default(false) }),
  z.strictObject({ function: z.string(), descending: z.boolean().default(true) }),
  z.strictObject({
    similarity: similaritySearch,
    descending: z.boolean().default(true),
  }),
  z.strictObject({
    random: z
      .number()
      .int()
      .min(0)
      .max(2 ** 31)
      .describe("Seed of a random order: the same seed gives the same order"),
  }),
]);
export type Sort = z.input<typeof sort>;

export const queryRequest = z.strictObject({
  filter: filterInput.optional(),
  sort: sort
    .optional()
    .describe("Default: order of arrival. Ties are broken by order of arrival; rows without a value come last"),
  limit: z.number().int().min(0).max(10_000).default(100),
  after: z.string().optional().describe("`next` of the page before"),
  facets: z.array(z.string()).max(50).default([]).describe("Fields to count values of, under the filter"),
  facetLimit: z.number().int().min(1).max(10_000).default(100).describe("Values per facet, most frequent first"),
  scores: z
    .array(z.string())
    .max(200)
    .optional()
    .describe("Functions whose scores are returned; default: those named in filter and sort"),
});
export type QueryRequest = z.input<typeof queryRequest>;

export const facetValue = z.object({ value: z.union([z.string(), z.boolean(), z.null()]), count: z.number() });
export const facets = z.record(z.string(), z.array(facetValue));
export type Facets = z.infer<typeof facets>;

export const queryResponse = z.object({
  total: z.number().describe("Rows that match the filter"),
  rows: z.array(row),
  facets: facets.describe("Exact counts; value null counts the rows without one"),
  facetDistinct: z
    .record(z.string(), z.number())
    .describe("Distinct values per facet, so that a cut list is never silent"),
  next: z.string().nullable(),
});
export type QueryResponse = z.infer<typeof queryResponse>;

export const facetsRequest = z.strictObject({
  filter: filterInput.optional(),
  fields: z.array(z.string()).min(1).max(50),
  limit: z.number().int().min(1).max(10_000).default(100),
  prefix: z.string().max(200).optional().describe("Only values that start so, ignoring case"),
});
export const facetsResponse = z.object({ total: z.number(), facets, distinct: z.record(z.string(), z.number()) });

export const histogramRequest = z.strictObject({
  filter: filterInput.optional(),
  of: z.union([
    z.strictObject({ field: z.string() }),
    z.strictObject({ function: z.string() }),
    z.strictObject({ similarity: similaritySearch }),
  ]),
  bins: z.number().int().min(1).max(1000).default(40),
  low: z.number().optional(),
  high: z.number().optional(),
});
/** Bin i counts values in [edges[i], edges[i+1]); the last bin includes its upper edge. Dates are milliseconds since 1970. */
export const histogramResponse = z.object({
  edges: z.array(z.number()),
  counts: z.array(z.number()),
  missing: z.number().describe("Rows of the filter without a value"),
  below: z.number(),
  above: z.number(),
});
export type Histogram = z.infer<typeof histogramResponse>;

export const inlineRow = z.strictObject({
  key: rowKey,
  text: z.string().optional(),
  image: z.base64().optional().describe("Image file, base64; it is stored as a copy"),
  url: z.url().optional(),
  labels: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  metadata: z.record(z.string(), metadataValue).optional(),
});
export const rowsRequest = z.strictObject({ dataset: datasetName, rows: z.array(inlineRow).min(1).max(10_000) });

export const rowEdit = z.strictObject({
  labels: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  metadata: z.record(z.string(), metadataValue).optional().describe("Given fields are set; null removes the value"),
});
export type RowEdit = z.infer<typeof rowEdit>;
