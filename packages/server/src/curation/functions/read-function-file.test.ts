import { type FunctionFile, functionFile } from "@pomona/contract/function-versions";
import { isProblem } from "@pomona/contract/problems";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readFunctionFile } from "./read-function-file.ts";

const base64 = (values: Iterable<number>): string =>
  Buffer.from(new Uint8Array(Float32Array.from(values).buffer)).toString("base64");
const anchor = { sign: "+", kind: "vector", key: null, text: null, picture: null, by: null, at: null, why: null };
const leaf = (name: string, dims = 2) => ({
  name,
  kind: "similarity",
  version: 1,
  space: { name: "s", dims, model: null, fingerprint: "f" },
  anchors: [{ ...anchor, vector: base64(Array.from({ length: dims }, (_, i) => (i === 0 ? 1 : 0))) }],
  parameters: { combine: "nearest", negativeWeight: 0.5 },
  probe: null,
  combination: null,
  threshold: 0.5,
  truth: null,
  note: null,
});
const combination = (name: string, parts: string[]) => ({
  ...leaf(name),
  kind: "combination",
  space: null,
  anchors: [],
  parameters: null,
  combination: { operator: "sum", parts: parts.map((part) => ({ function: part, weight: 1 })) },
});
const fileOf = (own: object, parts: object[] = []): FunctionFile =>
  functionFile.parse({
    format: "pomona-function",
    formatVersion: 1,
    ...own,
    exported: "2026-01-01T00:00:00.000Z",
    parts,
  });

test("any graph of parts is put in order, parts first and each once, or refused with a place", async () => {
  const names = ["a", "b", "c", "d", "e"];
  const graph = fc.array(fc.subarray(names, { maxLength: 3 }), { minLength: 5, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(graph, async (below) => {
      const made = names.map((name, i) =>
        (below[i]?.length ?? 0) < 2 ? leaf(name) : combination(name, below[i] as string[]),
      );
      const [own, ...parts] = made as [object, ...object[]];
      const read = await readFunctionFile(fileOf(own, parts)).catch((error: unknown) => error);
      if (!Array.isArray(read)) {
        expect(isProblem(read, "bad-request") && read.fields.at).toMatch(/^file(\.|$)/);
        return;
      }
      const order = read.map(({ part }) => part.name);
      expect([...order].sort()).toEqual(names);
      expect(order.at(-1)).toBe("a");
      for (const [place, { part }] of read.entries())
        for (const each of part.combination?.parts ?? []) expect(order.indexOf(each.function)).toBeLessThan(place);
    }),
  );
});

test("any bytes in place of a vector are read to the bit, or refused with the place", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 20 }), async (bytes) => {
      const vector = Buffer.from(bytes).toString("base64");
      const own = leaf("a");
      const read = await readFunctionFile(fileOf({ ...own, anchors: [...own.anchors, { ...anchor, vector }] })).catch(
        (error: unknown) => error,
      );
      if (Array.isArray(read)) expect(base64(read[0].vectors.slice(2))).toBe(vector);
      else expect(isProblem(read, "bad-request") && read.fields.at).toBe("file.anchors[1].vector");
    }),
  );
});

test("a vector is kept as it is, though its length is not 1 to the last bit", async () => {
  const values = Float32Array.of(0.6, 0.8);
  const own = leaf("a");
  const [read] = await readFunctionFile(fileOf({ ...own, anchors: [{ ...anchor, vector: base64(values) }] }));
  expect(read?.vectors).toEqual(values);
  expect(read?.anchors).toEqual([{ ...anchor, why: "imported" }]);
});
