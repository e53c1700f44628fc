import { z } from "zod";
import { field } from "./fields.ts";
import { createFunctionRequest, editFunctionRequest, scoringFunction } from "./functions.ts";
import { importReport, importRequest, itemFailure, previewRequest, previewResponse } from "./imports.ts";
import { checkRequest, job } from "./jobs.ts";
import { datasetName, mediaType, rowKey } from "./names.ts";
import {
  batch,
  batchRowsResponse,
  createBatchRequest,
  createBatchResponse,
  createProjectRequest,
  editProjectRequest,
  exportRequest,
  project,
} from "./projects.ts";
import { defineRoutes } from "./route.ts";
import {
  deleteRowsRequest,
  facetsRequest,
  facetsResponse,
  histogramRequest,
  histogramResponse,
  positionRequest,
  positionResponse,
  queryRequest,
  queryResponse,
  row,
  rowEdit,
  rowsRequest,
} from "./rows.ts";
import { similarRequest, similarResponse } from "./search.ts";
import { createSliceRequest, editSliceRequest, slice } from "./slices.ts";
import {
  createSpaceRequest,
  embedRequest,
  modelDescription,
  space,
  vectorsFileRequest,
  vectorsRequest,
} from "./spaces.ts";

const started = z.object({ job: z.string().describe("Id of the job that does it") });
const byKey = z.object({ key: rowKey });

export const about = z.object({
  version: z.string(),
  dataDirectory: z.string(),
  rows: z.number(),
  storageBytes: z.object({ catalog: z.number(), vectors: z.number(), blobs: z.number(), thumbnails: z.number() }),
});
export const dataset = z
  .object({ name: datasetName, rows: z.number(), images: z.number(), texts: z.number(), created: z.string() })
  .meta({ id: "Dataset" });
export type Dataset = z.infer<typeof dataset>;

export const vectorsReport = z.object({
  space: z.string(),
  imported: z.number(),
  replaced: z.number(),
  failed: z.array(itemFailure),
  failedCount: z.number(),
});

/** Every route. A key is the operation's name in the SDK and in OpenAPI. */
export const routes = defineRoutes({
  health: {
    method: "GET",
    path: "/health",
    tag: "server",
    summary: "Is the server up",
    response: z.object({
      ok: z.literal(true),
      version: z.string(),
      dataDirectory: z.string().optional().describe("Told to the owner only"),
    }),
  },
  about: { method: "GET", path: "/about", tag: "server", summary: "Version, sizes and counts", response: about },
  stop: {
    method: "POST",
    path: "/stop",
    tag: "server",
    summary: "Stop the server after its running batch",
    status: 202,
    response: z.object({ ok: z.literal(true) }),
  },
  startCheck: {
    method: "POST",
    path: "/checks",
    tag: "server",
    summary: "Check the stores for damage; sidecars are mended",
    status: 202,
    body: checkRequest,
    response: started,
  },
  listRoots: {
    method: "GET",
    path: "/roots",
    tag: "server",
    summary: "Folders the server may read",
    response: z.array(z.string()),
  },
  grantRoot: {
    method: "POST",
    path: "/roots",
    tag: "server",
    summary: "Let the server read a folder (only with the owner's token)",
    body: z.strictObject({ path: z.string() }),
    response: z.array(z.string()),
  },

  listDatasets: {
    method: "GET",
    path: "/datasets",
    tag: "datasets",
    summary: "List datasets",
    response: z.array(dataset),
  },
  deleteDataset: {
    method: "DELETE",
    path: "/datasets/:name",
    tag: "datasets",
    summary: "Delete a dataset and its rows",
    query: z.object({ expect: z.coerce.number().int().describe("Row count the caller saw") }),
    response: z.object({ deleted: z.number() }),
  },
  startImport: {
    method: "POST",
    path: "/imports",
    tag: "datasets",
    summary: "Import a file or folder of the server",
    status: 202,
    body: importRequest,
    response: started,
  },
  previewImport: {
    method: "POST",
    path: "/imports/preview",
    tag: "datasets",
    summary: "First rows of a source and how its columns would be mapped",
    body: previewRequest,
    response: previewResponse,
  },
  putRows: {
    method: "POST",
    path: "/rows",
    tag: "rows",
    summary: "Add or replace rows given in the request",
    body: rowsRequest,
    response: importReport,
  },

  query: {
    method: "POST",
    path: "/query",
    tag: "rows",
    summary: "Rows of a filter, sorted and paged, with facet counts",
    body: queryRequest,
    response: queryResponse,
  },
  rowPosition: {
    method: "POST",
    path: "/query/position",
    tag: "rows",
    summary: "Where a row stands in the result of a query",
    body: positionRequest,
    response: positionResponse,
  },
  facets: {
    method: "POST",
    path: "/facets",
    tag: "rows",
    summary: "Exact value counts under a filter",
    body: facetsRequest,
    response: facetsResponse,
  },
  histogram: {
    method: "POST",
    path: "/histogram",
    tag: "rows",
    summary: "Histogram of a number, date or score under a filter",
    body: histogramRequest,
    response: histogramResponse,
  },
  listFields: {
    method: "GET",
    path: "/fields",
    tag: "rows",
    summary: "Fields that filters can name",
    response: z.array(field),
  },
  getRow: {
    method: "GET",
    path: "/row",
    tag: "rows",
    summary: "One row, whole, with its scores in all functions",
    query: byKey,
    response: row.extend({
      duplicatesOf: z.array(rowKey),
      projects: z.array(z.object({ project: z.string(), batch: z.string() })),
    }),
  },
  editRow: {
    method: "PATCH",
    path: "/row",
    tag: "rows",
    summary: "Set labels, tags or metadata of a row",
    query: byKey,
    body: rowEdit,
    response: row,
  },
  deleteRows: {
    method: "POST",
    path: "/rows/delete",
    tag: "rows",
    summary: "Delete the rows of a selection",
    body: deleteRowsRequest,
    response: z.object({ deleted: z.number() }),
  },
  rowContent: {
    method: "GET",
    path: "/row/content",
    tag: "rows",
    summary: "The original bytes or text",
    query: byKey,
    produces: "bytes",
  },
  rowThumbnail: {
    method: "GET",
    path: "/row/thumbnail",
    tag: "rows",
    summary: "A WebP thumbnail of an image row",
    query: byKey.extend({
      size: z.enum(["160", "320", "640"]).default("320").describe("Pixels of the longer side at most"),
      hash: z
        .string()
        .max(64)
        .optional()
        .describe("Beginning of the row's `contentHash`: the answer may then be kept for good"),
    }),
    produces: "bytes",
  },
  exportRows: {
    method: "POST",
    path: "/export",
    tag: "rows",
    summary: "Stream a selection as NDJSON, CSV, Parquet or Arrow, or its vectors as .npy",
    body: exportRequest,
    produces: "bytes",
  },

  similar: {
    method: "POST",
    path: "/similar",
    tag: "search",
    summary: "Exact ranking of rows by likeness to anchors",
    body: similarRequest,
    response: similarResponse,
  },

  listModels: {
    method: "GET",
    path: "/models",
    tag: "spaces",
    summary: "Models that can be used here without a download",
    response: z.array(modelDescription),
  },
  listSpaces: {
    method: "GET",
    path: "/spaces",
    tag: "spaces",
    summary: "List spaces with coverage",
    response: z.array(space),
  },
  createSpace: {
    method: "POST",
    path: "/spaces",
    tag: "spaces",
    summary: "Make a space from a model, from another space, or for your own vectors",
    status: 201,
    body: createSpaceRequest,
    response: space.extend({ jobs: z.array(z.string()) }),
  },
  getSpace: { method: "GET", path: "/spaces/:name", tag: "spaces", summary: "One space", response: space },
  editSpace: {
    method: "PATCH",
    path: "/spaces/:name",
    tag: "spaces",
    summary: "Choose which media types it is the default for, or suggest it for search",
    body: z.strictObject({ isDefaultFor: z.array(mediaType).optional(), isSuggested: z.boolean().optional() }),
    response: space,
  },
  deleteSpace: {
    method: "DELETE",
    path: "/spaces/:name",
    tag: "spaces",
    summary: "Delete a space with its vectors and functions",
    query: z.object({ force: z.stringbool().default(false) }),
    response: z.object({ deleted: z.literal(true) }),
  },
  embedSpace: {
    method: "POST",
    path: "/spaces/:name/embed",
    tag: "spaces",
    summary: "Embed rows of a filter in this space, or retry failed ones",
    status: 202,
    body: embedRequest,
    response: started,
  },
  refitSpace: {
    method: "POST",
    path: "/spaces/:name/refit",
    tag: "spaces",
    summary: "Fit a derived space anew: a new version beside the old",
    status: 201,
    response: space.extend({ jobs: z.array(z.string()) }),
  },
  putVectors: {
    method: "POST",
    path: "/vectors",
    tag: "spaces",
    summary: "Add vectors given in the request; the space is made where it does not exist",
    body: vectorsRequest,
    response: vectorsReport,
  },
  importVectors: {
    method: "POST",
    path: "/vectors/import",
    tag: "spaces",
    summary: "Import vectors from .npy, Parquet, Arrow, CSV or NDJSON on the server",
    status: 202,
    body: vectorsFileRequest,
    response: started,
  },

  listFunctions: {
    method: "GET",
    path: "/functions",
    tag: "functions",
    summary: "List functions",
    response: z.array(scoringFunction),
  },
  createFunction: {
    method: "POST",
    path: "/functions",
    tag: "functions",
    summary: "Save a search as a function; scoring starts at once",
    status: 201,
    body: createFunctionRequest,
    response: scoringFunction.extend({ job: z.string() }),
  },
  getFunction: {
    method: "GET",
    path: "/functions/:name",
    tag: "functions",
    summary: "One function",
    query: z.object({ version: z.coerce.number().int().optional() }),
    response: scoringFunction,
  },
  editFunction: {
    method: "PATCH",
    path: "/functions/:name",
    tag: "functions",
    summary: "Rename, set the threshold, or make a new version",
    body: editFunctionRequest,
    response: scoringFunction.extend({ job: z.string().nullable() }),
  },
  deleteFunction: {
    method: "DELETE",
    path: "/functions/:name",
    tag: "functions",
    summary: "Delete a function and its scores",
    response: z.object({ deleted: z.literal(true) }),
  },
  rescoreFunction: {
    method: "POST",
    path: "/functions/:name/rescore",
    tag: "functions",
    summary: "Score every row again",
    status: 202,
    response: started,
  },

  listSlices: {
    method: "GET",
    path: "/slices",
    tag: "slices",
    summary: "List saved filters with the rows that pass them now",
    response: z.array(slice),
  },
  createSlice: {
    method: "POST",
    path: "/slices",
    tag: "slices",
    summary: "Save a filter under a name",
    status: 201,
    body: createSliceRequest,
    response: slice,
  },
  getSlice: { method: "GET", path: "/slices/:name", tag: "slices", summary: "One slice", response: slice },
  editSlice: {
    method: "PATCH",
    path: "/slices/:name",
    tag: "slices",
    summary: "Rename a slice or give it another filter",
    body: editSliceRequest,
    response: slice,
  },
  deleteSlice: {
    method: "DELETE",
    path: "/slices/:name",
    tag: "slices",
    summary: "Delete a slice; its rows stay",
    response: z.object({ deleted: z.literal(true) }),
  },

  listProjects: {
    method: "GET",
    path: "/projects",
    tag: "projects",
    summary: "List labeling projects",
    response: z.array(project),
  },
  createProject: {
    method: "POST",
    path: "/projects",
    tag: "projects",
    summary: "Make a project",
    status: 201,
    body: createProjectRequest,
    response: project,
  },
  editProject: {
    method: "PATCH",
    path: "/projects/:name",
    tag: "projects",
    summary: "Rename a project or change its ontology",
    body: editProjectRequest,
    response: project,
  },
  deleteProject: {
    method: "DELETE",
    path: "/projects/:name",
    tag: "projects",
    summary: "Delete a project and its batches; rows stay",
    response: z.object({ deleted: z.literal(true) }),
  },
  listBatches: {
    method: "GET",
    path: "/batches",
    tag: "projects",
    summary: "List batches",
    query: z.object({ project: z.string().optional() }),
    response: z.array(batch),
  },
  createBatch: {
    method: "POST",
    path: "/batches",
    tag: "projects",
    summary: "Send the rows of a selection to a project",
    status: 201,
    body: createBatchRequest,
    response: createBatchResponse,
  },
  batchRows: {
    method: "GET",
    path: "/projects/:project/batches/:name/rows",
    tag: "projects",
    summary: "Keys of a batch in its order",
    query: z.object({ after: z.string().optional(), limit: z.coerce.number().int().min(1).max(10_000).default(1000) }),
    response: batchRowsResponse,
  },
  deleteBatch: {
    method: "DELETE",
    path: "/projects/:project/batches/:name",
    tag: "projects",
    summary: "Take a batch out of its project",
    response: z.object({ deleted: z.literal(true) }),
  },

  listJobs: {
    method: "GET",
    path: "/jobs",
    tag: "jobs",
    summary: "Running and recent jobs, newest first, without their results",
    response: z.array(job),
  },
  getJob: { method: "GET", path: "/jobs/:id", tag: "jobs", summary: "One job", response: job },
  jobFailures: {
    method: "GET",
    path: "/jobs/:id/failures",
    tag: "jobs",
    summary: "Items that failed, in pages",
    query: z.object({
      after: z.coerce.number().int().default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1000),
    }),
    response: z.object({ failures: z.array(itemFailure), next: z.number().nullable() }),
  },
  cancelJob: {
    method: "POST",
    path: "/jobs/:id/cancel",
    tag: "jobs",
    summary: "Cancel a job within its current batch; what is done stays",
    response: job,
  },
  jobEvents: {
    method: "GET",
    path: "/events",
    tag: "jobs",
    summary: "Server-sent events: a `job` event at each change of a job",
    produces: "events",
  },
});
export type Routes = typeof routes;
export type RouteName = keyof Routes;
