import { createHash } from "node:crypto";
import { hasBit } from "@pomona/compute/bitset";
import { gatherVectors } from "@pomona/compute/gather";
import type { FilterInput } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { countStates, listSpaces, type SpaceRecord, spaceByName } from "../store/space-table.ts";
import { blob, int } from "../store/sql-values.ts";
import type { JobHandler } from "./background-work.ts";
import { insertAndRead } from "./create-space.ts";
import { deriveVectors } from "./derived-vectors.ts";
import { mergeSegments } from "./merge-segments.ts";
import { filterBits } from "./selection.ts";
import { storeVectors } from "./store-vectors.ts";
import type { Workspace } from "./workspace.ts";
import { queryContext } from "./workspace-query.ts";

export interface DeriveRequest {
  name: string;
  from: string;
  dims: number;
  exponent: number;
  filter?: FilterInput | undefined;
}

/** Rows a fit looks at; more would not change it enough to matter. */
const FIT_ROWS = 10_000;
/** Rows the built-in image space must have before its derived space is made by itself. */
const AUTOMATIC_ROWS = 1000;
const AUTOMATIC_DIMS = 256;
const STORE_ROWS = 4096;

/** Makes a space that is fitted on, and filled from, another one by a job. */
export async function createDerivedSpace(
  workspace: Workspace,
  request: DeriveRequest,
  options: { version: number; suggested: boolean },
): Promise<SpaceRecord> {
  const from = await spaceByName(workspace.database, request.from);
  if (from.kind === "derived")
    throw new Problem(
      "bad-request",
      `"${from.name}" is itself derived. Derive from "${await sourceName(workspace, from)}".`,
    );
  if (request.dims > from.dims)
    throw new Problem(
      "space-dims-mismatch",
      `A derived space cannot have more dims (${request.dims}) than its source "${from.name}" (${from.dims}).`,
    );
  return insertAndRead(workspace, {
    name: request.name,
    dims: request.dims,
    kind: "derived",
    model: from.model,
    modalities: from.modalities,
    queryModalities: from.queryModalities,
    // Until the fit is part of it, no other space can share this fingerprint.
    fingerprint: `unfitted:${request.name}:${options.version}`,
    version: options.version,
    description: { request: { ...request, filter: request.filter ?? null } },
    derivedFrom: from.id,
    defaultFor: [],
    suggested: options.suggested,
    transform: null,
  });
}

const sourceName = async (workspace: Workspace, space: SpaceRecord): Promise<string> =>
  (await listSpaces(workspace.database)).find((candidate) => candidate.id === space.derivedFrom)?.name ?? "its source";

/** Asks for a derived space to be fitted (once) and filled. */
export const requestDerive = (workspace: Workspace, space: SpaceRecord): Promise<string> =>
  workspace.jobs.add("derive", { space: space.name }, { title: `Derive ${space.name}`, subject: space.name });

/** Asks for every derived space of a source that lacks some of its rows to be filled. */
export async function catchUpDerived(workspace: Workspace, source: SpaceRecord): Promise<void> {
  const counts = await countStates(workspace.database);
  const ready = (space: SpaceRecord): number => counts.get(space.id)?.ready ?? 0;
  for (const space of await listSpaces(workspace.database))
    if (space.derivedFrom === source.id && ready(space) < ready(source)) await requestDerive(workspace, space);
}

/** Makes the half-whitened space of the built-in image model once there are enough rows to fit it on. */
export async function maybeMakeDerivedSpace(workspace: Workspace, source: SpaceRecord): Promise<void> {
  if (source.kind !== "model" || !source.model?.startsWith("builtin/cn3")) return;
  const spaces = await listSpaces(workspace.database);
  const name = `${source.name}-${AUTOMATIC_DIMS}`;
  const { automaticDerived } = source.description as { automaticDerived?: boolean };
  if (automaticDerived === false || spaces.some((space) => space.derivedFrom === source.id || space.name === name))
    return;
  const ready = int(
    (
      await workspace.database.one("SELECT count(*) AS n FROM embeddings WHERE space = ? AND state = 'ready'", [
        source.id,
      ])
    )?.n,
  );
  if (ready < AUTOMATIC_ROWS) return;
  const made = await createDerivedSpace(
    workspace,
    { name, from: source.name, dims: AUTOMATIC_DIMS, exponent: 0.25 },
    { version: 1, suggested: true },
  );
  await workspace.database.write((tx) => tx.run("UPDATE spaces SET suggested = false WHERE id = ?", [source.id]));
  await requestDerive(workspace, made);
}

/** Fits a derived space if it is not fitted yet, then fills in every row of its source that it lacks. */
export const deriveSpace =
  (workspace: Workspace): JobHandler<"derive"> =>
  async (input, context) => {
    let space = await spaceByName(workspace.database, input.space);
    const source = (await listSpaces(workspace.database)).find((candidate) => candidate.id === space.derivedFrom);
    if (!source) throw new Problem("space-not-found", `The source of "${space.name}" is gone.`);
    if (!space.transform) {
      await fit(workspace, space, source, context.signal);
      space = await spaceByName(workspace.database, input.space);
    }
    let done = 0;
    for (;;) {
      const missing = await missingRows(workspace, space, source);
      if (missing.length === 0) break;
      for (let start = 0; start < missing.length; start += STORE_ROWS) {
        context.signal.throwIfAborted();
        const wanted = missing.slice(start, start + STORE_ROWS);
        const read = await workspace.vectors.read(workspace.live.target(source.id, source.dims), wanted);
        const positions = Array.from(wanted.keys()).filter((position) => read.found[position]);
        const rows = Uint32Array.from(positions, (position) => wanted[position] as number);
        const vectors = gatherVectors(read.vectors, positions, source.dims);
        await storeVectors(workspace, space, {
          rows,
          vectors: await deriveVectors(workspace, space, vectors),
          errors: new Array(rows.length).fill(null),
          only: "missing",
        });
        done += rows.length;
        context.progress(done, done - start - rows.length + missing.length);
      }
    }
    await mergeSegments(workspace, space);
    return { done, failed: 0 };
  };

/** Rows with a vector in the source and none here, ascending. */
async function missingRows(workspace: Workspace, space: SpaceRecord, source: SpaceRecord): Promise<Uint32Array> {
  const [rows = []] = await workspace.database.read((sql) =>
    sql.columns(
      `SELECT row FROM embeddings WHERE space = ? AND state = 'ready'
       AND row NOT IN (SELECT row FROM embeddings WHERE space = ?) ORDER BY row`,
      [source.id, space.id],
    ),
  );
  return Uint32Array.from(rows as number[]);
}

/** Fits on (an even sample of) the rows the request names; the fit becomes part of the space's fingerprint. */
async function fit(workspace: Workspace, space: SpaceRecord, source: SpaceRecord, signal: AbortSignal): Promise<void> {
  const { request } = space.description as { request: DeriveRequest };
  const target = workspace.live.target(source.id, source.dims);
  const bits = request.filter ? await filterBits(queryContext(workspace), request.filter) : null;
  const [ready = []] = await workspace.database.read((sql) =>
    sql.columns("SELECT row FROM embeddings WHERE space = ? AND state = 'ready' ORDER BY row", [source.id]),
  );
  const eligible = Uint32Array.from((ready as number[]).filter((row) => !bits || hasBit(bits, row)));
  if (eligible.length < 2)
    throw new Problem(
      "space-empty",
      `"${source.name}" has ${eligible.length} rows to fit on under that filter; at least 2 are needed.`,
    );
  const count = Math.min(FIT_ROWS, eligible.length);
  const sample = Uint32Array.from(
    { length: count },
    (_, index) => eligible[Math.floor((index * eligible.length) / count)] as number,
  );
  const { vectors } = await workspace.vectors.read(target, sample);
  signal.throwIfAborted();
  const transform = await workspace.whitening.fit(vectors, {
    dims: source.dims,
    outputDims: space.dims,
    exponent: request.exponent,
  });
  const rowsHash = createHash("sha256").update(sample).digest("hex");
  const fingerprint = createHash("sha256").update(source.fingerprint).update(transform).digest("hex");
  const description = {
    ...space.description,
    fittedRows: count,
    eligibleRows: eligible.length,
    fittedRowsSha256: rowsHash,
    exponent: request.exponent,
    sourceFingerprint: source.fingerprint,
  };
  await workspace.database.write((tx) =>
    tx.run("UPDATE spaces SET transform = ?, fingerprint = ?, description = ? WHERE id = ?", [
      blob(transform),
      fingerprint,
      JSON.stringify(description),
      space.id,
    ]),
  );
}
