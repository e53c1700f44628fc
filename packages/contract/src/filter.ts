import { z } from "zod";
import { anchorInput, combineMode } from "./anchors.ts";

/** Comparison operators of the filter language; which of them a field takes depends on its type (see `fields.ts`). */
export const filterOperator = z.enum([
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "between",
  "in",
  "contains",
  "starts with",
  "exists",
]);
export type FilterOperator = z.infer<typeof filterOperator>;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
/** `between` takes [low, high] (both ends included), `in` a list, `exists` none, the others one scalar. Dates are ISO 8601 strings. */
const filterValue = z.union([scalar, z.array(scalar).max(10_000)]);

/** State of a row's vector in one space. `none`: the space does not take this row. */
export const embeddingState = z.enum(["none", "pending", "ready", "failed"]);
export type EmbeddingState = z.infer<typeof embeddingState>;

/**
 * Built-in fields: key, dataset, mediaType, label, tag, text, uri, created, width, height, bytes, duplicate
 * (boolean: another row has the same content). Metadata fields are `metadata.NAME`.
 * `label` and `tag` hold lists: a comparison is true when any element meets it (so `!=` is "no element equals").
 */
export const fieldCondition = z.strictObject({
  field: z.string().min(1).max(300),
  op: filterOperator,
  value: filterValue.optional(),
});
/** Score of a function. `unscored` is true for rows the function has no score for; comparisons are false for those. */
export const functionCondition = z.strictObject({
  function: z.string(),
  op: z.enum(["<", "<=", ">", ">=", "between", "exists", "unscored"]),
  value: z.union([z.number(), z.tuple([z.number(), z.number()])]).optional(),
});
export const embeddingCondition = z.strictObject({
  embedding: z.string(),
  op: z.enum(["=", "!=", "in"]),
  value: z.union([embeddingState, z.array(embeddingState)]),
});
export const projectCondition = z
  .strictObject({ project: z.string() })
  .describe("True for rows that are in any batch of the project");
export const batchCondition = z
  .strictObject({ batch: z.string(), project: z.string().optional() })
  .describe("True for rows of the batch");
export const reviewCondition = z
  .strictObject({ review: z.string() })
  .describe("True for rows on the review list of the slice of that name");
export const similarityCondition = z.strictObject({
  similarity: z.strictObject({
    space: z.string(),
    anchors: z.array(anchorInput).min(1).max(10_000),
    combine: combineMode.default("nearest"),
    negativeWeight: z.number().min(0).max(10).default(0.5),
  }),
  op: z.enum(["<", "<=", ">", ">=", "between"]),
  value: z.union([z.number(), z.tuple([z.number(), z.number()])]),
});

const projectionRef = z.string().min(1).max(200).describe("Name of the projection");
const mapVersion = z.number().int().min(1).describe("Version of the projection");
/** Corners that a region can have. */
export const REGION_CORNERS = { least: 3, most: 10_000 } as const;

export const regionCondition = z
  .strictObject({
    region: z.strictObject({
      projection: projectionRef,
      version: mapVersion,
      polygon: z
        .array(z.tuple([z.number(), z.number()]))
        .min(REGION_CORNERS.least)
        .max(REGION_CORNERS.most)
        .describe(
          "Corners [x, y] in map units, closed by itself; where it crosses itself, the even-odd rule says what is inside",
        ),
    }),
  })
  .describe("True for rows whose place on this version of the map lies inside the polygon");
export const clusterCondition = z
  .strictObject({
    cluster: z.array(z.number().int().min(0)).min(1).max(10_000).describe("Numbers of clusters, of any level"),
    projection: projectionRef,
    version: mapVersion,
  })
  .describe("True for rows that are in one of the clusters");
export const mappedCondition = z
  .strictObject({ mapped: projectionRef, version: mapVersion.optional() })
  .describe("True for rows that are on the map; without a version, on the newest complete one");

export type FieldCondition = z.infer<typeof fieldCondition>;
export type FunctionCondition = z.infer<typeof functionCondition>;
export type EmbeddingCondition = z.infer<typeof embeddingCondition>;
export type ProjectCondition = z.infer<typeof projectCondition>;
export type BatchCondition = z.infer<typeof batchCondition>;
export type ReviewCondition = z.infer<typeof reviewCondition>;
export type SimilarityCondition = z.infer<typeof similarityCondition>;
export type RegionCondition = z.infer<typeof regionCondition>;
export type ClusterCondition = z.infer<typeof clusterCondition>;
export type MappedCondition = z.infer<typeof mappedCondition>;
export type Condition =
  | FieldCondition
  | FunctionCondition
  | EmbeddingCondition
  | ProjectCondition
  | BatchCondition
  | ReviewCondition
  | SimilarityCondition
  | RegionCondition
  | ClusterCondition
  | MappedCondition;

/** The tree that selects rows. `{and: []}` is every row, `{or: []}` is none. Depth is limited to 64 by the parser of requests. */
export type Filter = { and: Filter[] } | { or: Filter[] } | { not: Filter } | Condition;

/** The same tree as a client writes it: what has a default may be left out. */
export type FilterTree =
  | { and: FilterTree[] }
  | { or: FilterTree[] }
  | { not: FilterTree }
  | z.input<typeof fieldCondition>
  | z.input<typeof functionCondition>
  | z.input<typeof embeddingCondition>
  | z.input<typeof projectCondition>
  | z.input<typeof batchCondition>
  | z.input<typeof reviewCondition>
  | z.input<typeof similarityCondition>
  | z.input<typeof regionCondition>
  | z.input<typeof clusterCondition>
  | z.input<typeof mappedCondition>;

export const filter: z.ZodType<Filter, FilterTree> = z
  .lazy(() =>
    z.union([
      z.strictObject({ and: z.array(filter).max(10_000) }),
      z.strictObject({ or: z.array(filter).max(10_000) }),
      z.strictObject({ not: filter }),
      fieldCondition,
      functionCondition,
      embeddingCondition,
      projectCondition,
      batchCondition,
      reviewCondition,
      similarityCondition,
      regionCondition,
      clusterCondition,
      mappedCondition,
    ]),
  )
  .meta({ id: "Filter" }) as z.ZodType<Filter, FilterTree>;

/** A filter given as its JSON tree or as its text form. */
export const filterInput = z
  .union([filter, z.string().max(100_000)])
  .describe("Filter tree, or its text form; a text that begins with { is the tree in JSON");
export type FilterInput = z.infer<typeof filterInput>;

export const EVERY_ROW: Filter = { and: [] };
