import { automate } from "../curation/automations/automate.ts";
import type { JobHandlers } from "../curation/background-work.ts";
import { evaluateVersions } from "../curation/evaluations/evaluate-versions.ts";
import { scoreFunction } from "../curation/functions/score-function.ts";
import { importRows } from "../curation/imports/import-rows.ts";
import { layOutProjection } from "../curation/projections/lay-out-projection.ts";
import { proposeFunctions } from "../curation/proposals/propose-functions.ts";
import { editRows } from "../curation/rows/bulk-edit.ts";
import { deleteDataset } from "../curation/rows/delete-dataset.ts";
import { compactSpace } from "../curation/spaces/compact-space.ts";
import { deriveSpace } from "../curation/spaces/derived-space.ts";
import { embedRows } from "../curation/spaces/embed-rows.ts";
import { importVectors } from "../curation/spaces/vectors.ts";
import { checkStores } from "../curation/storage/check-stores.ts";
import { reclaimStorage } from "../curation/storage/reclaim-storage.ts";
import type { StorageMeter } from "../curation/storage/storage-use.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { ThumbnailStore } from "../media/thumbnails.ts";

/** What does each kind of job. */
export const jobHandlers = (
  workspace: Workspace,
  files: { thumbnails: ThumbnailStore; storage: StorageMeter; wakeDeliveries: () => void },
): JobHandlers =>
  ({
    import: importRows(workspace),
    embed: embedRows(workspace),
    derive: deriveSpace(workspace),
    score: scoreFunction(workspace),
    "lay-out-projection": layOutProjection(workspace),
    evaluate: evaluateVersions(workspace),
    propose: proposeFunctions(workspace),
    automate: automate(workspace, { onActed: files.wakeDeliveries }),
    vectors: importVectors(workspace),
    edit: editRows(workspace),
    compact: compactSpace(workspace),
    check: checkStores(workspace),
    "delete-dataset": deleteDataset(workspace),
    reclaim: reclaimStorage(workspace, files),
  }) satisfies JobHandlers;
