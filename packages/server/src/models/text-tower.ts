import type { PreTrainedModel, PreTrainedTokenizer } from "@huggingface/transformers";
import { failed } from "./model-runtime.ts";
import { groupsOf, inputNames, runModel, type Tower, tryModel } from "./onnx-tower.ts";
import { choosePooling, poolOutput } from "./output-pooling.ts";

export interface TextTowerParts {
  model: PreTrainedModel;
  tokenizer: PreTrainedTokenizer;
  pooling: string;
  modelType: string;
  maxTokens: number;
  /** Every text is padded to `maxTokens`, as the model was trained. */
  isPadded: boolean;
  prefixes: { query: string; document: string };
}

/** A tower of the model's own tokenizer and network. Problem `model-unusable` where its outputs are of no use. */
export async function openTextTower(parts: TextTowerParts): Promise<Tower<number[]>> {
  const { model, tokenizer, maxTokens, isPadded, prefixes } = parts;
  const { Tensor } = await import("@huggingface/transformers");
  const hasMask = inputNames(model).includes("attention_mask");
  const padding = tokenizer.pad_token_id ?? 0;
  const encode = (text: string): number[] => {
    const encoded = tokenizer(text, {
      truncation: true,
      max_length: maxTokens,
      padding: isPadded ? "max_length" : false,
      return_tensor: false,
    });
    return (encoded as unknown as { input_ids: number[] }).input_ids;
  };
  const run = async (texts: readonly number[][]) => {
    const length = Math.max(...texts.map((ids) => ids.length));
    const int64 = (rows: readonly (readonly number[])[], filling: number) => {
      const values = new BigInt64Array(rows.length * length).fill(BigInt(filling));
      for (const [row, entries] of rows.entries()) values.set(BigInt64Array.from(entries, BigInt), row * length);
      return new Tensor("int64", values, [rows.length, length]);
    };
    const mask = texts.map((ids) => ids.map(() => 1));
    const outputs = await runModel(model, { input_ids: int64(texts, padding), attention_mask: int64(mask, 0) });
    return { outputs, mask };
  };
  const trial = await tryModel("The text model", () => run([encode("a trial")]));
  const pooling = choosePooling(trial.outputs, { wanted: parts.pooling, modality: "text", modelType: parts.modelType });
  const dims = poolOutput(trial.outputs, pooling, trial.mask).length;
  const prefixed =
    prefixes.query || prefixes.document ? `; prefixes "${prefixes.query}" and "${prefixes.document}"` : "";
  return {
    dims,
    preprocessing: `the model's own tokenizer, first ${maxTokens} tokens${isPadded ? ", padded" : ""}${prefixed}; ${pooling.output}, ${pooling.method}`,
    sizeOf: (ids) => ids.length,
    prepare: async (input, role) => {
      if (!("text" in input)) return failed("unsupported", "The model embeds texts, not images.");
      if (input.text.trim() === "") return failed("empty", "The text is empty.");
      // Nothing beyond this can be among the first tokens; spares the tokenizer whole books.
      const text = input.text.slice(0, maxTokens * 64);
      const ids = encode(prefixes[role] + text);
      return ids.length === 0 ? failed("empty", "The text has no tokens.") : { value: ids };
    },
    infer: async (texts) => {
      const vectors = new Float32Array(texts.length * dims);
      // Without a mask the network takes padding for text: only texts of one length share a run.
      for (const group of groupsOf(texts, (ids) => (hasMask ? "" : String(ids.length)))) {
        const { outputs, mask } = await run(group.values);
        const rows = poolOutput(outputs, pooling, mask);
        for (const [row, position] of group.positions.entries())
          vectors.set(rows.subarray(row * dims, (row + 1) * dims), position * dims);
      }
      return vectors;
    },
    dispose: async () => void (await model.dispose()),
  };
}
