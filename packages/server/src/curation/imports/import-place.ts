import { relative, sep } from "node:path";
import { parseUploadPath } from "@pomona/contract/uploads";
import { resolveInside } from "../../media/granted-paths.ts";
import type { Workspace } from "../workspace.ts";
import { checkPathGranted, listRoots } from "./roots.ts";

/** Where an import reads from. */
export interface ImportPlace {
  /** A real path that may be read. */
  path: string;
  /** Real folders that a table's path columns may point into, besides its own. */
  roots: readonly string[];
  /** Files that were sent: their id and folder. They are not kept, so what is imported of them is copied. */
  upload: { id: string; folder: string } | null;
}

type PlaceWorkspace = Pick<Workspace, "database" | "uploads">;

/** Finds the place that an import's path names: a granted path of the server, or files that were sent. */
export async function importPlace(workspace: PlaceWorkspace, path: string): Promise<ImportPlace> {
  const sent = parseUploadPath(path);
  if (sent) {
    const { path: place, folder } = await workspace.uploads.place(sent.id, sent.within);
    return { path: place, roots: [folder], upload: { id: sent.id, folder } };
  }
  const roots = await listRoots(workspace.database);
  return { path: await resolveInside(roots, path), roots, upload: null };
}

/** Refuses a path that an import could not read, so that no job is started in vain; an upload counts as in use from now on. */
export async function checkImportPath(
  workspace: PlaceWorkspace,
  path: string,
  caller: { isOwner: boolean },
): Promise<void> {
  const sent = parseUploadPath(path);
  if (!sent) return checkPathGranted(workspace.database, path, caller);
  await workspace.uploads.place(sent.id, sent.within);
  await workspace.uploads.touch(sent.id);
}

/** The name that a row keeps of its original: for a file that was sent, its path in the upload. */
export const originalName = (place: ImportPlace, uri: string | null): string | null =>
  uri !== null && place.upload && uri.startsWith(place.upload.folder + sep)
    ? relative(place.upload.folder, uri).replaceAll(sep, "/")
    : uri;
