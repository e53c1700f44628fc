import type { MediaType } from "@pomona/contract/names";
import { isProblem } from "@pomona/contract/problems";
import { listSpaces, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { createModelSpace } from "./create-space.ts";

/** The space that a medium is embedded in when the user chose none, and its model. */
const BUILT_IN = {
  image: { name: "cn3", model: "builtin/cn3" },
  text: { name: "use-en", model: "builtin/use-en" },
} as const satisfies Record<MediaType, { name: string; model: string }>;

/** Spaces that new rows of a medium go to. The built-in one is made at the first row, unless the user took the default away. */
async function defaultSpaces(workspace: Workspace, mediaType: MediaType): Promise<SpaceRecord[]> {
  const spaces = await listSpaces(workspace.database);
  const chosen = spaces.filter((space) => space.kind === "model" && space.defaultFor.includes(mediaType));
  if (chosen.length > 0) return chosen;
  const { name, model } = BUILT_IN[mediaType];
  if (spaces.some((space) => space.name === name)) return [];
  try {
    const wishes = { options: {}, allowNetwork: false, isDefaultFor: [mediaType], isSuggested: true };
    return [await createModelSpace(workspace, { name, model, ...wishes })];
  } catch (error) {
    // Another request made it in the meantime.
    if (isProblem(error, "name-taken")) return defaultSpaces(workspace, mediaType);
    throw error;
  }
}

/** Spaces that the rows of an import are embedded in. */
export async function targetSpaces(
  workspace: Workspace,
  request: { embed: boolean; spaces?: string[] | undefined },
  rows: { mediaType: MediaType }[],
): Promise<SpaceRecord[]> {
  if (!request.embed || rows.length === 0) return [];
  if (request.spaces) return Promise.all(request.spaces.map((name) => spaceByName(workspace.database, name)));
  const spaces: SpaceRecord[] = [];
  for (const mediaType of new Set(rows.map((row) => row.mediaType)))
    spaces.push(...(await defaultSpaces(workspace, mediaType)));
  return spaces;
}
