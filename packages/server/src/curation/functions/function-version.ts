import type { Anchor } from "@pomona/contract/anchors";
import { anchorInput } from "@pomona/contract/anchors";
import { combinationParameters } from "@pomona/contract/combinations";
import { type EditFunctionRequest, keptAnchor } from "@pomona/contract/functions";
import { probeChange, probeParameters } from "@pomona/contract/probes";
import { Problem } from "@pomona/contract/problems";
import type { FunctionRecord, FunctionVersion, StoredAnchor } from "../../store/function-table.ts";
import { listSpaces, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { placeAnchors } from "./anchors.ts";
import { readCombination } from "./combinations.ts";
import {
  combinedVersion,
  DEFAULT_LIKENESS,
  type Definition,
  defaultProbe,
  makeVersion,
  type NewVersion,
} from "./make-version.ts";

/** An anchor of a version to be: one of before, with its vector as it is, or one to look up. */
type Wanted = { place: number; sign: "+" | "-" } | Anchor;

interface Edited {
  record: Pick<FunctionRecord, "id" | "name">;
  current: FunctionVersion;
  by: string;
}

/** The definition that an edit makes of a version, ready to score; null when it changes none of it. Trains probes anew. */
export async function nextVersion(
  workspace: Workspace,
  { record, current, by }: Edited,
  request: EditFunctionRequest,
  signal?: AbortSignal,
): Promise<NewVersion | null> {
  if (current.parameters.kind === "combination") return nextCombination(workspace, { record, current, by }, request);
  if (request.combination)
    throw new Problem("bad-request", {
      detail: `"${record.name}" is a ${current.parameters.kind}: it cannot become a combination. Make one that has it as a part.`,
      fields: { field: "combination" },
    });
  const space = await spaceOf(workspace, current, request.space);
  const isMoved = space.id !== current.space;
  const parameters = nextParameters(current.parameters, request);
  const isSame = parameters === current.parameters;
  if (!request.anchors && !request.add?.length && !request.remove?.length && isSame && !isMoved) return null;
  const named = wantedAnchors(current, request);
  if (!named.some((anchor) => anchor.sign === "+"))
    throw new Problem("no-positive-anchor", `The function "${record.name}" would have no positive anchor left.`);
  const wanted = isMoved ? named.map((anchor, position) => anchorAnew(current, anchor, position)) : named;
  const { anchors, vectors } = await place(workspace, { space, current, by }, wanted);
  return makeVersion(workspace, { space, anchors, vectors, parameters, by, note: request.note ?? null }, signal);
}

async function nextCombination(
  workspace: Workspace,
  { record, by }: Edited,
  request: EditFunctionRequest,
): Promise<NewVersion | null> {
  for (const field of ["space", "anchors", "add", "remove", "parameters", "kind", "probe"] as const)
    if (request[field] !== undefined)
      throw new Problem("bad-request", {
        detail: `"${record.name}" is a combination: it has no \`${field}\`. Change what it is made of by \`combination\` (pomona function combine NAME --replace).`,
        fields: { field },
      });
  if (!request.combination) return null;
  const combination = combinationParameters.parse(request.combination);
  const parameters = await readCombination(workspace.database, combination, record);
  return combinedVersion(parameters, { by, note: request.note ?? null });
}

/** The parameters after an edit: those of before, the same object, when it changes none. Problem `bad-request` for those of another kind. */
function nextParameters(before: Definition["parameters"], request: EditFunctionRequest): Definition["parameters"] {
  const kind = request.kind ?? before.kind;
  const foreign = kind === "probe" ? "parameters" : "probe";
  if (request[foreign])
    throw new Problem("bad-request", {
      detail: `\`${foreign}\` is not of a ${kind}. Give \`kind\` to make the function another kind.`,
      fields: { field: foreign },
    });
  if (kind === before.kind && !request.parameters && !request.probe) return before;
  if (kind === "probe") {
    const known = before.kind === "probe" ? before.probe : defaultProbe();
    return { kind, probe: probeParameters.parse({ ...known, ...probeChange.parse(request.probe ?? {}) }) };
  }
  const known = before.kind === "similarity" ? before : DEFAULT_LIKENESS;
  return {
    kind,
    combine: request.parameters?.combine ?? known.combine,
    negativeWeight: request.parameters?.negativeWeight ?? known.negativeWeight,
  };
}

/** What a version is made of once more: a probe is trained anew, with random rows of today. */
export async function sameVersion(
  workspace: Workspace,
  { current, by }: { current: FunctionVersion; by: string },
  signal?: AbortSignal,
): Promise<NewVersion> {
  const { parameters, anchors, vectors, version } = current;
  if (parameters.kind === "combination") throw new Problem("internal", "A combination has no scores of its own.");
  const note =
    parameters.kind === "probe"
      ? `Version ${version} trained again, with random rows of today.`
      : `Version ${version} scored again.`;
  const space = await spaceOf(workspace, current, undefined);
  return makeVersion(workspace, { space, anchors, vectors, parameters, by, note }, signal);
}

async function spaceOf(workspace: Workspace, current: FunctionVersion, name: string | undefined): Promise<SpaceRecord> {
  if (name !== undefined) return spaceByName(workspace.database, name);
  const space = (await listSpaces(workspace.database)).find((candidate) => candidate.id === current.space);
  if (!space) throw new Problem("space-not-found", "The space of the function was deleted.");
  return space;
}

function wantedAnchors(current: FunctionVersion, request: EditFunctionRequest): Wanted[] {
  const added = (request.add ?? []).map((anchor) => anchorInput.parse(anchor));
  if (request.anchors) return [...request.anchors.map((anchor) => readAnchor(current, anchor)), ...added];
  return [...keptPlaces(current, request.remove ?? []), ...added];
}

function readAnchor(current: FunctionVersion, anchor: NonNullable<EditFunctionRequest["anchors"]>[number]): Wanted {
  if (!("keep" in anchor)) return anchorInput.parse(anchor);
  const { keep, sign } = keptAnchor.parse(anchor);
  const kept = current.anchors[keep];
  if (!kept)
    throw new Problem("not-found", {
      detail: `The newest version has ${current.anchors.length} anchors, so there is no number ${keep} to keep. Look at it again: it may have been edited.`,
      fields: { anchor: keep },
    });
  return { place: keep, sign: sign ?? kept.sign };
}

function keptPlaces(current: FunctionVersion, remove: readonly string[]): Wanted[] {
  const unknown = remove.find((name) => !current.anchors.some((anchor) => anchor.key === name || anchor.text === name));
  if (unknown !== undefined)
    throw new Problem("not-found", {
      detail: `No anchor is "${unknown}". Anchors are removed by key or text.`,
      fields: { anchor: unknown },
    });
  return current.anchors.flatMap((anchor, place) =>
    remove.some((name) => anchor.key === name || anchor.text === name) ? [] : [{ place, sign: anchor.sign }],
  );
}

/** An anchor of before as it is looked up in another space. */
function anchorAnew(current: FunctionVersion, wanted: Wanted, position: number): Wanted {
  if (!("place" in wanted)) return wanted;
  const { sign } = wanted;
  const { kind, key, text, picture } = current.anchors[wanted.place] as StoredAnchor;
  if (key !== null) return { key, sign };
  if (kind === "text" && text !== null) return { text, sign };
  if (picture) return { picture, sign, ...(text === null ? {} : { name: text }) };
  throw new Problem("anchor-unusable", {
    detail: `Anchor ${position + 1} is ${kind === "image" ? "an image that was not kept" : "a raw vector"}: it cannot be looked up in another space. Remove it, or give it anew.`,
    fields: { anchor: position },
  });
}

async function place(
  workspace: Workspace,
  { space, current, by }: { space: SpaceRecord; current: FunctionVersion; by: string },
  wanted: readonly Wanted[],
): Promise<{ anchors: StoredAnchor[]; vectors: Float32Array }> {
  const fresh = wanted.filter((anchor): anchor is Anchor => !("place" in anchor));
  const found = await placeAnchors(workspace, space, fresh);
  const vectors = new Float32Array(wanted.length * space.dims);
  const at = workspace.clock().toISOString();
  let next = 0;
  const anchors = wanted.map((anchor, position): StoredAnchor => {
    const isKept = "place" in anchor;
    const from = isKept ? anchor.place : next++;
    const source = isKept ? current : found;
    vectors.set(source.vectors.subarray(from * space.dims, (from + 1) * space.dims), position * space.dims);
    const given = isKept ? {} : { by, at, why: "edited" };
    return { ...(source.anchors[from] as StoredAnchor), ...given, sign: anchor.sign };
  });
  return { anchors, vectors };
}
