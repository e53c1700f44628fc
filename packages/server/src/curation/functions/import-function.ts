import type { FunctionFile, FunctionPart } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../../store/database.ts";
import {
  type FunctionRecord,
  insertFunction,
  listFunctionRecords,
  type VersionParameters,
} from "../../store/function-table.ts";
import { listSpaces, nextId, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { storeVersion } from "./add-version.ts";
import { compileVersion } from "./compile-version.ts";
import { getFunction } from "./describe-function.ts";
import { definitionKey, functionPart, readReferred } from "./function-part.ts";
import type { NewVersion } from "./make-version.ts";
import { type ReadFunction, readFunctionFile } from "./read-function-file.ts";
import { requiredVersion } from "./required-version.ts";
import { requestScoring } from "./score-function.ts";

export interface ImportRequest {
  file: FunctionFile;
  name?: string | undefined;
  space?: string | undefined;
  by: string;
}

/**
 * Makes a function of a file, with vectors and weights as they are, so that a vector has the score to the bit that it had
 * where the function was exported. Parts of a combination that are not here are made too; one of the same name that is here
 * is used where it gives the same scores. All of them are made, or none. Problem `other-model` where no space is of
 * the model, `name-taken`, and `bad-request` for a file that cannot be.
 */
export async function importFunction(
  workspace: Workspace,
  request: ImportRequest,
): Promise<ScoringFunction & { job: string | null }> {
  const read = await readFunctionFile(request.file);
  const own = read.at(-1) as ReadFunction;
  if (request.space !== undefined && own.part.kind === "combination")
    throw new Problem("bad-request", "A combination has no space: its parts go to the spaces of their models.");
  const name = request.name ?? own.part.name;
  const made = await workspace.database.write(
    async (tx) => {
      const ids = new Map<string, number>();
      const records: FunctionRecord[] = [];
      for (const one of read.slice(0, -1)) {
        const known = await samePart(tx, one.part);
        const record = known ?? (await insertRead(workspace, tx, one, { name: one.part.name, ids, request }));
        ids.set(one.part.name, record.id);
        if (!known) records.push(record);
      }
      await refuseTaken(tx, name);
      const space = request.space === undefined ? undefined : await spaceByName(tx, request.space);
      records.push(await insertRead(workspace, tx, own, { name, ids, request, space }));
      return records;
    },
    { sharesCheckpoint: true },
  );
  let job: string | null = null;
  for (const record of made) if (record.kind !== "combination") job = await requestScoring(workspace, record);
  return { ...(await getFunction(workspace, name)), job };
}

async function refuseTaken(tx: Transaction, name: string): Promise<void> {
  if ((await listFunctionRecords(tx)).some((record) => record.name === name))
    throw new Problem("name-taken", {
      detail: `A function named "${name}" exists. Import it under another name: pomona function import FILE --name NAME.`,
      fields: { name },
    });
}

/** The function of that name that gives the same scores; undefined where there is none of the name. */
async function samePart(tx: Transaction, part: FunctionPart): Promise<FunctionRecord | undefined> {
  const record = (await listFunctionRecords(tx)).find((candidate) => candidate.name === part.name);
  if (!record) return undefined;
  const newest = await requiredVersion(tx, record, record.version);
  const here = functionPart(record, newest, await readReferred(tx));
  if (definitionKey(here) === definitionKey(part)) return record;
  throw new Problem("name-taken", {
    detail: `The file has a part named "${part.name}", and a function of that name is here that gives other scores. Rename the one that is here (pomona function rename), then import again.`,
    fields: { name: part.name },
  });
}

async function insertRead(
  workspace: Workspace,
  tx: Transaction,
  read: ReadFunction,
  place: { name: string; ids: ReadonlyMap<string, number>; request: ImportRequest; space?: SpaceRecord | undefined },
): Promise<FunctionRecord> {
  const { part, anchors, vectors, trained } = read;
  const { name, ids, request } = place;
  const space = part.space && (await fittingSpace(tx, part, part.space, place.space));
  const now = workspace.clock();
  const record: FunctionRecord = {
    id: await nextId(tx),
    name,
    space: space?.id ?? null,
    kind: part.kind,
    version: 1,
    servedVersion: 1,
    threshold: part.threshold,
    truth: part.truth,
    created: now,
    updated: now,
  };
  const note = `Imported: version ${part.version} of "${part.name}", exported ${request.file.exported.slice(0, 10)}.`;
  const { by } = request;
  const version: NewVersion = {
    space: record.space,
    anchors,
    parameters: parametersOf(part, ids),
    trained,
    vectors,
    by,
    note,
  };
  // Refused here rather than by its job: anchors that cancel each other out have no score.
  if (space) compileVersion(version, space);
  await insertFunction(tx, record);
  await storeVersion(workspace, tx, record, version);
  return record;
}

function parametersOf(part: FunctionPart, ids: ReadonlyMap<string, number>): VersionParameters {
  const { parameters, probe, combination } = part;
  if (parameters) return { kind: "similarity", ...parameters };
  if (probe) return { kind: "probe", probe: probe.parameters };
  const parts = (combination?.parts ?? []).map(({ function: name, weight }) => ({
    function: ids.get(name) as number,
    weight,
  }));
  return { kind: "combination", operator: combination?.operator ?? "and", parts };
}

/** The space of the same fingerprint, or the one that is asked for where it is. Own vectors are of a space of theirs by its name. */
async function fittingSpace(
  tx: Transaction,
  part: FunctionPart,
  wanted: NonNullable<FunctionPart["space"]>,
  asked: SpaceRecord | undefined,
): Promise<SpaceRecord> {
  const spaces = await listSpaces(tx);
  const fits = (space: SpaceRecord): boolean =>
    space.dims === wanted.dims &&
    (space.fingerprint === wanted.fingerprint ||
      // No model is known of either: whoever names the space says that its vectors mean the same.
      (space === asked && space.kind === "external" && wanted.model === null));
  const found = asked
    ? [asked].filter(fits)[0]
    : (spaces.find((space) => space.name === wanted.name && fits(space)) ?? spaces.find(fits));
  if (found) return found;
  const here = (asked ? [asked] : spaces).map(described).join("; ") || "none yet";
  throw new Problem("other-model", {
    detail: `The function "${part.name}" is of ${described(wanted)}; ${asked ? "the space asked for is" : "the spaces here are"}: ${here}. ${cureOf(wanted, spaces)}`,
    fields: { name: part.name, model: wanted.model, fingerprint: wanted.fingerprint, space: asked?.name ?? null },
  });
}

function cureOf(wanted: NonNullable<FunctionPart["space"]>, spaces: readonly SpaceRecord[]): string {
  const { model } = wanted;
  if (model === null)
    return "Its numbers mean nothing in other vectors; vectors of your own need a space that you name with --space.";
  // A derived space goes by the name of the model that its source is of.
  if (spaces.some((space) => space.model === model))
    return `The model is the same, but not how it is prepared, or what is derived from its vectors: a derived space is fitted to the rows of its catalog. Where the function is from, take it over to the space that its own is derived from (pomona function edit NAME --space SPACE), and export it then.`;
  return `Its numbers mean nothing in another model's space: make one with ${model} (pomona space create).`;
}

const described = ({ name, model, dims, fingerprint }: NonNullable<FunctionPart["space"]>): string =>
  `"${name}" (${model ?? "own vectors"}, ${dims} dims, fingerprint ${fingerprint.slice(0, 24)})`;
