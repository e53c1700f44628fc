import type { UnitFault } from "@pomona/compute/unit-vectors";
import type { ItemFailure } from "@pomona/contract/imports";
import type { JobInput } from "@pomona/contract/jobs";
import { isProblem, Problem } from "@pomona/contract/problems";
import { valuesIn } from "@pomona/contract/vector-text";
import { ahead } from "../../config/ahead.ts";
import { giveTurn } from "../../config/give-turn.ts";
import { resolveInside } from "../../media/granted-paths.ts";
import { BlockPool, type TakeBlock } from "../../sources/vector-blocks.ts";
import { faultFailure } from "../../sources/vector-check.ts";
import { openVectorFile } from "../../sources/vector-files.ts";
import { ordinalsOfKeys } from "../../store/row-table.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { JobHandler } from "../background-work.ts";
import { listRoots } from "../imports/roots.ts";
import type { Workspace } from "../workspace.ts";
import { createExternalSpace } from "./create-space.ts";
import { catchUpDerived } from "./derived-space.ts";
import { fullSegmentRows, mergeWithDerived } from "./merge-segments.ts";
import { storeVectors } from "./store-vectors.ts";
import { TakenRows } from "./taken-rows.ts";

export interface VectorsReport {
  space: string;
  imported: number;
  replaced: number;
  failed: ItemFailure[];
  failedCount: number;
}

const REPORTED_FAILURES = 10_000;

/** The external space of that name, made with these dims where it does not exist. */
async function externalSpace(
  workspace: Workspace,
  name: string,
  dims: number,
): Promise<{ space: SpaceRecord; isNew: boolean }> {
  const known = (await listSpaces(workspace.database)).find((space) => space.name === name);
  if (!known) {
    try {
      const space = await createExternalSpace(workspace, { name, dims, modalities: ["image", "text"] });
      return { space, isNew: true };
    } catch (error) {
      // Another request made it in the meantime.
      if (isProblem(error, "name-taken")) return externalSpace(workspace, name, dims);
      throw error;
    }
  }
  if (known.kind !== "external")
    throw new Problem(
      "in-use",
      `The space "${name}" belongs to ${known.kind === "derived" ? "a fit" : `the model ${known.model}`}: vectors of another origin never mix with it. Choose another name.`,
    );
  if (known.dims !== dims)
    throw new Problem("space-dims-mismatch", {
      detail: `The vectors have ${dims} dims; the space "${name}" has ${known.dims}.`,
      fields: { dims, spaceDims: known.dims },
    });
  return { space: known, isNew: false };
}

/** Takes back a space that was made for vectors of which none could be stored. */
async function takeBack(workspace: Workspace, space: SpaceRecord): Promise<void> {
  const unused = "DELETE FROM spaces WHERE id = ? AND NOT EXISTS (SELECT 1 FROM embeddings WHERE space = ?)";
  await workspace.database.write((tx) => tx.run(unused, [space.id, space.id]));
}

/** Rows looked at before other work may get a turn. */
const TURN_ROWS = 2048;

interface KeyedVectors {
  keys: string[];
  /** Line or record number of each key in its file, from 1; absent for vectors given in a request. */
  lines?: ArrayLike<number>;
  /** keys.length * dims float32; scaled in place. */
  vectors: Float32Array;
}

/** Vectors that were scaled to length 1 where they can be, and the rows they are for. */
interface CheckedVectors extends KeyedVectors {
  /** Which cannot be scaled. */
  faults: UnitFault[];
  /** Ordinal of each key's row, -1 where there is none. */
  ordinals: Float64Array;
}

async function checkVectors<T extends KeyedVectors>(workspace: Workspace, batch: T): Promise<T & CheckedVectors> {
  const [faults, found] = await Promise.all([
    workspace.vectors.scaleToUnit(batch.vectors.length / batch.keys.length, batch.vectors),
    workspace.database.read((sql) => ordinalsOfKeys(sql, batch.keys)),
  ]);
  const ordinals = new Float64Array(batch.keys.length).fill(-1);
  found.places.forEach((place, i) => {
    ordinals[place] = found.ordinals[i] as number;
  });
  return { ...batch, faults, ordinals };
}

/**
 * Places of the vectors to store, in order of their rows; and why the others are not. Of a key given more than once, the
 * first vector that can be stored counts; `taken` knows the rows of the batches before.
 */
async function sortOut(
  batch: CheckedVectors,
  taken: TakenRows,
): Promise<{ places: Uint32Array; failures: ItemFailure[] }> {
  const { keys, lines, faults, ordinals } = batch;
  const faultAt = new Map(faults.map((fault) => [fault.index, fault]));
  const failures: ItemFailure[] = [];
  const places = new Uint32Array(keys.length);
  let placeCount = 0;
  for (let place = 0; place < keys.length; place++) {
    if (place % TURN_ROWS === 0) await giveTurn();
    const key = keys[place] as string;
    const fault = faultAt.get(place);
    const row = ordinals[place] as number;
    if (!fault && row >= 0 && taken.take(row)) {
      places[placeCount++] = place;
      continue;
    }
    const line = lines?.[place];
    const failure = fault ? faultFailure(fault) : row < 0 ? unknownKey(key) : duplicateKey(key, line);
    failures.push({ item: key, ...(line === undefined ? {} : { line }), ...failure });
  }
  const found = places.subarray(0, placeCount);
  if (found.some((place, i) => i > 0 && (ordinals[place] as number) < (ordinals[found[i - 1] as number] as number)))
    found.sort((a, b) => (ordinals[a] as number) - (ordinals[b] as number));
  return { places: found, failures };
}

type Reason = Pick<ItemFailure, "code" | "message">;

const unknownKey = (key: string): Reason => ({
  code: "unknown-key",
  message: `There is no row with the key "${key}". Import its row first, or give a key prefix.`,
});

const duplicateKey = (key: string, line: number | undefined): Reason => ({
  code: "duplicate-key",
  message: `The key "${key}" was ${line === undefined ? "given before" : "on an earlier line"}. Keys must be unique; the first one counts.`,
});

/** Vectors moved at a step: a few milliseconds. */
const MOVE_BYTES = 4 << 20;

/** The vectors at some places, packed in that order; where they are, when the places rise. */
async function packVectors(
  vectors: Float32Array,
  places: Uint32Array,
  dims: number,
  takeBlock: TakeBlock,
): Promise<Float32Array> {
  const isRising = places.every((place, i) => i === 0 || place > (places[i - 1] as number));
  const packed = isRising ? vectors : takeBlock(places.length * dims);
  const step = Math.max(1, Math.floor(MOVE_BYTES / (dims * 4)));
  // In a run from the start every vector is in its place.
  let first = 0;
  while (isRising && places[first] === first) first++;
  for (let i = first; i < places.length; i++) {
    const place = places[i] as number;
    packed.set(vectors.subarray(place * dims, (place + 1) * dims), i * dims);
    if (i % step === 0) await giveTurn();
  }
  return packed.subarray(0, places.length * dims);
}

/** Stores one batch. Bad vectors, unknown keys and those of rows that were taken before are reported. */
async function storeChecked(
  workspace: Workspace,
  space: SpaceRecord,
  batch: CheckedVectors,
  { blocks, taken }: { blocks: BlockPool; taken: TakenRows },
): Promise<{ imported: number; replaced: number; failures: ItemFailure[] }> {
  const { places, failures } = await sortOut(batch, taken);
  const rows = Uint32Array.from(places, (place) => batch.ordinals[place] as number);
  const { owners } = workspace.live.target(space.id, space.dims);
  const replaced = rows.reduce((sum, row) => sum + ((owners[row] ?? 0) > 0 ? 1 : 0), 0);
  await giveTurn();
  const vectors = await packVectors(batch.vectors, places, space.dims, blocks.take);
  const stored = await storeVectors(workspace, space, {
    rows,
    vectors,
    errors: new Array(rows.length).fill(null),
    only: "all",
  });
  if (vectors.buffer !== batch.vectors.buffer) blocks.give(vectors);
  blocks.give(batch.vectors);
  return { imported: stored.ready - replaced, replaced, failures };
}

/** Dims of a vector of a request: numbers, or base64 of float32 values. */
const dimsOf = (vector: number[] | string): number => (typeof vector === "string" ? valuesIn(vector) : vector.length);

/** Adds vectors given in a request. All have the same dims, or nothing is stored. */
export async function putVectors(
  workspace: Workspace,
  request: { space: string; vectors: { key: string; vector: number[] | string }[] },
): Promise<VectorsReport> {
  const dims = dimsOf(request.vectors[0]?.vector ?? []);
  const odd = request.vectors.find((entry) => dimsOf(entry.vector) !== dims);
  if (odd)
    throw new Problem("space-dims-mismatch", {
      detail: `The vector of "${odd.key}" has ${dimsOf(odd.vector)} dims, the first has ${dims}.`,
      fields: { key: odd.key },
    });
  const { space, isNew } = await externalSpace(workspace, request.space, dims);
  const vectors = new Float32Array(request.vectors.length * dims);
  const bytes = Buffer.from(vectors.buffer);
  for (const [index, { vector }] of request.vectors.entries()) {
    if (typeof vector === "string") bytes.write(vector, index * dims * 4, "base64");
    else vectors.set(vector, index * dims);
    await giveTurn();
  }
  const checked = await checkVectors(workspace, { keys: request.vectors.map((entry) => entry.key), vectors });
  const { failures, ...counts } = await storeChecked(workspace, space, checked, {
    blocks: new BlockPool(),
    taken: new TakenRows(),
  });
  if (isNew && counts.imported === 0) await takeBack(workspace, space);
  await catchUpDerived(workspace, space);
  return { space: space.name, ...counts, failed: failures.slice(0, REPORTED_FAILURES), failedCount: failures.length };
}

/** Imports a file of vectors. Each batch is stored whole with its scores; bad lines are reported and left out. */
export const importVectors =
  (workspace: Workspace): JobHandler<"vectors"> =>
  async (input: JobInput<"vectors">, context) => {
    const roots = await listRoots(workspace.database);
    const path = await resolveInside(roots, input.path);
    const ids = input.ids === undefined ? undefined : await resolveInside(roots, input.ids);
    await context.forgetFailures();
    const file = await openVectorFile({
      path,
      keyColumn: input.keyColumn,
      vectorColumn: input.vectorColumn,
      ...(ids === undefined ? {} : { ids }),
      ...(input.keyPrefix === undefined ? {} : { keyPrefix: input.keyPrefix }),
    });
    const report: VectorsReport = { space: input.space, imported: 0, replaced: 0, failed: [], failedCount: 0 };
    const note = async (failures: ItemFailure[]): Promise<void> => {
      report.failed.push(...failures.slice(0, REPORTED_FAILURES - report.failed.length));
      report.failedCount += failures.length;
      await context.fail(failures);
    };
    let target: { space: SpaceRecord; isNew: boolean } | null = null;
    const blocks = new BlockPool();
    const taken = new TakenRows();
    const { signal } = context;
    async function* checked() {
      const options = { signal, batchRows: fullSegmentRows(file.dims ?? 0), takeBlock: blocks.take };
      for await (const batch of file.batches(options))
        yield batch.keys.length > 0 ? await checkVectors(workspace, batch) : { ...batch, faults: null };
    }
    try {
      let seen = 0;
      context.progress(0, file.total);
      for await (const batch of ahead(checked())) {
        signal.throwIfAborted();
        seen += batch.keys.length + batch.failures.length;
        const failures = [...batch.failures];
        if (batch.faults) {
          target ??= await externalSpace(workspace, input.space, batch.vectors.length / batch.keys.length);
          const stored = await storeChecked(workspace, target.space, batch, { blocks, taken });
          report.imported += stored.imported;
          report.replaced += stored.replaced;
          failures.push(...stored.failures);
        }
        await note(failures.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
        context.progress(seen, file.total);
      }
    } finally {
      await file.close();
    }
    if (target) {
      if (target.isNew && report.imported === 0) await takeBack(workspace, target.space);
      await mergeWithDerived(workspace, target.space, signal);
      await catchUpDerived(workspace, target.space);
    }
    return report;
  };
