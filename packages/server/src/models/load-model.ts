import { Problem } from "@pomona/contract/problems";
import { builtinLoader, builtinModels } from "./builtin-models.ts";
import type { ModelSpec } from "./embedder.ts";
import type { ModelRuntime } from "./model-runtime.ts";
import { loadTransformersModel } from "./transformers-model.ts";

/**
 * Loads the model of a spec onto the calling thread. `modelsDirectory` keeps downloads. Throws Problem `model-not-found`
 * or `model-unusable`.
 */
export async function loadModel(
  spec: ModelSpec,
  { modelsDirectory }: { modelsDirectory: string },
): Promise<ModelRuntime> {
  const loadBuiltin = builtinLoader(spec.id);
  if (loadBuiltin) return loadBuiltin();
  if (/^(local|hf):./.test(spec.id)) return loadTransformersModel(spec, { modelsDirectory });
  throw new Problem("model-not-found", {
    detail: `There is no model "${spec.id}". Use ${builtinModels().join(", ")}, local:DIR (a folder with config.json and onnx/) or hf:ORG/NAME[@REVISION].`,
    fields: { model: spec.id },
  });
}
