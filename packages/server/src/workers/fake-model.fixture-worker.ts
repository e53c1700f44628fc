import { parentPort } from "node:worker_threads";
import { Problem } from "@pomona/contract/problems";
import type { ModelRuntime } from "../models/model-runtime.ts";
import { runEmbedLoop } from "./embed-loop.ts";

/**
 * A worker with a model of two dims that embeds the number n of a text as the direction (1, n). Texts that do something
 * else: `die` ends the thread, `refuse` fails in the network, `slow` takes 20 ms.
 */
async function loadFake({ id }: { id: string }): Promise<ModelRuntime<string>> {
  if (id === "missing")
    throw new Problem("model-not-found", { detail: "There is no such model.", fields: { model: id } });
  return {
    description: {
      id,
      fingerprint: "0".repeat(64),
      dims: 2,
      modalities: ["text"],
      licence: "none",
      languages: [],
      preprocessing: "",
    },
    preferredBatch: 4,
    sizeOf: () => 1,
    prepare: async (input) =>
      "text" in input && input.text !== ""
        ? { value: input.text }
        : { error: { code: "empty", message: "The text is empty." } },
    infer: async (values) => {
      if (values.includes("die")) process.exit(3);
      if (values.includes("refuse")) throw new Error("cannot embed this");
      if (values.includes("slow")) await new Promise((resolve) => setTimeout(resolve, 20));
      return Float32Array.from(values.flatMap((text) => [1, Number(text) || 0]));
    },
    dispose: async () => undefined,
  };
}

if (parentPort) runEmbedLoop(parentPort, async (spec) => (await loadFake(spec)) as ModelRuntime);
