import { createHash } from "node:crypto";
import { andBits, ordinalsOf } from "@pomona/compute/bitset";
import type { FilterInput } from "@pomona/contract/filter";
import { Problem } from "@pomona/contract/problems";
import { readBits } from "../../store/filter-bits.ts";
import { countStates, listSpaces, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import { blob, int } from "../../store/sql-values.ts";
import type { JobContext, JobHandler } from "../background-work.ts";
import { readFound } from "../queries/read-found.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { insertAndRead } from "./create-space.ts";
import { deriveVectors } from "./derived-vectors.ts";
import { mergeSegments } from "./merge-segments.ts";
import { onSpace } from "./on-space.ts";
import { storeVectors } from "./store-vectors.ts";

export interface DeriveRequest {
  name: string;
  from: string;
  dims: number;
  exponent: number;
  filter?: FilterInput | undefined;
}

/** Rows a fit looks at; more would not change it enough to matter. */
const FIT_ROWS = 5000;
/** Rows the built-in image space must have before its derived space is made by itself. */
const AUTOMATIC_ROWS = 1000;
const AUTOMATIC_DIMS = 256;
const STORE_ROWS = 4096;
const IS_READY = "r.row IN (SELECT row FROM embeddings WHERE space = ? AND state = 'ready')";
/** Stored batches after which segments are merged. */
const MERGE_BATCHES = 16;
/** Passes over the missing rows that may store nothing, as rows can be deleted or arrive meanwhile. */
const FRUITLESS_PASSES = 3;

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

const automaticName = (source: Pick<SpaceRecord, "name">): string => `${source.name}-${AUTOMATIC_DIMS}`;

/** Whether a space is the one that `maybeMakeDerivedSpace` makes of its source. */
export const isAutomaticDerived = (space: SpaceRecord, source: SpaceRecord): boolean =>
  space.derivedFrom === source.id && space.name === automaticName(source);

/** Makes the half-whitened space of the built-in image model once there are enough rows to fit it on. */
export async function maybeMakeDerivedSpace(workspace: Workspace, source: SpaceRecord): Promise<void> {
  if (source.kind !== "model" || !source.model?.startsWith("builtin/cn3")) return;
  const spaces = await listSpaces(workspace.database);
  const name = automaticName(source);
  // Read anew: the source may have been deleted, or the space refused, while its rows were being embedded.
  const current = spaces.find((space) => space.id === source.id);
  if (!current) return;
  const { automaticDerived } = current.description as { automaticDerived?: boolean };
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
  (input, context) =>
    onSpace(workspace, input.space, async (unfitted) => {
      const source = (await listSpaces(workspace.database)).find((candidate) => candidate.id === unfitted.derivedFrom);
      if (!source) throw new Problem("space-not-found", `The source of "${unfitted.name}" is gone.`);
      if (!unfitted.transform) await fit(workspace, unfitted, source, context.signal);
      const space = unfitted.transform ? unfitted : await spaceByName(workspace.database, input.space);
      const done = await fillDerived(workspace, space, source, context);
      await mergeSegments(workspace, space, context.signal);
      return { done, failed: 0 };
    });

/** Stores what a fitted space lacks of its source, until it lacks nothing. Returns the rows stored. */
async function fillDerived(
  workspace: Workspace,
  space: SpaceRecord,
  source: SpaceRecord,
  context: Pick<JobContext, "signal" | "progress">,
): Promise<number> {
  let done = 0;
  let fruitless = 0;
  let batches = 0;
  for (;;) {
    const missing = await missingRows(workspace, space, source);
    if (missing.length === 0) return done;
    const before = done;
    for (let start = 0; start < missing.length; start += STORE_ROWS) {
      context.signal.throwIfAborted();
      done += await deriveRows(workspace, space, source, missing.subarray(start, start + STORE_ROWS));
      context.progress(done, before + missing.length);
      if (++batches % MERGE_BATCHES === 0) await mergeSegments(workspace, space, context.signal);
    }
    fruitless = done === before ? fruitless + 1 : 0;
    if (fruitless === FRUITLESS_PASSES)
      throw new Problem(
        "internal",
        `${missing.length} rows of "${source.name}" cannot be carried over to "${space.name}": their vectors are not in any segment. Embed them again in "${source.name}", then run pomona space embed ${space.name}.`,
      );
  }
}

/** Carries rows over from the source. Those that got a vector meanwhile keep it: theirs is newer. Returns the rows stored. */
async function deriveRows(
  workspace: Workspace,
  space: SpaceRecord,
  source: SpaceRecord,
  wanted: Uint32Array,
): Promise<number> {
  const found = await readFound(workspace, source, wanted);
  if (found.rows.length === 0) return 0;
  const stored = await storeVectors(workspace, space, {
    rows: found.rows,
    vectors: await deriveVectors(workspace, space, found.vectors),
    errors: new Array(found.rows.length).fill(null),
    only: "missing",
  });
  return stored.ready;
}

/** Rows with a vector in the source and none here, ascending. */
const missingRows = async (workspace: Workspace, space: SpaceRecord, source: SpaceRecord): Promise<Uint32Array> =>
  ordinalsOf(
    await workspace.database.read((sql) =>
      readBits(sql, {
        where: `${IS_READY} AND r.row NOT IN (SELECT row FROM embeddings WHERE space = ?)`,
        values: [source.id, space.id],
      }),
    ),
  );

/** Fits on (an even sample of) the rows the request names; the fit becomes part of the space's fingerprint. */
async function fit(workspace: Workspace, space: SpaceRecord, source: SpaceRecord, signal: AbortSignal): Promise<void> {
  const { request } = space.description as { request: DeriveRequest };
  const bits = request.filter ? await filterBits(queryContext(workspace), request.filter) : null;
  const ready = await workspace.database.read((sql) => readBits(sql, { where: IS_READY, values: [source.id] }));
  const eligible = ordinalsOf(bits ? andBits(ready, bits) : ready);
  const count = Math.min(FIT_ROWS, eligible.length);
  const wanted = Uint32Array.from(
    { length: count },
    (_, index) => eligible[Math.floor((index * eligible.length) / count)] as number,
  );
  const { rows: sample, vectors } = await readFound(workspace, source, wanted);
  if (sample.length < 2)
    throw new Problem(
      "space-empty",
      `"${source.name}" has ${sample.length} rows to fit on under that filter; at least 2 are needed.`,
    );
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
    fittedRows: sample.length,
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
