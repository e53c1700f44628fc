import type { PreTrainedModel, Tensor } from "@huggingface/transformers";
import { Problem } from "@pomona/contract/problems";
import type { EmbedInput } from "./embedder.ts";
import type { EmbedRole, Prepared } from "./model-runtime.ts";
import type { NetworkOutputs } from "./output-pooling.ts";

/** Half of a joint model, or the whole of another: embeds one modality. */
export interface Tower<Value = unknown> {
  dims: number;
  /** Words for the model's description. */
  preprocessing: string;
  prepare(input: EmbedInput, role: EmbedRole): Promise<Prepared<Value>>;
  sizeOf(value: Value): number;
  infer(values: readonly Value[]): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** Names of the inputs that a model's session wants. */
export const inputNames = (model: PreTrainedModel): string[] =>
  (model.sessions as Record<string, { inputNames: string[] }>).model?.inputNames ?? [];

/** Which export was loaded. */
export const loadedDtype = (model: PreTrainedModel): string =>
  (model.sessions as Record<string, { config: { dtype: string } }>).model?.config.dtype ?? "fp32";

/** Runs a model; its float outputs of rank 2 and more. */
export async function runModel(model: PreTrainedModel, inputs: Record<string, Tensor>): Promise<NetworkOutputs> {
  const outputs = (await model.forward(inputs)) as Record<string, Tensor>;
  const floats = Object.entries(outputs).filter(([, tensor]) => tensor.type === "float32" && tensor.dims.length >= 2);
  return Object.fromEntries(floats.map(([name, { dims, data }]) => [name, { dims, data: data as Float32Array }]));
}

/** The first trial of a model, whose failure says that the model does not fit. */
export async function tryModel<Result>(what: string, trial: () => Promise<Result>): Promise<Result> {
  try {
    return await trial();
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem("model-unusable", `${what} failed on a trial input: ${(cause as Error).message}`, { cause });
  }
}

/** Values in the order given, in groups of the same key. */
export function groupsOf<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): { positions: number[]; values: Value[] }[] {
  const groups = new Map<string, { positions: number[]; values: Value[] }>();
  values.forEach((value, position) => {
    const key = keyOf(value);
    const group = groups.get(key) ?? { positions: [], values: [] };
    groups.set(key, group);
    group.positions.push(position);
    group.values.push(value);
  });
  return [...groups.values()];
}
