import { parentPort, workerData } from "node:worker_threads";
import { loadModel } from "../models/load-model.ts";
import { runEmbedLoop } from "./embed-loop.ts";

const { modelsDirectory } = workerData as { modelsDirectory: string };
if (!parentPort) throw new Error("embed-worker runs on a worker thread only.");
runEmbedLoop(parentPort, (spec) => loadModel(spec, { modelsDirectory }));
