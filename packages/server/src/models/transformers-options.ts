import { Problem } from "@pomona/contract/problems";
import { z } from "zod";
import type { ModelSpec } from "./embedder.ts";

/** What can be set for a model run through Transformers.js, in `ModelSpec.options`. */
const transformersOptions = z.strictObject({
  modality: z
    .enum(["image", "text"])
    .optional()
    .describe("Use one tower of a joint model only, or settle what a model is"),
  pooling: z
    .string()
    .min(1)
    .default("auto")
    .describe("`auto`, `mean`, `cls`, or the name of an output with one vector per input"),
  dtype: z
    .enum(["fp32", "fp16", "q8", "int8", "uint8", "q4", "q4f16", "bnb4"])
    .optional()
    .describe("Which export to use; default: fp32, or the only one there is"),
  file: z
    .string()
    .regex(/^[\w.-]+$/)
    .default("model")
    .describe("Name of the ONNX file, without ending and dtype"),
  maxTokens: z
    .number()
    .int()
    .min(1)
    .max(8192)
    .optional()
    .describe("Longer texts are cut; default: what the model takes, at most 512"),
  queryPrefix: z.string().optional().describe("Put before texts that are searched for; E5 models: `query: `"),
  documentPrefix: z.string().optional().describe("Put before texts that are searched in; E5 models: `passage: `"),
});
export type TransformersOptions = z.output<typeof transformersOptions>;

/** The options of a spec. Problem `model-unusable` names each one that is unknown or wrong. */
export function readTransformersOptions(spec: ModelSpec): TransformersOptions {
  const read = transformersOptions.safeParse(spec.options ?? {});
  if (read.success) return read.data;
  const reasons = read.error.issues.map((issue) => [issue.path.join("."), issue.message].filter(Boolean).join(": "));
  throw new Problem("model-unusable", {
    detail: `The options of ${spec.id} cannot be used: ${reasons.join("; ")}.`,
    fields: { reasons },
  });
}
