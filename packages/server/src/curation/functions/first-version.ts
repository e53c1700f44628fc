import type { createFunctionRequest } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { z } from "zod";
import { spaceByName } from "../../store/space-table.ts";
import { suggestSpace } from "../spaces/suggest-space.ts";
import type { Workspace } from "../workspace.ts";
import { resolveAnchors } from "./anchors.ts";
import { readCombination } from "./combinations.ts";
import { combinedVersion, type Definition, defaultProbe, makeVersion, type NewVersion } from "./make-version.ts";
import { keepImages } from "./pictures.ts";

type CreateRequest = z.output<typeof createFunctionRequest>;

/** The first version of a function of any kind, ready to score. Throws what is wrong with its anchors or parts. */
export async function firstVersion(
  workspace: Workspace,
  request: CreateRequest,
  by: string,
  signal?: AbortSignal,
): Promise<NewVersion> {
  refuseForeign(request);
  const note = request.note ?? null;
  if (request.kind === "combination") {
    if (!request.combination)
      throw new Problem(
        "combination-unusable",
        "Say what the combination is made of: give `combination` with its operator and parts.",
      );
    return combinedVersion(await readCombination(workspace.database, request.combination), { by, note });
  }
  const given = await keepImages(workspace, request.anchors);
  const space = request.space
    ? await spaceByName(workspace.database, request.space)
    : await suggestSpace(workspace, given);
  const { anchors, vectors } = await resolveAnchors(workspace, space, given);
  const at = workspace.clock().toISOString();
  const definition: Definition = {
    space,
    anchors: anchors.map((anchor) => ({ ...anchor, by, at, why: "created" })),
    vectors,
    parameters:
      request.kind === "probe"
        ? { kind: "probe", probe: request.probe ?? defaultProbe() }
        : { kind: "similarity", ...request.parameters },
    by,
    note,
  };
  return makeVersion(workspace, definition, signal);
}

/** Refuses what is of another kind, which would be left aside in silence. */
function refuseForeign({ kind, space, anchors, probe, combination }: CreateRequest): void {
  const foreign = {
    probe: kind !== "probe" && probe !== undefined,
    combination: kind !== "combination" && combination !== undefined,
    anchors: kind === "combination" && anchors.length > 0,
    space: kind === "combination" && space !== undefined,
  };
  for (const [field, isForeign] of Object.entries(foreign))
    if (isForeign) throw new Problem("bad-request", { detail: `\`${field}\` is not of a ${kind}.`, fields: { field } });
}
