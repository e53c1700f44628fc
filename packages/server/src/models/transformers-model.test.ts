import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmbedder } from "./create-embedder.ts";
import { testEmbedder } from "./embedder.cases.ts";
import type { Embedder, EmbedInput, ModelSpec } from "./embedder.ts";
import { loadModel } from "./load-model.ts";
import { syntheticPng } from "./synthetic-images.fixture.ts";
import { writeClipModel, writeImageModel, writeTextModel } from "./tiny-models.fixture.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pomona-models-"));
  await writeImageModel(join(root, "vit"), { modelType: "vit", outputs: ["last_hidden_state"] });
  await writeImageModel(join(root, "efficientnet"), {
    modelType: "efficientnet",
    dims: 1408,
    outputs: ["pooler_output"],
  });
  await writeImageModel(join(root, "resnet"), { modelType: "resnet", outputs: ["feature_map"] });
  await writeImageModel(join(root, "classifier"), { modelType: "vit", outputs: ["logits"] });
  await writeImageModel(join(root, "quantised"), {
    modelType: "vit",
    outputs: ["pooler_output"],
    file: "model_quantized",
  });
  await writeTextModel(join(root, "bert"));
  await writeTextModel(join(root, "tiny-e5"));
  await writeTextModel(join(root, "bge"), { "1_Pooling/config.json": { pooling_mode_cls_token: true } });
  await writeClipModel(join(root, "clip"), "clip");
  await writeClipModel(join(root, "siglip"), "siglip");
  await writeTextModel(join(root, "hub/tiny/bert"));
});
afterAll(() => rm(root, { recursive: true }));

const load = (spec: Partial<ModelSpec> & { id: string }) => loadModel(spec, { modelsDirectory: join(root, "hub") });
const open = async (name: string, options: Record<string, unknown> = {}): Promise<Embedder> =>
  createEmbedder(await load({ id: `local:${join(root, name)}`, options }));
const embedWith = async (
  embedder: Embedder,
  inputs: EmbedInput[],
  role: "query" | "document" = "document",
): Promise<Float32Array> => {
  const { vectors, errors } = await embedder.embed(inputs, { role });
  expect(errors).toEqual(inputs.map(() => null));
  return vectors;
};
const embed = async (name: string, options: Record<string, unknown>, inputs: EmbedInput[]): Promise<Float32Array> =>
  embedWith(await open(name, options), inputs);
const difference = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] as number))));
const colour = (background: string) =>
  sharp({ create: { width: 90, height: 60, channels: 3, background } })
    .png()
    .toBuffer();
const images = async (): Promise<EmbedInput[]> =>
  Promise.all([1, 2, 3].map(async (seed) => ({ bytes: await syntheticPng(50 + 30 * seed, seed) })));
const badImages = () => [
  { input: { bytes: new Uint8Array(0) }, code: "empty" },
  { input: { bytes: Buffer.from("no image") }, code: "unsupported" },
];
const badTexts = () => [{ input: { text: " " }, code: "empty" }];

describe("image features", () => {
  testEmbedder({
    open: () => open("vit"),
    good: images,
    bad: () => [...badImages(), { input: { text: "red" }, code: "unsupported" }],
  });
});
describe("text features", () => {
  testEmbedder({
    open: () => open("bert"),
    good: () => [{ text: "red" }, { text: "a ripe green apple" }, { text: "blue ".repeat(50) }],
    bad: badTexts,
  });
});
describe("image and text in one space", () => {
  testEmbedder({
    open: () => open("clip"),
    good: async () => [{ text: "red" }, ...(await images()), { text: "a blue apple" }],
    bad: () => [...badImages(), ...badTexts()],
  });
});

test("runs an EfficientNet-B2 style model: 1,408 dims of its average pool", async () => {
  const { description } = await open("efficientnet");
  expect(description).toMatchObject({
    dims: 1408,
    modalities: ["image"],
    preprocessing: expect.stringContaining("pooler_output"),
  });
});

test("pools tokens and feature maps as the model's kind asks, or as the options do", async () => {
  const [image] = (await images()) as [EmbedInput, ...EmbedInput[]];
  expect((await open("vit")).description.preprocessing).toContain("last_hidden_state, cls");
  expect((await open("resnet")).description.preprocessing).toContain("last_hidden_state, area");
  const patches = await embed("vit", { pooling: "mean" }, [image]);
  expect(difference(patches, await embed("vit", {}, [image]))).toBeGreaterThan(0.01);
  expect((await open("bert")).description.preprocessing).toContain("last_hidden_state, mean");
  expect((await open("bge")).description.preprocessing).toContain("last_hidden_state, cls");
});

test("the mean over tokens leaves padding out", async () => {
  const texts = [{ text: "red" }, { text: "a ripe green apple" }];
  const together = await embed("bert", {}, texts);
  expect(difference(together.subarray(0, 16), await embed("bert", {}, texts.slice(0, 1)))).toBeLessThan(1e-6);
});

test("a text finds the images it describes, with CLIP and with SigLIP", async () => {
  for (const name of ["clip", "siglip"]) {
    const embedder = await open(name);
    expect(embedder.description).toMatchObject({
      modalities: ["image", "text"],
      dims: 16,
      licence: "apache-2.0",
      languages: ["en", "de"],
    });
    const colours = ["red", "green", "blue"];
    const pictures = await embedWith(
      embedder,
      await Promise.all(colours.map(async (name) => ({ bytes: await colour(name === "green" ? "#00ff00" : name) }))),
    );
    for (const [wanted, word] of colours.entries()) {
      const query = await embedWith(embedder, [{ text: `a ripe ${word} apple` }], "query");
      const cosines = colours.map((_, row) =>
        query.reduce((sum, value, i) => sum + value * (pictures[row * 16 + i] as number), 0),
      );
      expect(cosines.indexOf(Math.max(...cosines)), `${name}: ${word}`).toBe(wanted);
    }
  }
});

test("pads SigLIP texts to 64 tokens", async () => {
  expect((await open("siglip")).description.preprocessing).toContain("first 64 tokens, padded");
});

test("puts the prefixes of E5 before texts by their role", async () => {
  const embedder = await open("tiny-e5");
  const [query, document] = [
    await embedWith(embedder, [{ text: "red" }], "query"),
    await embedWith(embedder, [{ text: "red" }], "document"),
  ];
  expect(difference(query, document)).toBeGreaterThan(0.01);
  expect(difference(query, await embed("bert", {}, [{ text: "query: red" }]))).toBeLessThan(1e-6);
  expect(difference(document, await embed("bert", { documentPrefix: "passage: " }, [{ text: "red" }]))).toBeLessThan(
    1e-6,
  );
});

test("uses one tower of a joint model where the options ask for it", async () => {
  expect((await open("clip", { modality: "image" })).description.modalities).toEqual(["image"]);
});

test("takes the only export there is, and says what there is when the one asked for is missing", async () => {
  expect((await open("quantised")).description.dims).toBe(16);
  await expect(open("quantised", { dtype: "fp16" })).rejects.toMatchObject({
    code: "model-not-found",
    message: expect.stringContaining("holds model_quantized.onnx"),
  });
});

test("another pooling, prefix or file is another fingerprint", async () => {
  const fingerprints = await Promise.all([
    open("bert"),
    open("bert", { pooling: "cls" }),
    open("bert", { queryPrefix: "query: " }),
    open("bge", { pooling: "mean" }),
    open("vit"),
  ]);
  expect(new Set(fingerprints.map(({ description }) => description.fingerprint)).size).toBe(5);
});

test("refuses outputs and options that it cannot use, and says what there is", async () => {
  await expect(open("classifier")).rejects.toMatchObject({
    code: "model-unusable",
    message: expect.stringMatching(/class scores.*logits \[1, 16\]/),
  });
  await expect(open("efficientnet", { pooling: "mean" })).rejects.toThrow(
    /pooling "mean" needs.*pooler_output \[1, 1408\]/,
  );
  await expect(open("vit", { pooling: "last_hidden_state" })).rejects.toThrow(/does not hold one vector per input/);
  await expect(open("vit", { pooling: "features" })).rejects.toThrow(/no output "features"/);
  await expect(open("vit", { poling: "mean" })).rejects.toMatchObject({
    code: "model-unusable",
    message: expect.stringContaining("poling"),
  });
});

test("finds a hub model among the models kept, and never asks the network by itself", async () => {
  expect((await load({ id: "hf:tiny/bert" })).description).toMatchObject({ id: "hf:tiny/bert", dims: 16 });
  await expect(load({ id: "hf:tiny/bert@v2" })).rejects.toMatchObject({ code: "model-not-found" });
  await expect(load({ id: "hf:tiny/unknown" })).rejects.toThrow(/has not been downloaded.*allowNetwork/);
  await expect(load({ id: "hf:no-organisation" })).rejects.toMatchObject({ code: "model-not-found" });
  await expect(load({ id: `local:${root}` })).rejects.toThrow(/holds no config.json/);
});
