import { andBits, andNotBits, countBits } from "@pomona/compute/bitset";
import { isProblem } from "@pomona/contract/problems";
import type { Projection, ProjectionVersion } from "@pomona/contract/projections";
import type { Sql } from "../../store/database.ts";
import { countMap, type MapCounts, mappedBits } from "../../store/map-tables.ts";
import type { ProjectionRecord, VersionRecord } from "../../store/projection-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { expectedBits } from "../../store/score-tables.ts";
import { countStates, listSpaces } from "../../store/space-table.ts";
import { filterBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { FIT_UNREADABLE } from "./place-arrivals.ts";

/** Share of rows that arrived since the layout above which it should be laid out again. */
const MANY_PLACED = 0.2;
/** So many times the misfit of rows laid out is bad for those that arrived since. */
const BAD_MISFIT = 1.5;
/** Fewer arrivals than this say nothing of how arrivals fit. */
const ENOUGH_ARRIVALS = 20;

/** A version with what is counted of it. */
interface Counted {
  version: VersionRecord;
  counts: MapCounts | null;
  unmapped: number;
  /** Why its filter cannot be read any more. */
  problem: string | null;
}

/** Projections as the API shows them, with the jobs that lay them out now. */
export async function describeProjections(
  workspace: Workspace,
  records: readonly ProjectionRecord[],
  known: { versions: readonly VersionRecord[]; jobs: ReadonlyMap<number, string> },
): Promise<Projection[]> {
  const { database } = workspace;
  const names = new Map((await listSpaces(database)).map(({ id, name }) => [id, name]));
  const waiting = await waitingRows(database);
  const described: Projection[] = [];
  for (const record of records) {
    const versions: ProjectionVersion[] = [];
    for (const version of known.versions.filter(({ projection }) => projection === record.id)) {
      const isSimple = version.filter === null && version.error !== FIT_UNREADABLE;
      const rest = isSimple ? { unmapped: waiting.get(record.space) ?? 0, problem: null } : null;
      const counts = await countsOf(workspace, version);
      versions.push(
        versionView({ version, counts, ...(rest ?? (await filterRest(workspace, record.space, version))) }),
      );
    }
    described.push({
      name: record.name,
      space: names.get(record.space) ?? "",
      servedVersion: versions.find(({ state }) => state === "complete")?.version ?? null,
      versions,
      job: versions.map(({ version }) => known.jobs.get(version)).find((job) => job !== undefined) ?? null,
      created: record.created.toISOString(),
      updated: record.updated.toISOString(),
    });
  }
  return described;
}

/** Rows that a space takes and that have no vector in it, by space; of a derived space those that its source has more. */
async function waitingRows(database: Workspace["database"]): Promise<Map<number, number>> {
  const states = await countStates(database);
  const ready = (space: number): number => states.get(space)?.ready ?? 0;
  return new Map(
    (await listSpaces(database)).map(({ id, derivedFrom }) => {
      const own = states.get(id) ?? {};
      const behind = derivedFrom === null ? 0 : Math.max(0, ready(derivedFrom) - ready(id));
      return [id, (own.pending ?? 0) + (own.failed ?? 0) + behind];
    }),
  );
}

/** Counts are kept until the catalog changes. Null for a version that is not complete. */
async function countsOf({ database }: Pick<Workspace, "database">, version: VersionRecord): Promise<MapCounts | null> {
  if (version.state !== "complete") return null;
  const { generation } = database;
  const count = (): Promise<MapCounts> => database.read((sql) => countMap(sql, version));
  const counts = await database.derived.get(generation, `map counts ${version.version}`, count, () => 500);
  return counts;
}

/** Rows that meet the filter of a version and are not on the map, whether they have a vector or wait for one. */
async function filterRest(
  workspace: Workspace,
  space: number,
  version: VersionRecord,
): Promise<Pick<Counted, "unmapped" | "problem">> {
  try {
    const wanted = await filterBits(queryContext(workspace), version.filter ?? undefined);
    return await workspace.database.read(async (sql) => {
      const expected = andBits(wanted, await expectedBits(sql, space, await every(sql)));
      const mapped = version.state === "complete" ? await mappedBits(sql, version, await every(sql)) : new Uint8Array();
      return { unmapped: countBits(andNotBits(expected, mapped)), problem: null };
    });
  } catch (error) {
    if (!isProblem(error)) throw error;
    return { unmapped: 0, problem: `Its filter cannot be read any more: ${error.message}` };
  }
}

const every = async (sql: Pick<Sql, "one">) => ({ first: 0, count: await nextOrdinal(sql) });

function versionView({ version, counts, unmapped, problem }: Counted): ProjectionVersion {
  const { outcome } = version;
  return {
    version: version.version,
    state: version.state,
    parameters: version.parameters,
    filter: version.filter,
    rows: counts?.rows ?? 0,
    placed: counts?.placed ?? 0,
    unmapped: version.state === "complete" || version.state === "laying" ? unmapped : 0,
    misfit:
      counts === null || counts.misfit.laidOut === null
        ? null
        : { laidOut: counts.misfit.laidOut, placed: counts.misfit.arrived },
    hint: version.error === FIT_UNREADABLE ? "fit-unreadable" : counts && hintOf(counts),
    quality: outcome?.quality ?? null,
    reducedTo: outcome?.reducedTo ?? null,
    explained: outcome?.explained ?? null,
    bounds: counts?.bounds ?? null,
    clusterLevels: outcome?.clusterLevels ?? 0,
    error: version.error ?? problem,
    created: version.created.toISOString(),
    completed: version.completed?.toISOString() ?? null,
  };
}

/** Why a map should be laid out again. */
function hintOf({ rows, arrived, misfit }: Pick<MapCounts, "rows" | "arrived" | "misfit">): ProjectionVersion["hint"] {
  if (arrived > MANY_PLACED * rows) return "many-placed";
  const isBad = (misfit.arrived ?? 0) > BAD_MISFIT * (misfit.laidOut ?? Number.POSITIVE_INFINITY);
  return arrived >= ENOUGH_ARRIVALS && isBad ? "misfit" : null;
}
