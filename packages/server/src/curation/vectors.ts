import { gatherVectors } from "@pomona/compute/gather";
import type { ItemFailure } from "@pomona/contract/imports";
import type { JobInput } from "@pomona/contract/jobs";
import { isProblem, Problem } from "@pomona/contract/problems";
import { resolveInside } from "../media/granted-paths.ts";
import { openVectorFile } from "../sources/vector-files.ts";
import { listSpaces, type SpaceRecord } from "../store/space-table.ts";
import { int, stringList } from "../store/sql-values.ts";
import type { JobHandler } from "./background-work.ts";
import { createExternalSpace } from "./create-space.ts";
import { catchUpDerived } from "./derived-space.ts";
import { mergeWithDerived } from "./merge-segments.ts";
import { listRoots } from "./roots.ts";
import { storeVectors } from "./store-vectors.ts";
import type { Workspace } from "./workspace.ts";

export interface VectorsReport {
  space: string;
  imported: number;
  replaced: number;
  failed: ItemFailure[];
  failedCount: number;
}

const REPORTED_FAILURES = 10_000;
/** Rows stored at once, and so per segment; at 4,096 dims this is 64 MB. */
const STORE_ROWS = 4096;

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

/** Length 1, or why that cannot be. */
function normalise(vector: Float32Array): "zero-vector" | "non-finite" | null {
  let sum = 0;
  for (const value of vector) sum += value * value;
  if (!Number.isFinite(sum)) return "non-finite";
  if (sum === 0) return "zero-vector";
  const inverse = 1 / Math.sqrt(sum);
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) * inverse;
  return null;
}

const REASONS = {
  "zero-vector": "The vector is all zeros, which has no direction.",
  "non-finite": "The vector holds NaN or an infinite number.",
} as const;

interface KeyedVectors {
  keys: string[];
  /** Line or record number of each key in its file, from 1; absent for vectors given in a request. */
  lines?: ArrayLike<number>;
  /** keys.length * dims float32; normalised in place. */
  vectors: Float32Array;
}

/** Stores one batch. Bad vectors and unknown keys are reported; of a key given twice, the last vector counts. */
async function storeKeyed(
  workspace: Workspace,
  space: SpaceRecord,
  batch: KeyedVectors,
): Promise<{ imported: number; replaced: number; failures: ItemFailure[] }> {
  const { dims } = space;
  const failures: ItemFailure[] = [];
  const known = new Map(
    (
      await workspace.database.all(
        `SELECT r.key, r.row, e.state IS NOT DISTINCT FROM 'ready' AS has FROM rows r LEFT JOIN embeddings e ON e.row = r.row AND e.space = ?
         WHERE r.key IN (SELECT unnest(?))`,
        [space.id, stringList([...new Set(batch.keys)])],
      )
    ).map((row) => [row.key as string, { row: int(row.row), has: row.has as boolean }]),
  );
  const byRow = new Map<number, { position: number; has: boolean }>();
  batch.keys.forEach((key, position) => {
    const at = { item: key, ...(batch.lines ? { line: batch.lines[position] as number } : {}) };
    const target = known.get(key);
    if (!target) {
      failures.push({
        ...at,
        code: "unknown-key",
        message: `There is no row with the key "${key}". Import its row first, or give a key prefix.`,
      });
      return;
    }
    const wrong = normalise(batch.vectors.subarray(position * dims, (position + 1) * dims));
    if (wrong) failures.push({ ...at, code: wrong, message: REASONS[wrong] });
    else byRow.set(target.row, { position, has: target.has });
  });
  const rows = Uint32Array.from([...byRow.keys()].sort((a, b) => a - b));
  const positions = Array.from(rows, (row) => byRow.get(row)?.position as number);
  const vectors = gatherVectors(batch.vectors, positions, dims);
  const stored = await storeVectors(workspace, space, {
    rows,
    vectors,
    errors: new Array(rows.length).fill(null),
    only: "all",
  });
  const replaced = [...byRow.values()].filter((entry) => entry.has).length;
  return { imported: stored.ready - replaced, replaced, failures };
}

/** Adds vectors given in a request. All have the same dims, or nothing is stored. */
export async function putVectors(
  workspace: Workspace,
  request: { space: string; vectors: { key: string; vector: number[] }[] },
): Promise<VectorsReport> {
  const dims = request.vectors[0]?.vector.length ?? 0;
  const odd = request.vectors.find((entry) => entry.vector.length !== dims);
  if (odd)
    throw new Problem("space-dims-mismatch", {
      detail: `The vector of "${odd.key}" has ${odd.vector.length} dims, the first has ${dims}.`,
      fields: { key: odd.key },
    });
  const { space, isNew } = await externalSpace(workspace, request.space, dims);
  const vectors = new Float32Array(request.vectors.length * dims);
  for (const [index, entry] of request.vectors.entries()) vectors.set(entry.vector, index * dims);
  const { failures, ...counts } = await storeKeyed(workspace, space, {
    keys: request.vectors.map((entry) => entry.key),
    vectors,
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
    try {
      let seen = 0;
      context.progress(0, file.total);
      for await (const batch of file.batches({ signal: context.signal, batchRows: STORE_ROWS })) {
        context.signal.throwIfAborted();
        seen += batch.keys.length + batch.failures.length;
        const failures = [...batch.failures];
        if (batch.keys.length > 0) {
          target ??= await externalSpace(workspace, input.space, batch.vectors.length / batch.keys.length);
          const stored = await storeKeyed(workspace, target.space, batch);
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
      await mergeWithDerived(workspace, target.space, context.signal);
      await catchUpDerived(workspace, target.space);
    }
    return report;
  };
