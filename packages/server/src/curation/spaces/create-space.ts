import type { MediaType } from "@pomona/contract/names";
import { Problem } from "@pomona/contract/problems";
import type { ModelSpec } from "../../models/embedder.ts";
import { insertSpace, listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";

export interface ModelSpaceRequest {
  name: string;
  model: string;
  options: Record<string, unknown>;
  allowNetwork: boolean;
  isDefaultFor: MediaType[];
  isSuggested: boolean;
}

/** The model a space was made with, as the embedding pool takes it. */
export function modelOf(space: SpaceRecord): ModelSpec {
  if (space.model === null)
    throw new Problem("model-not-found", `The space "${space.name}" holds your own vectors and has no model.`);
  const { modelSpec } = space.description as { modelSpec: ModelSpec };
  return modelSpec;
}

/** Makes a space for the vectors of a model, which is loaded to learn its dims and fingerprint. */
export async function createModelSpace(workspace: Workspace, request: ModelSpaceRequest): Promise<SpaceRecord> {
  const modelSpec: ModelSpec = { id: request.model, options: request.options, allowNetwork: request.allowNetwork };
  const description = await workspace.embedding.describe(modelSpec);
  const wrong = request.isDefaultFor.find((mediaType) => !description.modalities.includes(mediaType));
  if (wrong)
    throw new Problem(
      "model-unusable",
      `${description.id} does not embed ${wrong}s, so its space cannot be the default for them.`,
    );
  return insertAndRead(workspace, {
    name: request.name,
    dims: description.dims,
    kind: "model",
    model: description.id,
    modalities: description.modalities,
    queryModalities: description.modalities,
    fingerprint: description.fingerprint,
    version: 1,
    description: {
      modelSpec,
      preprocessing: description.preprocessing,
      licence: description.licence,
      languages: description.languages,
    },
    derivedFrom: null,
    defaultFor: request.isDefaultFor,
    suggested: request.isSuggested,
    transform: null,
  });
}

/** Makes a space for vectors the user brings. */
export function createExternalSpace(
  workspace: Workspace,
  request: { name: string; dims: number; modalities: MediaType[] },
): Promise<SpaceRecord> {
  return insertAndRead(workspace, {
    ...request,
    kind: "external",
    model: null,
    queryModalities: [],
    fingerprint: `external:${request.name}:${request.dims}`,
    version: 1,
    description: {},
    derivedFrom: null,
    defaultFor: [],
    suggested: false,
    transform: null,
  });
}

/** Stores a space; a concurrent request for the same name gets `name-taken`. */
export async function insertAndRead(
  workspace: Workspace,
  space: Omit<SpaceRecord, "id" | "created">,
): Promise<SpaceRecord> {
  const id = await workspace.database.write((tx) => insertSpace(tx, space, workspace.clock()));
  const stored = (await listSpaces(workspace.database)).find((candidate) => candidate.id === id);
  if (!stored) throw new Problem("space-not-found", `The space "${space.name}" was deleted as it was made.`);
  return stored;
}
