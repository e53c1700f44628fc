import type { Anchor } from "@pomona/contract/anchors";
import { Problem } from "@pomona/contract/problems";
import { giveTurn } from "../../config/give-turn.ts";
import type { EmbedInput } from "../../models/embedder.ts";
import type { StoredAnchor } from "../../store/function-table.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { int, stringList } from "../../store/sql-values.ts";
import { deriveVectors } from "../spaces/derived-vectors.ts";
import type { Workspace } from "../workspace.ts";
import { embedAnchors } from "./embed-anchors.ts";
import { picturePath } from "./pictures.ts";

/** Anchors turned into numbers: `vectors` holds one unit vector of the space's dims for each, in order. */
export interface ResolvedAnchors {
  anchors: StoredAnchor[];
  vectors: Float32Array<ArrayBuffer>;
  /** Ordinals of the anchors that are rows. */
  ordinals: number[];
}

/** Finds or computes the vector of each anchor in a space. Problem `anchor-unusable` says which has none, and why. */
export async function resolveAnchors(
  workspace: Workspace,
  space: SpaceRecord,
  anchors: readonly Anchor[],
): Promise<ResolvedAnchors> {
  if (!anchors.some((anchor) => anchor.sign === "+"))
    throw new Problem(
      "no-positive-anchor",
      "Give at least one positive anchor: negatives only take away from likeness to positives.",
    );
  return placeAnchors(workspace, space, anchors);
}

/** The same for anchors that need not have a positive one among them: others may. */
export async function placeAnchors(
  workspace: Workspace,
  space: SpaceRecord,
  anchors: readonly Anchor[],
): Promise<ResolvedAnchors> {
  const vectors = new Float32Array(anchors.length * space.dims);
  const place = (position: number, vector: Float32Array): void => vectors.set(vector, position * space.dims);
  const ordinals = await placeRows(workspace, space, anchors, place);
  await placeEmbedded(workspace, space, anchors, place);
  anchors.forEach((anchor, position) => {
    if ("vector" in anchor) place(position, unitVector(anchor.vector, space, position));
  });
  return { anchors: anchors.map(stored), vectors, ordinals };
}

const stored = (anchor: Anchor): StoredAnchor => {
  const { sign } = anchor;
  if ("key" in anchor) return { sign, kind: "row", key: anchor.key, text: null, picture: null };
  if ("text" in anchor) return { sign, kind: "text", key: null, text: anchor.text, picture: null };
  if ("picture" in anchor)
    return { sign, kind: "image", key: null, text: anchor.name ?? null, picture: anchor.picture };
  if ("image" in anchor) return { sign, kind: "image", key: null, text: anchor.name ?? null, picture: null };
  return { sign, kind: "vector", key: null, text: null, picture: null };
};

type Place = (position: number, vector: Float32Array) => void;

async function placeRows(
  workspace: Workspace,
  space: SpaceRecord,
  anchors: readonly Anchor[],
  place: Place,
): Promise<number[]> {
  const keys = anchors.flatMap((anchor) => ("key" in anchor ? [anchor.key] : []));
  if (keys.length === 0) return [];
  const byKey = await ordinalsByKey(workspace, space, keys);
  const target = workspace.live.target(space.id, space.dims);
  const ordinals: number[] = [];
  for (const key of keys) {
    const ordinal = byKey.get(key);
    if (ordinal === undefined)
      throw new Problem("row-not-found", { detail: `There is no row with the key "${key}".`, fields: { key } });
    if (!target.owners[ordinal]) throw await unusable(workspace, space, key, ordinal);
    ordinals.push(ordinal);
  }
  const { vectors } = await workspace.vectors.read(target, Uint32Array.from(ordinals));
  let next = 0;
  for (const [position, anchor] of anchors.entries()) {
    if (!("key" in anchor)) continue;
    place(position, vectors.subarray(next * space.dims, (next + 1) * space.dims));
    next++;
  }
  return ordinals;
}

/** Ordinals of rows with a vector in the space, from memory where they are known there; of others as the tables say. */
export async function ordinalsByKey(
  { keys: known, live, database }: Pick<Workspace, "keys" | "live" | "database">,
  space: Pick<SpaceRecord, "id">,
  keys: readonly string[],
): Promise<Map<string, number>> {
  const byKey = new Map<string, number>();
  for (const key of keys) {
    const ordinal = known.ordinalOf(key, (candidate) => live.has(space.id, candidate));
    if (ordinal !== undefined) byKey.set(key, ordinal);
    // Each is looked for in every chunk of keys: some 20 ms for 500 of a million.
    const turn = giveTurn();
    if (turn) await turn;
  }
  const others = keys.filter((key) => !byKey.has(key));
  if (others.length === 0) return byKey;
  // The row alone, not joined with its state: whether it has a vector is known in memory.
  const found = await database.all("SELECT key, row FROM rows WHERE key IN (SELECT unnest(?))", [stringList(others)]);
  for (const row of found) byKey.set(row.key as string, int(row.row));
  return byKey;
}

/** Why a row has no vector in a space. */
async function unusable(workspace: Workspace, space: SpaceRecord, key: string, ordinal: number): Promise<Problem> {
  const embedding = await workspace.database.one(
    "SELECT state, error_message FROM embeddings WHERE space = ? AND row = ?",
    [space.id, ordinal],
  );
  const state = embedding?.state as string | undefined;
  const why =
    state === "failed"
      ? `its embedding failed: ${(embedding?.error_message as string | null) ?? "no reason given"}`
      : state === undefined
        ? `this space does not hold it: choose another space, or ${space.kind === "external" ? "import a vector of the row into it" : "embed the row in it"}`
        : `its embedding is still pending: wait for its job (pomona jobs --wait), or start one (pomona space embed ${space.name})`;
  return new Problem("anchor-unusable", {
    detail: `The row "${key}" has no vector in the space "${space.name}"; ${why}.`,
    fields: { key, space: space.name, state: state ?? "none" },
  });
}

async function placeEmbedded(
  workspace: Workspace,
  space: SpaceRecord,
  anchors: readonly Anchor[],
  place: Place,
): Promise<void> {
  const inputs: { position: number; input: EmbedInput }[] = [];
  for (const [position, anchor] of anchors.entries()) {
    const input = await inputOf(workspace, anchor);
    if (input) inputs.push({ position, input });
  }
  if (inputs.length === 0) return;
  for (const { position, input } of inputs) {
    const medium = "text" in input ? "text" : "image";
    if (!space.queryModalities.includes(medium))
      throw new Problem("anchor-unusable", {
        detail: `The space "${space.name}" cannot embed ${medium === "text" ? "a text" : "an image"}${space.model ? ` (${space.model})` : ": it holds your own vectors"}. Choose a space whose model can, or give rows as anchors.`,
        fields: { space: space.name, anchor: position },
      });
  }
  const source =
    space.kind === "derived"
      ? (await listSpaces(workspace.database)).find((candidate) => candidate.id === space.derivedFrom)
      : space;
  if (!source) throw new Problem("space-not-found", `The source of "${space.name}" is gone.`);
  const embedded = await embedAnchors(workspace, source, inputs);
  if (space.kind === "derived" && !space.transform)
    throw new Problem(
      "space-empty",
      `The space "${space.name}" is not fitted yet. Wait for its job (pomona jobs --wait).`,
    );
  const vectors = space.kind === "derived" ? await deriveVectors(workspace, space, embedded) : embedded;
  for (const [index, { position }] of inputs.entries())
    place(position, vectors.subarray(index * space.dims, (index + 1) * space.dims));
}

async function inputOf(workspace: Workspace, anchor: Anchor): Promise<EmbedInput | null> {
  if ("text" in anchor) return { text: anchor.text };
  if ("image" in anchor) return { bytes: Buffer.from(anchor.image, "base64") };
  if ("picture" in anchor) return { path: await picturePath(workspace, anchor.picture) };
  return null;
}

function unitVector(values: number[], space: SpaceRecord, position: number): Float32Array {
  if (values.length !== space.dims)
    throw new Problem("space-dims-mismatch", {
      detail: `The vector has ${values.length} dims; the space "${space.name}" has ${space.dims}.`,
      fields: { dims: values.length, spaceDims: space.dims, anchor: position },
    });
  let sum = 0;
  for (const value of values) sum += value * value;
  if (!Number.isFinite(sum) || sum === 0)
    throw new Problem("anchor-unusable", {
      detail: "A raw vector must hold finite numbers, not all zero.",
      fields: { anchor: position },
    });
  const norm = Math.sqrt(sum);
  return Float32Array.from(values, (value) => value / norm);
}
