import { Problem } from "@pomona/contract/problems";

/** An output of a network, as its session gives it. */
export interface NetworkOutput {
  dims: readonly number[];
  data: Float32Array;
}
export type NetworkOutputs = Record<string, NetworkOutput>;

/** How one vector per input comes out of a network. */
export interface Pooling {
  output: string;
  /** `none`: the output holds vectors. `cls`: first token. `mean`: over tokens that count. `area`: over a feature map. */
  method: "none" | "cls" | "mean" | "area";
}

export interface PoolingChoice {
  /** `auto`, `mean`, `cls`, or an output's name. */
  wanted: string;
  modality: "image" | "text";
  modelType: string;
}

/** Outputs that hold finished vectors, best first. */
const FINISHED = { image: ["image_embeds"], text: ["text_embeds", "sentence_embedding"] };
/** Image transformers whose first token stands for the image. */
const CLS_TYPES = new Set(["vit", "deit", "beit", "dinov2", "dinov2_with_registers", "dinov3_vit"]);

/**
 * Which output to use and how, by the names and ranks of the outputs of a trial run. Problem `model-unusable` says what
 * there is to choose from; class scores (`logits`) are never taken by themselves.
 */
export function choosePooling(outputs: NetworkOutputs, choice: PoolingChoice): Pooling {
  const { wanted } = choice;
  if (wanted === "auto") return automatic(outputs, choice);
  if (wanted === "mean" || wanted === "cls") {
    const hidden = hiddenState(outputs);
    const rank = hidden ? rankOf(outputs, hidden) : 0;
    if (hidden && rank === 3) return { output: hidden, method: wanted };
    if (hidden && rank === 4 && wanted === "mean") return { output: hidden, method: "area" };
    throw unusable(
      outputs,
      `the pooling "${wanted}" needs an output of one vector per token (last_hidden_state, of rank 3)`,
    );
  }
  if (!outputs[wanted]) throw unusable(outputs, `there is no output "${wanted}"`);
  if (!holdsVectors(outputs, wanted))
    throw unusable(outputs, `the output "${wanted}" does not hold one vector per input`);
  return { output: wanted, method: "none" };
}

function automatic(outputs: NetworkOutputs, { modality, modelType }: PoolingChoice): Pooling {
  const finished = FINISHED[modality].find((name) => holdsVectors(outputs, name));
  if (finished) return { output: finished, method: "none" };
  const hidden = hiddenState(outputs);
  const rank = hidden ? rankOf(outputs, hidden) : 0;
  if (hidden && rank === 3 && modality === "image" && CLS_TYPES.has(modelType))
    return { output: hidden, method: "cls" };
  // The pooler of a BERT was trained for next-sentence prediction: the mean of its tokens is the better sentence vector.
  if (hidden && rank === 3 && modality === "text" && !modelType.startsWith("siglip"))
    return { output: hidden, method: "mean" };
  if (holdsVectors(outputs, "pooler_output")) return { output: "pooler_output", method: "none" };
  if (hidden && rank === 4) return { output: hidden, method: "area" };
  if (outputs.logits)
    throw unusable(
      outputs,
      "it gives class scores; export it for feature extraction, so that it gives last_hidden_state or pooler_output",
    );
  throw unusable(
    outputs,
    `it is not clear what its vectors are; set the option pooling to mean, cls or an output's name`,
  );
}

const hiddenState = (outputs: NetworkOutputs): string | undefined =>
  outputs.last_hidden_state ? "last_hidden_state" : outputs.token_embeddings ? "token_embeddings" : undefined;

const rankOf = (outputs: NetworkOutputs, name: string): number => outputs[name]?.dims.length ?? 0;

const holdsVectors = (outputs: NetworkOutputs, name: string): boolean => {
  const dims = outputs[name]?.dims ?? [];
  return dims.length >= 2 && dims.slice(2).every((length) => length === 1);
};

function unusable(outputs: NetworkOutputs, reason: string): Problem {
  const there = Object.entries(outputs).map(([name, { dims }]) => `${name} [${dims.join(", ")}]`);
  return new Problem("model-unusable", {
    detail: `The model's outputs cannot be used: ${reason}. There are: ${there.join(", ")}.`,
    fields: { outputs: there },
  });
}

/**
 * One row per input: count * dims. `mask` (count * tokens) says which tokens count for `mean`; all where it is left out.
 */
export function poolOutput(
  outputs: NetworkOutputs,
  { output, method }: Pooling,
  mask?: readonly (readonly number[])[],
): Float32Array {
  const found = outputs[output];
  if (!found) throw new Error(`The model gave no ${output}.`);
  const [count = 0, second = 0, ...rest] = found.dims;
  if (method === "none") return found.data;
  const area = rest.reduce((product, length) => product * length, 1);
  const dims = method === "area" ? second : area;
  const result = new Float32Array(count * dims);
  for (let row = 0; row < count; row++) {
    const source = found.data.subarray(row * second * area, (row + 1) * second * area);
    const target = result.subarray(row * dims, (row + 1) * dims);
    if (method === "cls") target.set(source.subarray(0, dims));
    else if (method === "area")
      for (let channel = 0; channel < dims; channel++)
        target[channel] = mean(source.subarray(channel * area, (channel + 1) * area));
    else addTokens(target, source, mask?.[row]);
  }
  return result;
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The sum has the mean's direction, and only that counts. */
function addTokens(target: Float32Array, tokens: Float32Array, mask: readonly number[] | undefined): void {
  const dims = target.length;
  for (let token = 0; token * dims < tokens.length; token++) {
    if (mask && !mask[token]) continue;
    for (let i = 0; i < dims; i++) target[i] = (target[i] as number) + (tokens[token * dims + i] as number);
  }
}
