import { mkdir, readdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { type Logger, pino } from "pino";
import { type Clock, systemClock } from "./config/clock.ts";
import { logFile } from "./config/log-file.ts";
import { productVersion } from "./config/version.ts";
import { AccessTokens } from "./curation/access-tokens.ts";
import { DeliveryLoop } from "./curation/automations/delivery-loop.ts";
import { wakeAutomations } from "./curation/automations/wake-automations.ts";
import { ScoreColumns } from "./curation/functions/score-columns.ts";
import { grantRoot } from "./curation/imports/roots.ts";
import { sweepUploads } from "./curation/imports/sweep-uploads.ts";
import { MapFits } from "./curation/projections/map-fits.ts";
import { resumeWork } from "./curation/resume-work.ts";
import { reclaimDisk } from "./curation/storage/reclaim-disk.ts";
import { StorageMeter } from "./curation/storage/storage-use.ts";
import type { Workspace } from "./curation/workspace.ts";
import { createApi } from "./http/api.ts";
import type { Access } from "./http/guards.ts";
import { routeHandlers } from "./http/route-handlers.ts";
import { jobHandlers } from "./jobs/handlers.ts";
import { JobQueue } from "./jobs/queue.ts";
import { jobSubject } from "./jobs/subject.ts";
import { BlobStore } from "./media/blobs.ts";
import { callWebhook } from "./media/call-webhook.ts";
import { ThumbnailStore } from "./media/thumbnails.ts";
import { UploadStore } from "./media/uploads.ts";
import { Database } from "./store/database.ts";
import { LiveVectors } from "./store/live-vectors.ts";
import { MapFiles } from "./store/map-files.ts";
import { listVersions } from "./store/projection-table.ts";
import { RowKeys } from "./store/row-keys.ts";
import { migrate } from "./store/schema.ts";
import { createSegmentStore } from "./store/segment-store.ts";
import { liveFiles } from "./store/segment-table.ts";
import { createEmbeddingPool } from "./workers/create-embedding-pool.ts";
import { MapThreads } from "./workers/map-threads.ts";
import { ScoreThreads } from "./workers/score-threads.ts";
import { spawnWorker } from "./workers/spawn.ts";
import { TrainingThreads } from "./workers/training-threads.ts";
import { WhiteningThreads } from "./workers/whitening-threads.ts";

export interface AppOptions {
  /** Made where it does not exist. */
  dataDirectory: string;
  logLevel?: string;
  /** File that log lines go to (see `log-file.ts`); default: stderr. */
  logFile?: string;
  /** Told what was mended at the start or while reading, besides the log. */
  onWarning?: (message: string) => void;
  /** Folders that imports may read, besides those granted before. */
  roots?: string[];
  /** Worker threads for arithmetic and models; default: one per core. */
  threads?: number;
  /** Whether jobs left open go on at once (a server) or with the first new job (a single command). Default: true. */
  resume?: boolean;
  /** Who may call; default: callers in this process only need no token. */
  access?: Omit<Access, "tokenId" | "tokenName" | "endOfToken">;
  allowPrivateUrls?: boolean;
  /** Whether callers other than the owner can have models downloaded. Default: false. */
  allowDownloads?: boolean;
  /** Default: the time of the system. */
  clock?: Clock;
  /** Called when a client asks the server to stop. */
  onStop?: () => void;
}

/** An open workspace with its HTTP API. */
export interface App {
  fetch(request: Request, env?: { owner?: boolean }): Promise<Response>;
  log: Logger;
  /** Who may call it. */
  access: Access;
  /** Access tokens that were made and not revoked. */
  tokenCount: number;
  /** Resolves when no job waits or runs. */
  whenIdle(): Promise<void>;
  /** Stops jobs after their batch (they go on at the next start), then closes every store. */
  close(): Promise<void>;
}

/** Temporary folders of exports and of scoring that a crash cut off. */
async function removeLeftovers(directory: string): Promise<void> {
  for (const name of await readdir(directory))
    if (name.startsWith("export-") || name.startsWith("scoring-"))
      await rm(join(directory, name), { recursive: true, force: true });
}

/** A pixel beyond these is refused before it is decoded. */
const LIMITS = { pixels: 100_000_000, textBytes: 16 * 1024 * 1024, fileBytes: 256 * 1024 * 1024 };

function openLog({ logLevel = "warn", logFile: path, onWarning }: AppOptions) {
  const log = pino({ level: logLevel }, path === undefined ? pino.destination({ dest: 2, sync: true }) : logFile(path));
  const warn = (message: string): void => {
    log.warn(message);
    onWarning?.(message);
  };
  return { log, warn };
}

async function openCatalog(directory: string, options: { threads: number; warn: (message: string) => void }) {
  let isRepaired = false;
  const database = await Database.open(join(directory, "catalog.duckdb"), {
    threads: options.threads,
    temporaryDirectory: join(directory, "temporary"),
    warn: (message) => {
      isRepaired = true;
      options.warn(message);
    },
  });
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { database, isRepaired };
}

async function openAccess(database: Database, options: AppOptions): Promise<{ tokens: AccessTokens; access: Access }> {
  const tokens = await AccessTokens.load(database, systemClock);
  const rules = options.access ?? { token: null, isTokenNeeded: false, ownerToken: null, hosts: null };
  return {
    tokens,
    access: {
      ...rules,
      tokenId: (token) => tokens.use(token),
      tokenName: (id) => tokens.nameOf(id),
      endOfToken: (id) => tokens.endOf(id),
    },
  };
}

/** Opens catalog, vectors and files of maps, and removes what a crash left of them. */
async function openStores(directory: string, { threads, warn }: { threads: number; warn: (message: string) => void }) {
  const { database, isRepaired } = await openCatalog(directory, { threads, warn });
  const vectors = createSegmentStore({ directory: join(directory, "vectors"), threads, spawn: spawnWorker, warn });
  const mapFiles = new MapFiles(join(directory, "projections"));
  // Files that only a damaged log knew of are kept: they may be wanted for a rescue.
  if (!isRepaired) {
    await vectors.sweep(await liveFiles(database));
    await mapFiles.sweep(await listVersions(database));
  }
  await removeLeftovers(directory);
  return { database, isRepaired, vectors, mapFiles };
}

/** Threads for models and arithmetic; each pool starts when it is first needed. */
const openPools = (directory: string, { threads, mapFiles }: { threads: number; mapFiles: MapFiles }) => ({
  embedding: createEmbeddingPool({ threads, modelsDirectory: join(directory, "models") }),
  whitening: new WhiteningThreads(),
  scoring: new ScoreThreads(threads),
  training: new TrainingThreads(),
  maps: new MapThreads(threads),
  grouping: new MapThreads(threads),
  fits: new MapFits({ files: mapFiles, threads: new MapThreads(threads) }),
});

function openDeliveries(workspace: Workspace): DeliveryLoop {
  const { database, clock, log } = workspace;
  return new DeliveryLoop({ database, clock, log, call: callWebhook, onTick: () => wakeAutomations(workspace) });
}

/** Opens the stores of a data directory and everything that works on them. The only place that constructs things. */
export async function openApp(options: AppOptions): Promise<App> {
  const started = new Date();
  const directory = resolve(options.dataDirectory);
  const threads = options.threads ?? availableParallelism();
  const { log, warn } = openLog(options);
  await mkdir(directory, { recursive: true });
  const { database, isRepaired, vectors, mapFiles } = await openStores(directory, { threads, warn });
  const pools = openPools(directory, { threads, mapFiles });
  const jobs = new JobQueue({ database, clock: systemClock, log });
  const keys = new RowKeys(database);
  const workspace: Workspace = {
    directory,
    database,
    vectors,
    columns: new ScoreColumns(vectors),
    live: await LiveVectors.load(database),
    keys,
    ...pools,
    mapFiles,
    blobs: new BlobStore(join(directory, "blobs")),
    uploads: new UploadStore(join(directory, "uploads")),
    jobs,
    clock: options.clock ?? systemClock,
    log,
    limits: LIMITS,
  };
  const deliveries = openDeliveries(workspace);
  const thumbnails = new ThumbnailStore(join(directory, "thumbnails"));
  const storage = new StorageMeter(workspace);
  for (const root of options.roots ?? []) await grantRoot(database, root);
  const closing = new AbortController();
  let reclaiming: Promise<void> = Promise.resolve();
  const start = async (): Promise<void> => {
    await jobs.start(jobHandlers(workspace, { thumbnails, storage, wakeDeliveries: deliveries.wake }), jobSubject, () =>
      resumeWork(workspace),
    );
    deliveries.start();
    if (isRepaired) return;
    reclaiming = reclaimDisk(workspace, thumbnails, { before: started, signal: closing.signal }).catch(
      (error: unknown) => {
        if (!closing.signal.aborted) log.warn({ err: error }, "what deleted rows left on disk could not be removed");
      },
    );
  };
  if (options.resume ?? true) {
    await start();
    keys.start();
  } else jobs.startWith(start);
  const uploadsSwept = sweepUploads(workspace, jobs);
  const { tokens, access } = await openAccess(database, options);
  const handlers = routeHandlers({
    workspace,
    jobs,
    thumbnails,
    tokens,
    storage,
    isTokenNeeded: access.isTokenNeeded,
    version: productVersion,
    stop: options.onStop ?? (() => undefined),
    allowPrivateUrls: options.allowPrivateUrls ?? false,
    allowDownloads: options.allowDownloads ?? false,
    wakeDeliveries: deliveries.wake,
  });
  const api = createApi({
    handlers,
    access,
    log,
    ...(options.logFile === undefined ? {} : { logName: options.logFile }),
  });
  return {
    fetch: async (request, env) => api.fetch(request, env ?? {}),
    log,
    access,
    tokenCount: tokens.count,
    whenIdle: () => jobs.whenIdle(),
    close: async () => {
      closing.abort();
      await uploadsSwept.stop();
      await deliveries.close();
      await jobs.stop();
      await reclaiming;
      for (const part of [...Object.values(pools), vectors, keys, tokens, database]) await part.close();
    },
  };
}
