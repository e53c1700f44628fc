import type { ImportRequest } from "@pomona/contract/imports";
import { previewRequest } from "@pomona/contract/imports";
import type { JobInput } from "@pomona/contract/jobs";
import { namedColumns } from "../../sources/column-roles.ts";
import { openSource } from "../../sources/open-source.ts";
import { previewSource } from "../../sources/preview-source.ts";
import type { Workspace } from "../workspace.ts";
import { importPlace, originalName } from "./import-place.ts";

/** First rows of a source and the part each of its columns would play; nothing is written. */
export async function previewImport(
  workspace: Workspace,
  input: Pick<ImportRequest, "path" | "format" | "mapping" | "labelFrom"> & { limit?: number },
) {
  const request = previewRequest.parse(input);
  const place = await importPlace(workspace, request.path);
  const preview = await previewSource(
    {
      path: place.path,
      format: request.format,
      mapping: request.mapping,
      labelFrom: request.labelFrom,
      dataset: "preview",
      keyPrefix: "",
    },
    request.limit,
    { roots: place.roots },
  );
  // Of files that were sent, nobody needs to know where they are kept.
  for (const row of preview.rows) if (typeof row.content === "string") row.content = originalName(place, row.content);
  return preview;
}

/** Throws `source-unusable` for an import that names columns its source does not have, before it becomes a job. */
export async function checkNamedColumns(workspace: Workspace, input: JobInput<"import">): Promise<void> {
  if (namedColumns(input.mapping).length === 0) return;
  const { path } = await importPlace(workspace, input.path);
  const { format, mapping, labelFrom, dataset } = input;
  await (await openSource({ path, format, mapping, labelFrom, dataset, keyPrefix: "" })).close();
}
