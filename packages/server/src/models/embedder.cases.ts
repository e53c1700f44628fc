import { expect, test } from "vitest";
import type { Embedder, EmbedInput } from "./embedder.ts";

/** Inputs for one embedder: what it takes, and what it must refuse. */
export interface EmbedderCases {
  open: () => Promise<Embedder>;
  /** At least three different ones that it can embed. */
  good: () => Promise<EmbedInput[]> | EmbedInput[];
  /** Refused ones with their codes, empties among them. */
  bad: () => { input: EmbedInput; code: string }[];
}

/** The contract of `Embedder`, run for one of them. */
export function testEmbedder({ open, good, bad }: EmbedderCases): void {
  const withEmbedder = async (use: (embedder: Embedder) => Promise<void>): Promise<void> => {
    const embedder = await open();
    try {
      await use(embedder);
    } finally {
      await embedder.dispose();
    }
  };
  const rows = (vectors: Float32Array, dims: number): number[][] =>
    Array.from({ length: vectors.length / dims }, (_, row) => [...vectors.subarray(row * dims, (row + 1) * dims)]);
  const norm = (vector: number[]): number => Math.hypot(...vector);

  test("gives one finite unit vector per input, in input order, whatever the grouping", () =>
    withEmbedder(async (embedder) => {
      const { dims } = embedder.description;
      const inputs = await good();
      const many = Array.from(
        { length: embedder.preferredBatch * 2 + 1 },
        (_, index) => inputs[index % inputs.length] as EmbedInput,
      );
      const together = await embedder.embed(many);
      expect(together.errors).toEqual(many.map(() => null));
      expect(together.vectors).toHaveLength(many.length * dims);
      const vectors = rows(together.vectors, dims);
      for (const vector of vectors) expect(Math.abs(norm(vector) - 1)).toBeLessThan(1e-5);
      for (const [index, input] of inputs.entries()) {
        const [alone = []] = rows((await embedder.embed([input])).vectors, dims);
        const difference = Math.max(
          ...alone.map((value, i) => Math.abs(value - ((vectors[index] as number[])[i] as number))),
        );
        expect(difference).toBeLessThan(1e-5);
      }
      const first = vectors[0] as number[];
      expect(first.reduce((sum, value, i) => sum + value * ((vectors[1] as number[])[i] as number), 0)).toBeLessThan(
        0.99999,
      );
    }));

  test("leaves a zero slot and a reason where an input is bad, in the middle and at the end", () =>
    withEmbedder(async (embedder) => {
      const { dims } = embedder.description;
      const [first, second] = (await good()) as [EmbedInput, EmbedInput];
      for (const { input, code } of bad()) {
        const { vectors, errors } = await embedder.embed([first, input, second, input]);
        expect(errors.map((error) => error?.code ?? null)).toEqual([null, code, null, code]);
        expect(errors[1]?.message).toMatch(/\w{3}/);
        const norms = rows(vectors, dims).map(norm);
        for (const [position, expected] of [1, 0, 1, 0].entries()) expect(norms[position]).toBeCloseTo(expected, 5);
        expect((await embedder.embed([input])).errors[0]?.code).toBe(code);
      }
      expect(await embedder.embed([])).toEqual({ vectors: new Float32Array(0), errors: [] });
    }));

  test("has the same sha256 fingerprint each time it is loaded", async () => {
    const fingerprints: string[] = [];
    for (let time = 0; time < 2; time++)
      await withEmbedder(async (embedder) => void fingerprints.push(embedder.description.fingerprint));
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
  });

  test("rejects with the signal's reason once aborted, before and during the work", () =>
    withEmbedder(async (embedder) => {
      const inputs = await good();
      await expect(embedder.embed(inputs, { signal: AbortSignal.abort(new Error("stop at once")) })).rejects.toThrow(
        "stop at once",
      );
      const controller = new AbortController();
      const many = Array.from(
        { length: embedder.preferredBatch * 4 },
        (_, index) => inputs[index % inputs.length] as EmbedInput,
      );
      const embedding = embedder.embed(many, { signal: controller.signal });
      setImmediate(() => controller.abort(new Error("stop now")));
      await expect(embedding).rejects.toThrow("stop now");
    }));

  test("refuses to work once disposed of, and can be disposed of twice", async () => {
    const embedder = await open();
    await embedder.dispose();
    await embedder.dispose();
    await expect(embedder.embed([{ text: "late" }])).rejects.toThrow(/disposed/);
  });
}
