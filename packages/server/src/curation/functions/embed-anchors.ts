import { createHash } from "node:crypto";
import { Problem } from "@pomona/contract/problems";
import type { EmbedInput } from "../../models/embedder.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { modelOf } from "../spaces/create-space.ts";
import type { Workspace } from "../workspace.ts";

/** Vectors kept: 500 of 1,024 dims take 2 MB. */
const KEPT = 500;
const kept = new Map<string, Float32Array>();

/**
 * Vectors of anchors in a model's space, one behind the other. A search is asked again with each anchor that comes or
 * goes, so those of before are kept. Problem `anchor-unusable` names the anchor that cannot be embedded.
 */
export async function embedAnchors(
  workspace: Pick<Workspace, "embedding">,
  space: SpaceRecord,
  inputs: readonly { position: number; input: EmbedInput }[],
): Promise<Float32Array<ArrayBuffer>> {
  const keys = inputs.map(({ input }) => `${space.fingerprint} ${keyOf(input)}`);
  const missing = inputs.filter((_, index) => !kept.has(keys[index] as string));
  const vectors = new Float32Array(inputs.length * space.dims);
  const found = new Map(keys.flatMap((key) => (kept.has(key) ? [[key, kept.get(key) as Float32Array] as const] : [])));
  if (missing.length > 0) {
    const result = await workspace.embedding.embed(
      modelOf(space),
      missing.map(({ input }) => input),
      { role: "query" },
    );
    for (const [index, error] of result.errors.entries()) {
      const position = missing[index]?.position ?? 0;
      if (error)
        throw new Problem("anchor-unusable", {
          detail: `Anchor ${position + 1} cannot be embedded: ${error.message}`,
          fields: { anchor: position },
        });
    }
    for (const [index, { input }] of missing.entries())
      found.set(
        `${space.fingerprint} ${keyOf(input)}`,
        result.vectors.slice(index * space.dims, (index + 1) * space.dims),
      );
  }
  for (const [index, key] of keys.entries()) {
    const vector = found.get(key) as Float32Array;
    vectors.set(vector, index * space.dims);
    kept.delete(key);
    kept.set(key, vector);
  }
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT) break;
    kept.delete(oldest);
  }
  return vectors;
}

/** Paths are of pictures, named by their content. */
function keyOf(input: EmbedInput): string {
  if ("path" in input) return `path ${input.path}`;
  const hash = createHash("sha256");
  return "text" in input
    ? `text ${hash.update(input.text).digest("base64")}`
    : `image ${hash.update(input.bytes).digest("base64")}`;
}
