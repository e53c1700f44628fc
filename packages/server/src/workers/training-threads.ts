import type { ProbeExamples, ProbeOptions, TrainedProbe } from "@pomona/compute/probe/probe";
import { Problem } from "@pomona/contract/problems";
import { type TaskAnswer, TaskThread } from "./task-thread.ts";

export interface TrainingTask {
  id: number;
  examples: ProbeExamples;
  options: ProbeOptions;
}
export type TrainingAnswer = TaskAnswer<TrainedProbe>;

const refused = (reason: string): Problem =>
  new Problem("anchor-unusable", `The probe cannot be trained on these anchors: ${reason}`);

/** Trains probes off the event loop, one after the other: the same bytes as on the calling thread. */
export class TrainingThreads {
  readonly #thread = new TaskThread("training-worker", refused);

  /** See `trainProbe`. The buffers of the vectors are handed over. */
  train(examples: ProbeExamples, options: ProbeOptions): Promise<TrainedProbe> {
    const buffers = [examples.anchors.buffer, examples.background.buffer] as ArrayBuffer[];
    return this.#thread.run({ examples, options }, buffers) as Promise<TrainedProbe>;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
