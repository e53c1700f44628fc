import type { ProblemCode } from "@pomona/contract/problems";
import type { ModelDescription } from "@pomona/contract/spaces";
import type { EmbedInput, EmbedResult, ModelSpec } from "../models/embedder.ts";
import type { EmbedRole } from "../models/model-runtime.ts";

export interface EmbedTask {
  spec: ModelSpec;
  inputs: EmbedInput[];
  role: EmbedRole;
  /** Goes ahead of tasks that are not. */
  isUrgent: boolean;
}

export interface LoadedModel {
  description: ModelDescription;
  preferredBatch: number;
}

/** To an embedding worker; each answer repeats the `id` of its request. */
export type EmbedRequest =
  | { kind: "describe"; id: number; spec: ModelSpec }
  | ({ kind: "embed"; id: number } & EmbedTask)
  | { kind: "cancel"; id: number }
  | { kind: "close" };

/** From an embedding worker: one for each request with an id. */
export type EmbedAnswer =
  | { kind: "described"; id: number; model: LoadedModel }
  | { kind: "embedded"; id: number; result: EmbedResult }
  | { kind: "cancelled"; id: number }
  | { kind: "failed"; id: number; problem: { code: ProblemCode; detail: string; fields: Record<string, unknown> } };
