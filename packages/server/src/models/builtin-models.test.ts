import { describe, expect, test } from "vitest";
import { loadCn3 } from "./builtin-cn3.ts";
import { loadOid, oidNetwork } from "./builtin-oid.ts";
import { loadUseEn } from "./builtin-use-en.ts";
import { createEmbedder } from "./create-embedder.ts";
import { testEmbedder } from "./embedder.cases.ts";
import { openSession } from "./onnx-session.ts";
import { readPackageFile } from "./package-files.ts";
import { syntheticPixels, syntheticPng } from "./synthetic-images.fixture.ts";

const badImages = () => [
  { input: { bytes: new Uint8Array(0) }, code: "empty" },
  { input: { bytes: Buffer.from("this is no image") }, code: "unsupported" },
  { input: { path: "/nowhere/at-all.jpg" }, code: "decode" },
  { input: { text: "a text" }, code: "unsupported" },
];
const goodImages = async () =>
  Promise.all([1, 2, 3].map(async (seed) => ({ bytes: await syntheticPng(100 + seed, seed) })));

describe("builtin/cn3", () => {
  testEmbedder({ open: async () => createEmbedder(await loadCn3()), good: goodImages, bad: badImages });

  test("has 1,368 dims and gives the recorded values", async () => {
    const embedder = createEmbedder(await loadCn3());
    const { vectors } = await embedder.embed([{ bytes: await syntheticPng(224) }]);
    const expected = [
      -0.043357, 0.033195, -0.004527, 0.00197, 0.175501, 0.006557, -0.015549, 0.056643, 0.010407, 0.023986, -0.008285,
      -0.002074, -0.013807, -0.011325, 0.011086, -0.007027,
    ];
    expect(vectors).toHaveLength(1368);
    for (const [index, value] of expected.entries()) expect(vectors[index * 86]).toBeCloseTo(value, 4);
    await embedder.dispose();
  });
});

describe("builtin/oid", () => {
  testEmbedder({ open: async () => createEmbedder(await loadOid()), good: goodImages, bad: badImages });

  test("computes what LiteRT 2.3.0 computes from the same TFLite file", async () => {
    const { Tensor } = await import("onnxruntime-node");
    const asset = await readPackageFile({
      package: "@mediapipe/objectron",
      path: "objectron_solution_packed_assets.data",
    });
    const session = await openSession(oidNetwork(asset, 300).model);
    const outputs = await session.run({ pixels: new Tensor("uint8", syntheticPixels(300), [1, 300, 300, 3]) });
    const vector = outputs.embedding?.data as Float32Array;
    const expected = [
      0.0084924, -0.0547157, -0.0029462, 0.0102265, 0.0054846, 0.0422752, 0.0088018, 0.0076846, 0.0140052, 0.0069415,
      0.0129287, 0.0126851, 0.0286779, 0.0214403, 0.0033136, 0.00108, 0.0339782, 0.0, 0.0, 0.0116961, 0.018413,
      0.0334997, 0.0124091, 0.0017913, 0.0005114, 0.020383, 0.0083289, 0.0042872, 0.0306528, 0.0013012, 0.0115659,
      0.0007544,
    ];
    expect(vector).toHaveLength(2400);
    for (const [index, value] of expected.entries())
      expect(Math.abs((vector[index * 75] as number) - value)).toBeLessThan(2e-6);
    await session.release();
  });
});

describe("builtin/use-en", () => {
  testEmbedder({
    open: async () => createEmbedder(await loadUseEn()),
    good: () => [{ text: "ripe green apples" }, { text: "The invoice is overdue." }, { text: "word ".repeat(300) }],
    bad: () => [
      { input: { text: "" }, code: "empty" },
      { input: { text: " \n\t " }, code: "empty" },
      { input: { bytes: new Uint8Array(3) }, code: "unsupported" },
    ],
  });

  test("has 512 dims and gives the recorded values, also for other scripts", async () => {
    const recorded: Record<string, number[]> = {
      "ripe green apples": [-0.025549, 0.050969, -0.006782, -0.054226, -0.052572, -0.049227, -0.057159, -0.034897],
      "The invoice is overdue.": [-0.050205, -0.018358, 0.022273, 0.063978, -0.015195, 0.058428, -0.053199, -0.068198],
      "Wo ist der Bahnhof? 駅はどこ": [
        -0.052213, 0.012103, 0.019161, 0.021747, -0.014995, 0.028876, 0.035514, -0.042232,
      ],
    };
    const embedder = createEmbedder(await loadUseEn());
    const { vectors } = await embedder.embed(Object.keys(recorded).map((text) => ({ text })));
    expect(vectors).toHaveLength(3 * 512);
    for (const [row, values] of Object.values(recorded).entries())
      for (const [index, value] of values.entries()) expect(vectors[row * 512 + index]).toBeCloseTo(value, 4);
    await embedder.dispose();
  });
});
