import { Problem } from "@pomona/contract/problems";
import type { ModelSpec } from "./embedder.ts";
import type { ModelRuntime } from "./model-runtime.ts";

export async function loadTransformersModel(
  spec: ModelSpec,
  _options: { modelsDirectory: string },
): Promise<ModelRuntime> {
  throw new Problem("model-not-found", `The model "${spec.id}" cannot be loaded.`);
}
