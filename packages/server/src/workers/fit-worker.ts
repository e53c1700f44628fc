import { parentPort, workerData } from "node:worker_threads";
import { fitWhitening, serialiseWhitening } from "@pomona/compute/whitening";
import type { FitOptions } from "./fit-whitening.ts";

const { vectors, options } = workerData as { vectors: Float32Array; options: FitOptions };
parentPort?.postMessage(serialiseWhitening(fitWhitening(vectors, options)));
