import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCn3 } from "./builtin-cn3.ts";
import { loadUseEn } from "./builtin-use-en.ts";
import { createEmbedder } from "./create-embedder.ts";

const shared = process.env.POMONA_SHARED ?? join(import.meta.dirname, "../../../../../shared");
const golden = join(shared, "golden");
const isThere = existsSync(golden);
if (!isThere) console.info(`The golden vectors are skipped: there is no ${golden} (set POMONA_SHARED).`);
const vectorsOf = <Entry>(file: string): Entry[] => JSON.parse(readFileSync(join(golden, file), "utf8")).vectors;

test.skipIf(!isThere)("builtin/cn3 gives the golden vectors of photos", async () => {
  const embedder = createEmbedder(await loadCn3());
  for (const { path, vector } of vectorsOf<{ path: string; vector: number[] }>("cn3-grocery.json")) {
    const { vectors } = await embedder.embed([{ path: join(shared, "data/images/grocery", path) }]);
    expect(cosine(vectors, vector), path).toBeGreaterThan(0.9999);
  }
  await embedder.dispose();
});

test.skipIf(!isThere)("builtin/use-en gives the golden tokens and vectors of texts", async () => {
  const runtime = await loadUseEn();
  for (const { text, tokens, vector } of vectorsOf<{ text: string; tokens: number[]; vector: number[] }>(
    "use-en.json",
  )) {
    const prepared = await runtime.prepare({ text }, "document");
    if (!("value" in prepared)) throw new Error(`No tokens: ${text}`);
    expect(prepared.value).toEqual(tokens.slice(0, 128));
    const found = await runtime.infer([prepared.value]);
    expect(Math.max(...vector.map((value, i) => Math.abs(value - (found[i] as number)))), text).toBeLessThan(1e-5);
  }
  await runtime.dispose();
});

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const dot = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
    Array.from(x).reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
