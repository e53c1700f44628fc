import { Problem } from "@pomona/contract/problems";
import { SCORES_HEADER, scoresHeader } from "@pomona/contract/scores-header";
import type { AccessTokens } from "../curation/access-tokens.ts";
import { afterCancel } from "../curation/after-cancel.ts";
import { failuresFile } from "../curation/evaluations/failures-file.ts";
import { exportRows } from "../curation/exports/export-rows.ts";
import { compareFunction } from "../curation/functions/compare-function.ts";
import { getFunction, listFunctions } from "../curation/functions/describe-function.ts";
import { createFunction, deleteFunction, editFunction, rescoreFunction } from "../curation/functions/functions.ts";
import { addPicture } from "../curation/functions/pictures.ts";
import { checkImportPath } from "../curation/imports/import-place.ts";
import { checkNamedColumns, previewImport } from "../curation/imports/preview-import.ts";
import { checkModelGranted, checkPathGranted, grantRoot, listRoots } from "../curation/imports/roots.ts";
import {
  batchRows,
  createBatch,
  createProject,
  deleteBatch,
  deleteProject,
  editProject,
  listBatches,
  listProjects,
} from "../curation/projects.ts";
import { findSimilar } from "../curation/queries/find-similar.ts";
import { getRow } from "../curation/queries/get-row.ts";
import { countFacets, histogramOf, listFields } from "../curation/queries/query-counts.ts";
import { queryRows } from "../curation/queries/query-rows.ts";
import { rowPosition } from "../curation/queries/row-position.ts";
import { countSelection } from "../curation/queries/selection.ts";
import { queryContext } from "../curation/queries/workspace-query.ts";
import { retryJob } from "../curation/retry-job.ts";
import { listEdits, startEdit } from "../curation/rows/bulk-edit.ts";
import { listDatasets } from "../curation/rows/datasets.ts";
import { requestDatasetDeletion } from "../curation/rows/delete-dataset.ts";
import { deleteRows, editRow, putInlineRows } from "../curation/rows/edit-rows.ts";
import { startUndo } from "../curation/rows/undo-edit.ts";
import { createSlice, deleteSlice, editSlice, getSlice, listSlices } from "../curation/slices.ts";
import {
  createSpace,
  deleteSpace,
  describeSpace,
  describeSpaces,
  editSpace,
  embedSpace,
  listModels,
  refitSpace,
} from "../curation/spaces/spaces.ts";
import { putVectors } from "../curation/spaces/vectors.ts";
import type { StorageMeter } from "../curation/storage/storage-use.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { JobQueue } from "../jobs/queue.ts";
import { jobSubject } from "../jobs/subject.ts";
import type { ThumbnailStore } from "../media/thumbnails.ts";
import { automationRoutes } from "./automation-routes.ts";
import { pictureThumbnail, rowContent, rowThumbnail } from "./content.ts";
import { evaluationRoutes } from "./evaluation-routes.ts";
import { jobEventStream } from "./event-stream.ts";
import type { Handlers } from "./handlers.ts";
import { mapRoutes } from "./map-routes.ts";
import { projectionRoutes } from "./projection-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";
import { versionRoutes } from "./version-routes.ts";

export interface HandlerOptions {
  workspace: Workspace;
  jobs: JobQueue;
  thumbnails: ThumbnailStore;
  tokens: AccessTokens;
  storage: StorageMeter;
  /** Whether callers need a token. */
  isTokenNeeded: boolean;
  version: string;
  /** Called for `POST /stop`. */
  stop: () => void;
  /** Private addresses may be fetched; only the person who starts the server can say so. */
  allowPrivateUrls: boolean;
  /** Models may be downloaded for callers other than the owner, too. */
  allowDownloads: boolean;
  /** Has calls of webhooks that are due made now. */
  wakeDeliveries: () => void;
}

function editId(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Problem("edit-not-found", `"${text}" is no edit. GET /edits lists those that can be undone.`);
}

/** The server itself, and its jobs. */
const serverRoutes = (
  options: HandlerOptions,
): Pick<
  Handlers,
  | "health"
  | "stop"
  | "startCheck"
  | "listRoots"
  | "grantRoot"
  | "listJobs"
  | "getJob"
  | "jobFailures"
  | "failuresFile"
  | "retryJob"
  | "cancelJob"
  | "jobEvents"
> => {
  const { workspace, jobs, version } = options;
  return {
    health: ({ isOwner }) => ({ ok: true, version, ...(isOwner ? { dataDirectory: workspace.directory } : {}) }),
    stop: ({ isOwner }) => {
      if (!isOwner) throw new Problem("owner-only", "Only the owner of the data directory can stop the server.");
      setImmediate(options.stop);
      return { ok: true };
    },
    startCheck: async ({ body }) => ({
      job: await jobs.add("check", body, {
        title: body.dropDamaged ? "Check the stores and drop what is damaged" : "Check the stores",
        subject: "stores",
      }),
    }),
    listRoots: () => listRoots(workspace.database),
    grantRoot: ({ body, isOwner }) => {
      if (!isOwner)
        throw new Problem(
          "owner-only",
          "Only the owner of the data directory can let the server read a folder: start it with --root DIR, or run pomona roots add DIR.",
        );
      return grantRoot(workspace.database, body.path);
    },

    listJobs: () => jobs.list(),
    getJob: ({ params }) => jobs.get(params.id),
    jobFailures: async ({ params, query }) => {
      const job = await jobs.get(params.id);
      const failures = await jobs.failures(job.id, query.after, query.limit);
      return { failures, next: failures.length === query.limit ? query.after + failures.length : null };
    },
    failuresFile: async ({ params, query: { format } }) => {
      const { id } = await jobs.get(params.id);
      return new Response(
        failuresFile((after, limit) => jobs.failures(id, after, limit), format),
        {
          headers: {
            "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson",
            "content-disposition": `attachment; filename="failures-${id.slice(0, 8)}.${format}"`,
            "cache-control": "no-store",
          },
        },
      );
    },
    retryJob: async ({ params, isOwner }) => ({
      job: await retryJob(workspace, params.id, {
        isOwner,
        allowPrivateUrls: options.allowPrivateUrls || isOwner,
        subjectOf: jobSubject,
      }),
    }),
    cancelJob: async ({ params }) => {
      const job = await jobs.cancel(params.id);
      await afterCancel(workspace, job);
      return job;
    },
    jobEvents: ({ signal }) => jobEventStream(jobs, signal),
  };
};

/** Datasets and rows. */
const rowRoutes = (
  options: HandlerOptions,
): Pick<
  Handlers,
  | "listDatasets"
  | "deleteDataset"
  | "startImport"
  | "previewImport"
  | "putRows"
  | "query"
  | "facets"
  | "histogram"
  | "listFields"
  | "getRow"
  | "rowPosition"
  | "editRow"
  | "deleteRows"
  | "countSelection"
  | "startEdit"
  | "listEdits"
  | "undoEdit"
  | "rowContent"
  | "rowThumbnail"
  | "exportRows"
> => {
  const { workspace, jobs, thumbnails } = options;
  const context = queryContext(workspace);
  return {
    listDatasets: () => listDatasets(workspace),
    deleteDataset: async ({ params, query }) => ({
      job: await requestDatasetDeletion(workspace, params.name, query.expect),
    }),
    startImport: async ({ body, isOwner }) => {
      await checkImportPath(workspace, body.path, { isOwner });
      const input = { ...body, allowPrivateUrls: body.allowPrivateUrls && (options.allowPrivateUrls || isOwner) };
      await checkNamedColumns(workspace, input);
      return { job: await jobs.add("import", input, { title: `Import into ${body.dataset}` }) };
    },
    previewImport: async ({ body, isOwner }) => {
      await checkImportPath(workspace, body.path, { isOwner });
      return previewImport(workspace, body);
    },
    putRows: ({ body, signal }) => putInlineRows(workspace, body, signal),

    query: ({ body }) => queryRows(context, body),
    rowPosition: ({ body }) => rowPosition(context, body),
    facets: ({ body }) => countFacets(context, body),
    histogram: ({ body }) => histogramOf(context, body),
    listFields: () => listFields(context),
    getRow: ({ query }) => getRow(context, query.key),
    editRow: async ({ query, body }) => {
      await editRow(workspace, query.key, body);
      return getRow(context, query.key);
    },
    deleteRows: async ({ body }) => ({ deleted: await deleteRows(workspace, body.selection, body.expect) }),
    countSelection: ({ body }) => countSelection(context, body),
    startEdit: ({ body }) => startEdit(workspace, body),
    listEdits: () => listEdits(workspace),
    undoEdit: ({ params }) => startUndo(workspace, editId(params.id)),
    rowContent: ({ query }) => rowContent(workspace, query.key),
    rowThumbnail: ({ query, signal }) => rowThumbnail(workspace, thumbnails, { ...query, signal }),
    exportRows: async ({ body }) => {
      const file = await exportRows(context, body);
      return new Response(file.stream, {
        headers: {
          "content-type": file.contentType,
          "content-disposition": `attachment; filename="${file.fileName}"`,
          "cache-control": "no-store",
          ...(file.tag === undefined ? {} : { etag: file.tag }),
          ...(file.origins === undefined ? {} : { [SCORES_HEADER]: scoresHeader(file.origins) }),
        },
      });
    },
  };
};

/** Searches, spaces and functions. */
const scoringRoutes = (
  options: HandlerOptions,
): Pick<
  Handlers,
  | "similar"
  | "addPicture"
  | "pictureThumbnail"
  | "listModels"
  | "listSpaces"
  | "createSpace"
  | "getSpace"
  | "editSpace"
  | "deleteSpace"
  | "embedSpace"
  | "refitSpace"
  | "putVectors"
  | "importVectors"
  | "listFunctions"
  | "createFunction"
  | "getFunction"
  | "editFunction"
  | "compareFunction"
  | "deleteFunction"
  | "rescoreFunction"
> => {
  const { workspace, jobs, thumbnails } = options;
  return {
    similar: ({ body, signal }) => findSimilar(workspace, body, signal),
    addPicture: ({ body }) => addPicture(workspace, body),
    pictureThumbnail: ({ params, query, signal }) =>
      pictureThumbnail(workspace, thumbnails, { ...params, ...query, signal }),

    listModels: () => listModels(workspace),
    listSpaces: () => describeSpaces(workspace),
    createSpace: async ({ body, isOwner }) => {
      if (body.kind === "model")
        await checkModelGranted(workspace.database, body, { isOwner, allowDownloads: options.allowDownloads });
      return createSpace(workspace, body);
    },
    getSpace: ({ params }) => describeSpace(workspace, params.name),
    editSpace: ({ params, body }) => editSpace(workspace, params.name, body),
    deleteSpace: async ({ params, query }) => {
      await deleteSpace(workspace, params.name, query.force);
      return { deleted: true };
    },
    embedSpace: async ({ params, body }) => ({ job: await embedSpace(workspace, params.name, body) }),
    refitSpace: ({ params }) => refitSpace(workspace, params.name),
    putVectors: ({ body }) => putVectors(workspace, body),
    importVectors: async ({ body, isOwner }) => {
      for (const path of [body.path, body.ids])
        if (path !== undefined) await checkPathGranted(workspace.database, path, { isOwner });
      return { job: await jobs.add("vectors", body, { title: `Import vectors into ${body.space}` }) };
    },

    listFunctions: () => listFunctions(workspace),
    createFunction: ({ body, by, signal }) => createFunction(workspace, body, by, signal),
    getFunction: ({ params, query }) => getFunction(workspace, params.name, query.version),
    editFunction: ({ params, body, by, signal }) => editFunction(workspace, params.name, body, by, signal),
    compareFunction: ({ params, body, signal }) => compareFunction(workspace, params.name, body, signal),
    deleteFunction: async ({ params, query }) => {
      await deleteFunction(workspace, params.name, query.force);
      return { deleted: true };
    },
    rescoreFunction: ({ params, by, signal }) => rescoreFunction(workspace, params.name, by, signal),
  };
};

/** Saved filters. */
const sliceRoutes = ({
  workspace,
}: HandlerOptions): Pick<Handlers, "listSlices" | "createSlice" | "getSlice" | "editSlice" | "deleteSlice"> => ({
  listSlices: () => listSlices(workspace),
  createSlice: ({ body }) => createSlice(workspace, body),
  getSlice: ({ params }) => getSlice(workspace, params.name),
  editSlice: ({ params, body }) => editSlice(workspace, params.name, body),
  deleteSlice: async ({ params }) => {
    await deleteSlice(workspace, params.name);
    return { deleted: true };
  },
});

/** Projects and batches. */
const projectRoutes = (
  options: HandlerOptions,
): Pick<
  Handlers,
  | "listProjects"
  | "createProject"
  | "editProject"
  | "deleteProject"
  | "listBatches"
  | "createBatch"
  | "batchRows"
  | "deleteBatch"
> => {
  const { workspace } = options;
  return {
    listProjects: () => listProjects(workspace),
    createProject: ({ body }) => createProject(workspace, body),
    editProject: ({ params, body }) => editProject(workspace, params.name, body),
    deleteProject: async ({ params }) => {
      await deleteProject(workspace, params.name);
      return { deleted: true };
    },
    listBatches: ({ query }) => listBatches(workspace, query.project),
    createBatch: ({ body }) => createBatch(workspace, body),
    batchRows: ({ params, query }) => batchRows(workspace, { ...params, ...query }),
    deleteBatch: async ({ params }) => {
      await deleteBatch(workspace, params.project, params.name);
      return { deleted: true };
    },
  };
};

/** Binds each route of the contract to its use case; no logic lives here. */
export const routeHandlers = (options: HandlerOptions): Handlers => ({
  ...serverRoutes(options),
  ...settingsRoutes(options),
  ...uploadRoutes(options.workspace),
  ...rowRoutes(options),
  ...scoringRoutes(options),
  ...projectionRoutes(options.workspace),
  ...mapRoutes(options.workspace),
  ...sliceRoutes(options),
  ...projectRoutes(options),
  ...versionRoutes(options.workspace),
  ...evaluationRoutes(options.workspace),
  ...reviewRoutes(options.workspace),
  ...automationRoutes(options.workspace, options.wakeDeliveries),
});
