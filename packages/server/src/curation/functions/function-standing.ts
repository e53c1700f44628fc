import { andBits, countBits, orBits } from "@pomona/compute/bitset";
import type { CombinationOperator } from "@pomona/contract/combinations";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { Sql } from "../../store/database.ts";
import type { FunctionCounts } from "../../store/function-counts.ts";
import type { FunctionRecord, FunctionVersion, VersionParameters } from "../../store/function-table.ts";
import { nextOrdinal } from "../../store/row-table.ts";
import { readyBits } from "../../store/score-tables.ts";
import type { countStates } from "../../store/space-table.ts";
import type { Bitset } from "../../store/vector-store.ts";

/** How far the newest version of a function is. */
export interface Standing {
  record: FunctionRecord;
  state: ScoringFunction["state"];
  /** Whether any scores serve. */
  isServed: boolean;
  /** Rows that can have a score. */
  total: number;
  pendingRows: number;
  failedRows: number;
}

interface Known {
  records: readonly FunctionRecord[];
  versions: ReadonlyMap<number, FunctionVersion>;
  counts: ReadonlyMap<number, FunctionCounts>;
  states: Awaited<ReturnType<typeof countStates>>;
}

/** Some functions and everything they are made of. */
export function withParts(
  all: readonly FunctionRecord[],
  wanted: readonly FunctionRecord[],
  versions: ReadonlyMap<number, FunctionVersion>,
): FunctionRecord[] {
  const byId = new Map(all.map((record) => [record.id, record]));
  const found = new Map<number, FunctionRecord>();
  const add = (record: FunctionRecord | undefined): void => {
    if (!record || found.has(record.id)) return;
    found.set(record.id, record);
    for (const part of partsOf(versions.get(record.id)?.parameters)) add(byId.get(part.function));
  };
  for (const record of wanted) add(record);
  return [...found.values()];
}

const partsOf = (parameters: VersionParameters | undefined) =>
  parameters?.kind === "combination" ? parameters.parts : [];

/** How far functions are; `records` must hold the parts of every combination among them. */
export async function readStandings(sql: Sql, known: Known): Promise<Map<number, Standing>> {
  const byId = new Map(known.records.map((record) => [record.id, record]));
  const standings = new Map<number, Standing>();
  const able = new AbleRows(sql, known);
  const stand = async (record: FunctionRecord): Promise<Standing | null> => {
    const found = standings.get(record.id);
    if (found) return found;
    const version = known.versions.get(record.id);
    if (!version) return null;
    const parts: (Standing | null)[] = [];
    for (const part of partsOf(version.parameters)) {
      const partRecord = byId.get(part.function);
      parts.push(partRecord ? await stand(partRecord) : null);
    }
    const standing =
      version.parameters.kind === "combination"
        ? await combinationStanding(record, version.parameters, { parts, counts: known.counts, able })
        : ownStanding(record, version, known);
    standings.set(record.id, standing);
    return standing;
  };
  for (const record of known.records) await stand(record);
  return standings;
}

function ownStanding(record: FunctionRecord, version: FunctionVersion, { counts, states }: Known): Standing {
  const own = version.space === null ? undefined : states.get(version.space);
  const total = own?.ready ?? 0;
  const scored = counts.get(record.id)?.scored ?? 0;
  const failed = record.servedVersion === null ? "failed" : "stale";
  return {
    record,
    state: version.state === "failed" ? failed : scored < total ? "scoring" : "complete",
    isServed: record.servedVersion !== null,
    total,
    pendingRows: own?.pending ?? 0,
    failedRows: own?.failed ?? 0,
  };
}

async function combinationStanding(
  record: FunctionRecord,
  { operator }: { operator: CombinationOperator },
  { parts, counts, able }: { parts: readonly (Standing | null)[]; counts: Known["counts"]; able: AbleRows },
): Promise<Standing> {
  const isServed = operator === "or" ? parts.some((part) => part?.isServed) : parts.every((part) => part?.isServed);
  const states = parts.map((part) => part?.state ?? "failed");
  const isAffected = states.some((state) => state === "failed" || state === "stale");
  const served = isAffected ? "stale" : states.includes("scoring") ? "scoring" : "complete";
  const state = isServed ? served : "failed";
  return {
    record,
    state,
    isServed,
    total: state === "complete" ? (counts.get(record.id)?.scored ?? 0) : await able.count(record.id),
    pendingRows: Math.max(0, ...parts.map((part) => part?.pendingRows ?? 0)),
    failedRows: Math.max(0, ...parts.map((part) => part?.failedRows ?? 0)),
  };
}

/** Which rows can have a score: those with a vector in the spaces of the parts, in all of them or, for `or`, in any. */
class AbleRows {
  readonly #sql: Sql;
  readonly #versions: ReadonlyMap<number, FunctionVersion>;
  readonly #bySpace = new Map<number, Bitset>();
  #ordinals: number | null = null;

  constructor(sql: Sql, { versions }: Pick<Known, "versions">) {
    this.#sql = sql;
    this.#versions = versions;
  }

  async count(id: number): Promise<number> {
    return countBits(await this.#bits(id));
  }

  async #bits(id: number): Promise<Bitset> {
    const version = this.#versions.get(id);
    if (!version) return new Uint8Array(0);
    if (version.space !== null) return this.#ready(version.space);
    const { parameters } = version;
    const parts: Bitset[] = [];
    for (const part of partsOf(parameters)) parts.push(await this.#bits(part.function));
    if (parts.length === 0) return new Uint8Array(0);
    const isAny = parameters.kind === "combination" && parameters.operator === "or";
    if (!isAny && parts.some((bits) => bits.length === 0)) return new Uint8Array(0);
    const scored = parts.filter((bits) => bits.length > 0);
    return scored.length === 0 ? new Uint8Array(0) : scored.reduce(isAny ? orBits : andBits);
  }

  async #ready(space: number): Promise<Bitset> {
    this.#ordinals ??= await nextOrdinal(this.#sql);
    const known = this.#bySpace.get(space) ?? (await readyBits(this.#sql, space, { first: 0, count: this.#ordinals }));
    this.#bySpace.set(space, known);
    return known;
  }
}
