import type { MapTasks } from "@pomona/compute/map-tasks";
import type { Parallel } from "@pomona/compute/parallel";
import type { Logger } from "pino";
import type { Clock } from "../config/clock.ts";
import type { BlobStore } from "../media/blobs.ts";
import type { UploadStore } from "../media/uploads.ts";
import type { Database } from "../store/database.ts";
import type { LiveVectors } from "../store/live-vectors.ts";
import type { MapFiles } from "../store/map-files.ts";
import type { RowKeys } from "../store/row-keys.ts";
import type { VectorStore } from "../store/vector-store.ts";
import type { EmbeddingPool } from "../workers/embedding-pool.ts";
import type { ScoreThreads } from "../workers/score-threads.ts";
import type { TrainingThreads } from "../workers/training-threads.ts";
import type { WhiteningThreads } from "../workers/whitening-threads.ts";
import type { JobStarter } from "./background-work.ts";
import type { ScoreColumns } from "./functions/score-columns.ts";
import type { MapFits } from "./projections/map-fits.ts";

/** The open workspace: what use cases work on. Made once, in `app.ts`. */
export interface Workspace {
  directory: string;
  database: Database;
  vectors: VectorStore;
  columns: ScoreColumns;
  live: LiveVectors;
  keys: RowKeys;
  embedding: EmbeddingPool;
  whitening: WhiteningThreads;
  scoring: ScoreThreads;
  training: Pick<TrainingThreads, "train">;
  /** Where maps are laid out, one at a time; closed after each, so that its memory is free again. */
  maps: Parallel<MapTasks> & { close(): Promise<void> };
  /** Where groups of rows are sought; other threads, as those of maps end with each layout. Closed after each search, too. */
  grouping: Parallel<MapTasks> & { close(): Promise<void> };
  mapFiles: MapFiles;
  fits: MapFits;
  blobs: BlobStore;
  uploads: UploadStore;
  jobs: JobStarter;
  clock: Clock;
  log: Logger;
  limits: { pixels: number; textBytes: number; fileBytes: number };
}
