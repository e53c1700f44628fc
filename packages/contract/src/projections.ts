import { z } from "zod";
import { filterInput, similarityCondition } from "./filter.ts";
import { projectionName, rowKey, spaceName } from "./names.ts";
import { selection } from "./selection.ts";

export const projectionMethod = z
  .enum(["umap", "tsne", "pca"])
  .describe("umap: McInnes et al. 2018; tsne: FIt-SNE, Linderman et al. 2019; pca: the two main axes");

const parameterFields = {
  method: projectionMethod,
  neighbours: z.number().int().min(2).max(200).describe("Neighbours of each row that count (umap)"),
  minDistance: z.number().min(0).max(0.99).describe("How close points may lie (umap)"),
  perplexity: z.number().min(2).max(200).describe("How many neighbours count (tsne)"),
  metric: z
    .enum(["cosine", "euclidean"])
    .describe("How far vectors of length 1 are: along a straight line, or 1 - cosine, half the square of it"),
  seed: z.number().int().min(0).max(0x7fffffff),
  components: z
    .number()
    .int()
    .min(2)
    .max(256)
    .optional()
    .describe("Dimensions the vectors are reduced to first; default: 50 to 100, as many as 90 % of the variance needs"),
  epochs: z
    .number()
    .int()
    .min(10)
    .max(5000)
    .optional()
    .describe("Rounds of the layout; default: by the number of rows"),
  landmarks: z
    .number()
    .int()
    .min(100)
    .max(1_000_000)
    .optional()
    .describe("Rows laid out; the others are placed among them. Default: all up to 200,000 rows, 100,000 above"),
};

/** How a map is laid out. Same data, same parameters: the same map, byte for byte. */
export const projectionParameters = z.strictObject({
  ...parameterFields,
  method: parameterFields.method.default("umap"),
  neighbours: parameterFields.neighbours.default(15),
  minDistance: parameterFields.minDistance.default(0.1),
  perplexity: parameterFields.perplexity.default(30),
  metric: parameterFields.metric.default("euclidean"),
  seed: parameterFields.seed.default(42),
});
export type ProjectionParameters = z.output<typeof projectionParameters>;

const projectionState = z.enum(["laying", "complete", "failed", "cancelled"]);

const interval = z.tuple([z.number(), z.number()]);

/** One layout of a projection. Its number goes with every region and cluster, which mean nothing in another layout. */
export const projectionVersion = z.object({
  version: z.number().describe("Unique among the maps of the workspace, and never used again"),
  state: projectionState,
  parameters: projectionParameters,
  filter: z.string().nullable().describe("Rows that it is a map of, in the text form; null: every row of the space"),
  rows: z.number().describe("Rows on the map"),
  placed: z.number().describe("Those of them that were placed by the fitted transform, not laid out"),
  unmapped: z
    .number()
    .describe(
      "Rows that belong on the map and are not on it: they have no vector yet, or meet its filter only since they have one; those come with the next layout",
    ),
  misfit: z
    .object({ laidOut: z.number(), placed: z.number().nullable() })
    .nullable()
    .describe("Mean distance to the nearest neighbours in the space, of rows laid out and of rows that arrived since"),
  hint: z
    .enum(["many-placed", "misfit", "fit-unreadable"])
    .nullable()
    .describe(
      "Why it should be laid out again: over 20 % arrived since, or those lie 1.5 times as far from their neighbours as rows laid out, or its fit is damaged, so that no row that arrives can be placed",
    ),
  quality: z
    .object({
      trustworthiness: z.number(),
      continuity: z.number(),
      neighbours: z.number().describe("Share of a row's neighbours in the space that are its neighbours on the map"),
      sample: z.number().describe("Rows it was measured on"),
    })
    .nullable(),
  reducedTo: z.number().nullable().describe("Dimensions the vectors were reduced to"),
  explained: z.number().nullable().describe("Share of the variance that these hold"),
  bounds: z.object({ x: interval, y: interval }).nullable(),
  clusterLevels: z.number(),
  error: z.string().nullable(),
  created: z.string(),
  completed: z.string().nullable(),
});
export type ProjectionVersion = z.infer<typeof projectionVersion>;

/** A 2-D map of a space, versioned, with every row placed. */
export const projection = z
  .object({
    name: projectionName,
    space: spaceName,
    servedVersion: z.number().nullable().describe("Newest complete version; null before the first is"),
    versions: z.array(projectionVersion).describe("Newest first"),
    job: z.string().nullable().describe("The job that lays it out now"),
    created: z.string(),
    updated: z.string(),
  })
  .meta({ id: "Projection" });
export type Projection = z.infer<typeof projection>;

export const createProjectionRequest = z.strictObject({
  name: projectionName.optional().describe("Default: the name of the space"),
  space: spaceName.optional().describe("Default: the suggested space"),
  parameters: projectionParameters.prefault({}),
  filter: filterInput.optional().describe("A map of these rows only"),
});
export type CreateProjectionRequest = z.input<typeof createProjectionRequest>;

/** Lays a projection out again, as a new version; what is not given stays as it was. */
export const relayProjectionRequest = z.strictObject({
  parameters: z.strictObject(parameterFields).partial().optional(),
  filter: filterInput.nullable().optional().describe("null: every row of the space"),
});
export type RelayProjectionRequest = z.input<typeof relayProjectionRequest>;

export const editProjectionRequest = z.strictObject({ name: projectionName });

export const startedProjection = z.object({ projection, job: z.string() });

/** What laying out a version takes, in this order. */
export const layOutStage = z.enum(["reduce", "neighbours", "layout", "place", "quality", "clusters", "store", "names"]);

/** Lays out one version; what it waits for and how far it is are in percent. */
export const layOutJob = z.strictObject({ projection: z.number(), version: z.number() });
export const layOutJobOutput = z.object({ rows: z.number().describe("Rows on the map when it was complete") });

/** A dense region of a map. Level 0 is the coarsest; a cluster lies within its parent of the level above. */
export const mapCluster = z
  .object({
    id: z.number().describe("Unique in the version"),
    level: z.number(),
    parent: z.number().nullable(),
    name: z.string().describe("From what it has more of than the rest of the map"),
    reasons: z
      .array(
        z.object({
          kind: z.enum(["label", "tag", "dataset", "metadata", "term"]),
          field: z.string().nullable(),
          value: z.string(),
          share: z.number().describe("Of the cluster's rows"),
          lift: z.number().describe("That share over the share among all rows of the map"),
        }),
      )
      .describe("Strongest first"),
    rows: z.number(),
    x: z.number(),
    y: z.number(),
    typical: z.array(rowKey).describe("Most typical rows, nearest the middle of the cluster first"),
  })
  .meta({ id: "MapCluster" });
export type MapCluster = z.infer<typeof mapCluster>;

/** What the points of a map are coloured by. */
export const mapColour = z.union([
  z.strictObject({ field: z.string().describe("dataset, label, tag, mediaType, created, metadata.NAME, …") }),
  z.strictObject({ function: z.string().describe("Its scores") }),
  z.strictObject({ similarity: similarityCondition.shape.similarity.describe("A search, as in the filter language") }),
  z.strictObject({
    agreement: z
      .tuple([z.string(), z.string()])
      .describe("Do two fields say the same? For example label and metadata.predicted"),
  }),
  z.strictObject({ cluster: z.number().int().min(0).max(2).describe("Level") }),
  z.strictObject({ arrival: z.literal(true).describe("Order of arrival") }),
]);
export type MapColour = z.input<typeof mapColour>;

/** In an address: the JSON of a `mapColour`. */
const colourText = z.string().max(4000).describe('JSON of what the colours tell, for example {"field":"label"}');
const onVersion = z.coerce.number().int().min(1).optional().describe("Default: the newest complete version");

export const mapPointsQuery = z.object({
  version: onVersion,
  after: z
    .string()
    .max(200)
    .optional()
    .describe("Token of an earlier answer: only points that came since, where these can be told"),
  precision: z.enum(["uint16", "float32"]).default("uint16").describe("uint16: off by 1/131,070 of the map at most"),
  colour: colourText.optional().describe("Answer with these colours too, as JSON of a colour of `POST …/colours`"),
});

export const mapImageQuery = z.object({
  version: onVersion,
  width: z.coerce.number().int().min(64).max(4096).default(1200),
  height: z.coerce.number().int().min(64).max(4096).default(800),
  theme: z.enum(["light", "dark"]).default("light"),
  field: z.string().max(300).optional().describe("Colour the points by this field; default: their density alone"),
});

export const mapColoursRequest = z.strictObject({ version: z.number().int().min(1).optional(), by: mapColour });

export const mapMaskRequest = z.strictObject({ version: z.number().int().min(1).optional(), selection });

export const mapRowsRequest = z
  .strictObject({
    version: z.number().int().min(1).optional(),
    ordinals: z.array(z.number().int().min(0).max(0xffffffff)).max(2000).optional(),
    keys: z.array(rowKey).max(2000).optional(),
  })
  .refine(({ ordinals, keys }) => ordinals !== undefined || keys !== undefined, "Give ordinals or keys.");

/** Rows of a map, in the order asked for; those that are not on the map are left out. */
export const mapRowsResponse = z.object({
  rows: z.array(z.object({ ordinal: z.number(), key: rowKey, x: z.number(), y: z.number() })),
});
