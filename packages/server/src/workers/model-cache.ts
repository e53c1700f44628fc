import type { ModelSpec } from "../models/embedder.ts";
import type { ModelRuntime } from "../models/model-runtime.ts";

/** Models one thread keeps loaded while it has nothing to do. */
const KEPT_MODELS = 4;

/** The models loaded on one thread. */
export interface ModelCache {
  /** The model of a spec, loaded at first use. A failed load is tried again at the next. */
  get(spec: ModelSpec): Promise<ModelRuntime>;
  /** Disposes of the models not used for longest, beyond a few. Nothing may be using them. */
  trim(): void;
  dispose(): Promise<void>;
}

export function modelCache(load: (spec: ModelSpec) => Promise<ModelRuntime>): ModelCache {
  // In order of use, the latest last.
  const models = new Map<string, Promise<ModelRuntime>>();
  const disposeOf = async (names: string[]): Promise<void> => {
    const loading = names.map((name) => models.get(name));
    for (const name of names) models.delete(name);
    await Promise.allSettled(loading.map(async (runtime) => (await runtime)?.dispose()));
  };
  return {
    get: (spec) => {
      const name = JSON.stringify([spec.id, spec.options ?? {}]);
      const runtime = models.get(name) ?? load(spec);
      models.delete(name);
      models.set(name, runtime);
      runtime.catch(() => {
        if (models.get(name) === runtime) models.delete(name);
      });
      return runtime;
    },
    trim: () => void disposeOf([...models.keys()].slice(0, -KEPT_MODELS)),
    dispose: () => disposeOf([...models.keys()]),
  };
}
