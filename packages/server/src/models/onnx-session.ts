import type { InferenceSession } from "onnxruntime-node";

/**
 * Options for a session on a worker thread: one thread each, because the workers themselves use the cores, and threads
 * that wait must sleep rather than spin.
 */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: "all",
  extra: { session: { intra_op: { allow_spinning: "0" } } },
};

/** Loads a model from bytes. `run` of the session blocks the calling thread while it computes. */
export async function openSession(model: Uint8Array): Promise<InferenceSession> {
  const { InferenceSession } = await import("onnxruntime-node");
  return InferenceSession.create(model, SESSION_OPTIONS);
}
