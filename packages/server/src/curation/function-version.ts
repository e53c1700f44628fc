import type { Anchor } from "@pomona/contract/anchors";
import { anchorInput } from "@pomona/contract/anchors";
import { type EditFunctionRequest, keptAnchor } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { FunctionRecord, FunctionVersion, StoredAnchor } from "../store/function-table.ts";
import { listSpaces, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { placeAnchors } from "./anchors.ts";
import { compileChecked } from "./similarity.ts";
import type { Workspace } from "./workspace.ts";

/** What a new version is made of. */
export type NewVersion = Pick<
  FunctionVersion,
  "space" | "anchors" | "parameters" | "vectors" | "trained" | "by" | "note"
>;

/** An anchor of a version to be: one of before, with its vector as it is, or one to look up. */
type Wanted = { place: number; sign: "+" | "-" } | Anchor;

/** The definition that an edit makes of a version, ready to score; null when it changes none of it. */
export async function nextVersion(
  workspace: Workspace,
  { record, current, by }: { record: Pick<FunctionRecord, "name">; current: FunctionVersion; by: string },
  request: EditFunctionRequest,
): Promise<NewVersion | null> {
  const space = await spaceOf(workspace, current, request.space);
  const isMoved = space.id !== current.space;
  if (!request.anchors && !request.add?.length && !request.remove?.length && !request.parameters && !isMoved)
    return null;
  const before = current.parameters.kind === "similarity" ? current.parameters : null;
  const parameters = {
    kind: "similarity" as const,
    combine: request.parameters?.combine ?? before?.combine ?? "nearest",
    negativeWeight: request.parameters?.negativeWeight ?? before?.negativeWeight ?? 0.5,
  };
  const named = wantedAnchors(current, request);
  if (!named.some((anchor) => anchor.sign === "+"))
    throw new Problem("no-positive-anchor", `The function "${record.name}" would have no positive anchor left.`);
  const wanted = isMoved ? named.map((anchor, position) => anchorAnew(current, anchor, position)) : named;
  const { anchors, vectors } = await place(workspace, { space, current, by }, wanted);
  compileChecked(vectors, anchors, space, parameters);
  return { space: space.id, anchors, vectors, parameters, trained: null, by, note: request.note ?? null };
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
