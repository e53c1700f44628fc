import { createHash } from "node:crypto";
import type { FunctionVersion, StoredAnchor } from "../../store/function-table.ts";

/** How the anchors of one version differ from those of another. */
export interface AnchorDiff {
  added: StoredAnchor[];
  removed: StoredAnchor[];
  /** As they are in the second version. */
  flipped: StoredAnchor[];
}

type Anchors = Pick<FunctionVersion, "anchors" | "vectors">;

/**
 * Pairs the anchors of two versions. An anchor is the same when it is the same row, the same words, the same picture, or,
 * where it is none of these, has the same vector; an example that a version has twice is paired twice.
 */
export function diffAnchors(from: Anchors, to: Anchors): AnchorDiff {
  const diff: AnchorDiff = { added: [], removed: [], flipped: [] };
  const left = byIdentity(from);
  for (const [identity, now] of byIdentity(to)) {
    const before = left.get(identity) ?? [];
    left.delete(identity);
    // Those that kept their sign first, so that an example on both sides is not taken for two that changed theirs.
    const changed = now.filter((anchor) => !take(before, ({ sign }) => sign === anchor.sign));
    for (const anchor of changed) (take(before, () => true) ? diff.flipped : diff.added).push(anchor);
    diff.removed.push(...before);
  }
  for (const anchors of left.values()) diff.removed.push(...anchors);
  return diff;
}

/** Takes the first that fits out of a list; false where none does. */
function take(anchors: StoredAnchor[], fits: (anchor: StoredAnchor) => boolean): boolean {
  const place = anchors.findIndex(fits);
  if (place >= 0) anchors.splice(place, 1);
  return place >= 0;
}

function byIdentity({ anchors, vectors }: Anchors): Map<string, StoredAnchor[]> {
  const dims = anchors.length === 0 ? 0 : vectors.length / anchors.length;
  const groups = new Map<string, StoredAnchor[]>();
  for (const [place, anchor] of anchors.entries()) {
    const identity = identityOf(anchor, vectors.subarray(place * dims, (place + 1) * dims));
    const group = groups.get(identity);
    if (group) group.push(anchor);
    else groups.set(identity, [anchor]);
  }
  return groups;
}

function identityOf({ kind, key, text, picture }: StoredAnchor, vector: Float32Array): string {
  if (kind === "row") return JSON.stringify(["row", key]);
  if (kind === "text") return JSON.stringify(["text", text]);
  if (picture) return JSON.stringify(["picture", picture]);
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return JSON.stringify(["vector", createHash("sha256").update(bytes).digest("base64")]);
}
