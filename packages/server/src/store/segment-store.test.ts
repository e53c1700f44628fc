import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { spawnWorker } from "../workers/spawn.ts";
import { createSegmentStore } from "./segment-store.ts";
import { vectorStoreCases } from "./vector-store.cases.ts";

const folders: string[] = [];
const folder = async () => {
  const path = await mkdtemp(join(tmpdir(), "pomona-segments-"));
  folders.push(path);
  return path;
};
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

const openStore = async () => createSegmentStore({ directory: await folder(), threads: 2, spawn: spawnWorker });

vectorStoreCases("segment store, small scans on the calling thread", openStore);
