import type { ScoringFunction } from "@pomona/contract/functions";
import type { Sql } from "../../store/database.ts";
import { functionsWithDraft } from "../../store/draft-table.ts";
import { countFunctions, type FunctionCounts } from "../../store/function-counts.ts";
import {
  type Combination,
  type FunctionRecord,
  type FunctionVersion,
  functionByName,
  listFunctionRecords,
  newestVersions,
  type StoredAnchor,
  type VersionParameters,
} from "../../store/function-table.ts";
import type { ColumnReader } from "../../store/served-column.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { countStates, listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { PART_DELETED } from "../../store/why-unscored.ts";
import type { Workspace } from "../workspace.ts";
import { usersById } from "./combinations.ts";
import { contradictions } from "./contradictions.ts";
import { readStandings, type Standing, withParts } from "./function-standing.ts";
import { requiredVersion } from "./required-version.ts";

export const anchorView = (anchor: StoredAnchor): ScoringFunction["anchors"][number] => ({
  sign: anchor.sign,
  kind: anchor.kind,
  key: anchor.key,
  text: anchor.text,
  picture: anchor.picture ?? null,
  by: anchor.by ?? null,
  at: anchor.at ?? null,
  why: anchor.why ?? null,
});

/** How likeness to anchors is made a score; null of the other kinds. */
export const similarityView = (parameters: VersionParameters): ScoringFunction["parameters"] =>
  parameters.kind === "similarity" ? { combine: parameters.combine, negativeWeight: parameters.negativeWeight } : null;

/** What descriptions of functions are made from, read in one snapshot. */
interface Described {
  spaces: ReadonlyMap<number, SpaceRecord>;
  /** Rows by state of their vector, by space. */
  states: Awaited<ReturnType<typeof countStates>>;
  counts: ReadonlyMap<number, FunctionCounts>;
  /** Names of the combinations that have a function as a part. */
  users: ReadonlyMap<number, string[]>;
  /** Of every function, of its newest version. */
  standings: ReadonlyMap<number, Standing>;
  /** Of the newest versions of the functions that are described. */
  contradictions: ReadonlyMap<number, ScoringFunction["contradictions"]>;
}

/** Those of a state of the catalog (`generation`, null: unknown) are kept until it changes. */
function describedOf(
  database: Workspace["database"],
  generation: number | null,
  { sql, records, key }: { sql: Sql; records: readonly FunctionRecord[]; key: string },
): Promise<Described> {
  const { derived } = database;
  const kept: ColumnReader["kept"] = (column, work, tables) =>
    derived.get(generation, column, work, ({ byteLength }) => byteLength, tables);
  return derived.get(
    generation,
    key,
    () => readDescribed(sql, records, kept),
    ({ counts, spaces }) => 1000 * counts.size + 2000 * spaces.size,
  );
}

async function readDescribed(
  sql: Sql,
  records: readonly FunctionRecord[],
  kept: ColumnReader["kept"],
): Promise<Described> {
  const states = await countStates(sql);
  const all = await listFunctionRecords(sql);
  const versions = await newestVersions(sql);
  const wanted = withParts(all, records, versions);
  const counts = await countFunctions(sql, wanted, kept);
  return {
    spaces: new Map((await listSpaces(sql)).map((space) => [space.id, space])),
    states,
    counts,
    users: await usersById(sql),
    standings: await readStandings(sql, { records: wanted, versions, counts, states }),
    contradictions: await contradictionsById(records, versions),
  };
}

async function contradictionsById(
  records: readonly FunctionRecord[],
  versions: ReadonlyMap<number, FunctionVersion>,
): Promise<Described["contradictions"]> {
  const found = new Map<number, ScoringFunction["contradictions"]>();
  for (const { id } of records) {
    const version = versions.get(id);
    if (version) found.set(id, await contradictions(version));
  }
  return found;
}

/** The state of a version other than the newest one. */
const oldState = (version: FunctionVersion, { scored, total }: { scored: number; total: number }) =>
  version.state === "failed" ? version.state : scored < total ? "scoring" : "complete";

/** A function as the API shows it. */
function describe(
  record: FunctionRecord,
  version: FunctionVersion,
  known: Described & { drafts: ReadonlySet<number> },
): ScoringFunction {
  const counts = known.counts.get(record.id);
  const standing = known.standings.get(record.id);
  const space = version.space === null ? undefined : known.spaces.get(version.space);
  const states = space && known.states.get(space.id);
  const { parameters, trained } = version;
  const isNewest = version.version === record.version;
  const isServed = version.version === record.servedVersion;
  const scored = (isNewest ? counts?.scored : isServed ? counts?.servedScored : 0) ?? 0;
  const total = (isNewest ? standing?.total : states?.ready) ?? 0;
  return {
    name: record.name,
    space: space?.name ?? null,
    kind: parameters.kind,
    version: version.version,
    servedVersion: record.servedVersion,
    state: isNewest && standing ? standing.state : isServed ? oldState(version, { scored, total }) : version.state,
    scored,
    total,
    pendingRows: standing?.pendingRows ?? 0,
    failedRows: standing?.failedRows ?? 0,
    threshold: isNewest ? record.threshold : version.threshold,
    aboveThreshold: counts?.above ?? 0,
    servedScored: counts?.servedScored ?? 0,
    arrivals: counts?.arrivals ?? { rowsPerStep: 1, steps: [] },
    parameters: similarityView(parameters),
    probe: parameters.kind === "probe" && trained ? { parameters: parameters.probe, report: trained.report } : null,
    combination: parameters.kind === "combination" ? describeCombination(parameters, known) : null,
    anchors: version.anchors.map(anchorView),
    contradictions: known.contradictions.get(record.id) ?? [],
    truth: record.truth,
    hasDraft: known.drafts.has(record.id),
    usedBy: known.users.get(record.id) ?? [],
    note: version.note,
    by: version.by,
    error: version.error ?? (isNewest ? lackOf(record.id, parameters, known) : null),
    created: record.created.toISOString(),
    updated: record.updated.toISOString(),
  };
}

function describeCombination(
  { operator, parts }: Combination,
  { standings }: Described,
): ScoringFunction["combination"] {
  return {
    operator,
    parts: parts.map(({ function: id, weight }) => {
      const part = standings.get(id);
      return {
        function: part?.record.name ?? null,
        weight,
        version: part?.record.servedVersion ?? null,
        state: part?.state ?? "failed",
      };
    }),
  };
}

const NO_SHARED_ROW =
  "No row has a score here: each part scores rows, but none that all of them score, as where one is over images and another over texts. Give it parts that score the same rows, or combine them by `or`.";

/** Why a combination is not what it was made to be; its other faults are told by the parts that have them. */
function lackOf(id: number, parameters: VersionParameters, { standings, counts }: Described): string | null {
  if (parameters.kind !== "combination") return null;
  if (parameters.parts.some((part) => !standings.has(part.function))) return PART_DELETED;
  const standing = standings.get(id);
  // Rows that are still to be scored may be some that the parts share.
  if (standing?.state !== "complete" || standing.total > 0 || standing.pendingRows > 0) return null;
  return parameters.parts.every((part) => (counts.get(part.function)?.servedScored ?? 0) > 0) ? NO_SHARED_ROW : null;
}

/** Every function. The counts of a state of the catalog are kept until it changes. */
export const listFunctions = ({ database }: Workspace): Promise<ScoringFunction[]> => {
  const before = database.generation;
  return readSnapshot(database, async (sql) => {
    const records = await listFunctionRecords(sql);
    const generation = before !== null && database.generation === before ? before : null;
    const known = await describedOf(database, generation, { sql, records, key: "functions" });
    const versions = await newestVersions(sql);
    // Drafts are not of the state of the catalog that the counts are kept for.
    const drafts = await functionsWithDraft(sql);
    return records.flatMap((record) => {
      const version = versions.get(record.id);
      return version ? [describe(record, version, { ...known, drafts })] : [];
    });
  });
};

export const getFunction = ({ database }: Workspace, name: string, number?: number): Promise<ScoringFunction> => {
  const before = database.generation;
  return readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const generation = before !== null && database.generation === before ? before : null;
    const version = await requiredVersion(sql, record, number ?? record.version);
    const drafts = await functionsWithDraft(sql);
    const known = await describedOf(database, generation, { sql, records: [record], key: `function ${record.id}` });
    const isNewest = version.version === record.version;
    const own = isNewest ? known.contradictions : new Map([[record.id, await contradictions(version)]]);
    return describe(record, version, { ...known, contradictions: own, drafts });
  });
};
