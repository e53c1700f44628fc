import { automate } from "../curation/automations/automate.ts";
import type { JobHandlers } from "../curation/background-work.ts";
import { editRows } from "../curation/bulk-edit.ts";
import { checkStores } from "../curation/check-stores.ts";
import { compactSpace } from "../curation/compact-space.ts";
import { deleteDataset } from "../curation/delete-dataset.ts";
import { deriveSpace } from "../curation/derived-space.ts";
import { embedRows } from "../curation/embed-rows.ts";
import { evaluateVersions } from "../curation/evaluate-versions.ts";
import { importRows } from "../curation/import-rows.ts";
import { layOutProjection } from "../curation/lay-out-projection.ts";
import { proposeFunctions } from "../curation/propose-functions.ts";
import { reclaimStorage } from "../curation/reclaim-storage.ts";
import { scoreFunction } from "../curation/score-function.ts";
import type { StorageMeter } from "../curation/storage-use.ts";
import { importVectors } from "../curation/vectors.ts";
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
