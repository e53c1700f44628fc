import { Problem } from "@pomona/contract/problems";
import { uploadsInUse } from "../curation/storage/storage-use.ts";
import type { Workspace } from "../curation/workspace.ts";
import type { Handlers } from "./handlers.ts";

/** Files that are sent to be imported. */
export const uploadRoutes = (
  workspace: Workspace,
): Pick<Handlers, "createUpload" | "getUpload" | "putUploadPart" | "deleteUpload"> => {
  const { uploads, clock } = workspace;
  return {
    createUpload: ({ body }) => uploads.create(body, clock()),
    getUpload: ({ params }) => uploads.get(params.id),
    putUploadPart: ({ params, query, body }) => uploads.part(params.id, query, body),
    deleteUpload: async ({ params }) => {
      if ((await uploadsInUse(workspace)).has(params.id))
        throw new Problem("in-use", "The upload is being imported. Cancel that job first.");
      await uploads.remove(params.id);
      return { deleted: true };
    },
  };
};
