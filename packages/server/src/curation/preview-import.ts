import type { ImportRequest } from "@pomona/contract/imports";
import { previewRequest } from "@pomona/contract/imports";
import { resolveInside } from "../media/granted-paths.ts";
import { previewSource } from "../sources/preview-source.ts";
import { listRoots } from "./roots.ts";
import type { Workspace } from "./workspace.ts";

/** First rows of a source and the part each of its columns would play; nothing is written. */
export async function previewImport(
  workspace: Workspace,
  input: Pick<ImportRequest, "path" | "format" | "mapping" | "labelFrom"> & { limit?: number },
) {
  const request = previewRequest.parse(input);
  const path = await resolveInside(await listRoots(workspace.database), request.path);
  return previewSource(
    {
      path,
      format: request.format,
      mapping: request.mapping,
      labelFrom: request.labelFrom,
      dataset: "preview",
      keyPrefix: "",
    },
    request.limit,
  );
}
