import { applyWhitening, parseWhitening } from "@pomona/compute/whitening";
import { afterAll, expect, test } from "vitest";
import { WhiteningThreads } from "./whitening-threads.ts";

const threads = new WhiteningThreads();
afterAll(() => threads.close());
const vectors = Float32Array.from({ length: 400 }, (_, index) => Math.sin(index * index));

test("fits and applies on threads exactly as on this one", async () => {
  const bytes = await threads.fit(vectors.slice(), { dims: 8, outputDims: 3, exponent: 0.25 });
  const mapped = await threads.apply({ fingerprint: "a", bytes }, vectors);
  expect(mapped).toEqual(applyWhitening(parseWhitening(bytes), vectors));
});

test("a fit that cannot be made says why, and the thread goes on", async () => {
  await expect(threads.fit(vectors.slice(0, 8), { dims: 8, outputDims: 3, exponent: 0.25 })).rejects.toThrow(
    /at least 2 vectors/,
  );
  expect(await threads.fit(vectors.slice(), { dims: 8, outputDims: 2, exponent: 0 })).toBeInstanceOf(Uint8Array);
});
