import { z } from "zod";
import { similaritySearch } from "./anchors.ts";
import { metadataValue } from "./fields.ts";
import { embeddingState, filterInput } from "./filter.ts";
import { datasetName, mediaType, rowKey } from "./names.ts";

/** Where a score comes from. */
export const scoreOrigin = z.object({
  score: z.number().nullable().describe("null: unscored"),
  version: z.number().nullable().describe("Version that the score is of; null while none serves"),
  computed: z
    .string()
    .nullable()
    .describe(
      "When the score was there at the latest: the later of the version's completion and the arrival of the row's vector",
    ),
  parts: z
    .array(z.object({ function: z.string(), version: z.number().nullable() }))
    .describe("Of a combination: versions of its parts, and of theirs"),
});
export type ScoreOrigin = z.infer<typeof scoreOrigin>;

/** Where the scores of a function come from, for all rows at once. */
export const functionOrigin = z.object({
  version: z.number().nullable().describe("Version that the scores are of; null while none serves"),
  completed: z
    .string()
    .nullable()
    .describe(
      "When every row that was there had its score (of a combination: in each part); later ones come with their vector",
    ),
  parts: scoreOrigin.shape.parts,
  error: z
    .string()
    .nullable()
    .describe("Why no row has a score, so that conditions on it meet none; null where rows can"),
});
export type FunctionOrigin = z.infer<typeof functionOrigin>;

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
    errors: z
      .array(z.object({ space: z.string(), code: z.string(), message: z.string() }))
      .describe("Why the row has no vector in a space"),
    text: z.string().nullable().describe("Whole text of a text row; in listings its first 2,000 characters"),
    passage: z
      .string()
      .nullable()
      .describe(
        "In listings of a filter that asks for words in the text: the part of the text that has them, up to 400 characters",
      ),
    uri: z.string().nullable().describe("Where the original is: file path or URL; null for a text given inline"),
    width: z.number().nullable(),
    height: z.number().nullable(),
    bytes: z.number().nullable(),
    format: z.string().nullable(),
    contentHash: z.string().nullable().describe("SHA-256 of the content, as hexadecimal digits"),
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
  after: z.string().optional().describe("`next` of the page before; the page begins behind it"),
  before: z.string().optional().describe("`previous` of the page after; the page ends in front of it"),
  offset: z
    .number()
    .int()
    .min(0)
    .max(2 ** 32)
    .optional()
    .describe("Rows of the result that are passed over: begins a page anywhere. One of `after`, `before` and `offset`"),
  facets: z.array(z.string()).max(50).default([]).describe("Fields to count values of, under the filter"),
  facetLimit: z.number().int().min(1).max(10_000).default(100).describe("Values per facet, most frequent first"),
  scores: z
    .array(z.string())
    .max(200)
    .optional()
    .describe("Functions whose scores are returned; default: those named in filter and sort"),
});
export type QueryRequest = z.input<typeof queryRequest>;

const facetValue = z.object({
  value: z.union([z.string(), z.boolean(), z.null()]),
  count: z.number(),
  total: z.number().optional().describe("Rows of the whole catalog with this value, where `totals` asked for it"),
});
export const facets = z.record(z.string(), z.array(facetValue));
export type Facets = z.infer<typeof facets>;

export const queryResponse = z.object({
  total: z.number().describe("Rows that match the filter"),
  rows: z.array(row),
  origins: z
    .record(z.string(), functionOrigin)
    .describe("Where scores come from, by function: of those returned, and of those in the filter and the sort"),
  facets: facets.describe("Exact counts; value null counts the rows without one"),
  facetDistinct: z
    .record(z.string(), z.number())
    .describe("Distinct values per facet, so that a cut list is never silent"),
  next: z.string().nullable().describe("`after` of the page behind this one; null at the end"),
  previous: z.string().nullable().describe("`before` of the page in front of this one; null for an empty page"),
});
export type QueryResponse = z.infer<typeof queryResponse>;

export const positionRequest = z.strictObject({ filter: filterInput.optional(), sort: sort.optional(), key: rowKey });
export type PositionRequest = z.input<typeof positionRequest>;
export const positionResponse = z.object({
  position: z
    .number()
    .nullable()
    .describe("Rows of the result in front of the row; null where the filter leaves it out"),
  total: z.number(),
});

export const facetsRequest = z.strictObject({
  filter: filterInput.optional(),
  fields: z.array(z.string()).min(1).max(50),
  limit: z.number().int().min(1).max(10_000).default(100),
  prefix: z.string().max(200).optional().describe("Only values that start so, ignoring case"),
  contains: z.string().max(200).optional().describe("Only values that hold these letters, ignoring case"),
  values: z.array(z.string()).max(1000).optional().describe("Only these values; those that no row has are left out"),
  totals: z
    .boolean()
    .default(false)
    .describe(
      "Tell the count of each value in the whole catalog too, and list its values that no row of the filter has",
    ),
});
export const facetsResponse = z.object({ total: z.number(), facets, distinct: z.record(z.string(), z.number()) });
export type FacetsResponse = z.infer<typeof facetsResponse>;

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
  totals: z.boolean().default(false).describe("Count all rows too; bins then span what all rows hold"),
  calendar: z
    .boolean()
    .default(false)
    .describe("Bins of a date are hours, days, weeks, months or years (UTC), at most `bins` of them"),
});
/** Bin i counts values in [edges[i], edges[i+1]); the last bin includes its upper edge. Dates are milliseconds since 1970. */
export const histogramResponse = z.object({
  edges: z.array(z.number()),
  counts: z.array(z.number()),
  missing: z.number().describe("Rows of the filter without a value"),
  below: z.number(),
  above: z.number(),
  totals: z.array(z.number()).optional().describe("Rows of the whole catalog in each bin, where `totals` asked for it"),
});
export type Histogram = z.infer<typeof histogramResponse>;

const inlineRow = z.strictObject({
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
