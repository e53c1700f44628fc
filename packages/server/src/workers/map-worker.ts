import { parentPort } from "node:worker_threads";
import { mapTasks } from "@pomona/compute/map-tasks";
import type { PartTask, PartTasks } from "@pomona/compute/parallel";
import type { MapAnswer, MapRequest } from "./map-threads.ts";

const tasks: PartTasks = mapTasks;

/** Claims parts until none is left or the run was stopped. */
function work({ id, task, args, count, control }: MapRequest): MapAnswer {
  const results: [number, unknown][] = [];
  try {
    for (;;) {
      const part = Atomics.add(control, 0, 1);
      if (part >= count || Atomics.load(control, 1) !== 0) return { id, results };
      results.push([part, (tasks[task] as PartTask)(args, part)]);
      Atomics.add(control, 2, 1);
    }
  } catch (error) {
    Atomics.store(control, 1, 1);
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on("message", (request: MapRequest) => parentPort?.postMessage(work(request)));
