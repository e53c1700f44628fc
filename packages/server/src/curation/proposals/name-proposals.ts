import { overRepresentation } from "@pomona/compute/clustering/over-represented";
import type { MapCluster } from "@pomona/contract/projections";
import type { Sql } from "../../store/database.ts";
import { type CatalogField, loadFields } from "../../store/fields.ts";
import { listFunctionRecords } from "../../store/function-table.ts";
import { countGroupValues, type GroupValue, readTexts } from "../../store/group-values.ts";
import { groupingFields } from "../../store/map-values.ts";
import { chooseNames } from "../projections/cluster-names.ts";
import type { Workspace } from "../workspace.ts";
import type { ProposalRows } from "./proposal-rows.ts";

type Reason = MapCluster["reasons"][number];

const KINDS: Readonly<Record<string, Reason["kind"]>> = { label: "label", tag: "tag", dataset: "dataset" };
const LEAST_LIFT = 1.2;
const LEAST_CERTAINTY = 2;
/** What so many of the selection have says what it is or where it is from, not what one of its groups is. */
const COMMON_SHARE = 0.9;
const COMMON_LIFT = 1.5;
const REASONS = 8;
/** Rows that stand for the catalog, and texts that are read. */
const WHOLE_ROWS = 4000;
const TEXTS = { group: 64, rest: 500, characters: 800 };
const LONGEST = 60;

/**
 * A name for each group, which no function has: what it has more of than the rest of the selection, else than the catalog;
 * before it the label or tag that nearly all of the selection has. See `cluster-names.ts`.
 */
export async function nameProposals(
  workspace: Pick<Workspace, "database" | "grouping">,
  rows: ProposalRows,
  groups: readonly Uint32Array[],
  { signal }: { signal: AbortSignal },
): Promise<string[]> {
  if (groups.length === 0) return [];
  const { selected, whole } = samplesOf(rows);
  const read = await workspace.database.read(async (sql) => ({
    counts: await countGroupValues(sql, [...groups, selected, whole], await namingFields(sql)),
    texts: await readTexts(sql, textRows(groups, selected, whole), TEXTS.characters),
    taken: (await listFunctionRecords(sql)).map(({ name }) => name),
  }));
  const tables = valueTables(read.counts);
  const [inSelection, inWhole] = [groups.length, groups.length + 1];
  const common = reasonsOf(tables, { part: inSelection, whole: inWhole }, [selected.length, whole.length]).filter(
    ({ kind, share, lift }) => KINDS[kind] !== undefined && share >= COMMON_SHARE && lift >= COMMON_LIFT,
  );
  const isCommon = ({ kind, value }: Reason): boolean => common.some((one) => one.kind === kind && one.value === value);
  const terms = await termsOf(workspace, groups, { rest: [...selected, ...whole], texts: read.texts, signal });
  const reasons = groups.map((group, i) => {
    const own = reasonsOf(tables, { part: i, whole: inSelection }, [group.length, selected.length]);
    const besides = reasonsOf(tables, { part: i, whole: inWhole }, [group.length, whole.length]);
    return [...own, ...(terms[i] ?? []), ...besides.filter((reason) => !isCommon(reason))];
  });
  const names = chooseNames(reasons.map((list) => ({ level: 0, reasons: list })));
  const whatItIs = common.find(({ kind }) => kind !== "dataset");
  const before = whatItIs ? `${whatItIs.value} · ` : "";
  return freeNames(
    names.map((name) => `${before}${name}`),
    read.taken,
  );
}

/** The selection as it was drawn, and rows of it and of the others mixed as they are in the catalog. */
function samplesOf({ drawn, selectedCount, otherCount }: ProposalRows): { selected: Uint32Array; whole: Uint32Array } {
  const own = Math.round((WHOLE_ROWS * selectedCount) / (selectedCount + otherCount));
  const whole = [...drawn.selected.subarray(0, own), ...drawn.others.subarray(0, WHOLE_ROWS - own)];
  return { selected: drawn.selected, whole: Uint32Array.from(whole) };
}

async function namingFields(sql: Sql): Promise<CatalogField[]> {
  const all = [...(await loadFields(sql)).values()];
  const metadata = all.filter(({ builtin, type }) => !builtin && type !== "number" && type !== "datetime");
  return [...all.filter(({ name }) => KINDS[name] !== undefined), ...(await groupingFields(sql, metadata))];
}

/** Rows by field, value and group. */
type ValueTables = Map<string, Map<string, Map<number, number>>>;

function valueTables(counts: readonly GroupValue[]): ValueTables {
  const tables: ValueTables = new Map();
  for (const { field, value, group, rows } of counts) {
    const values = tables.get(field) ?? new Map<string, Map<number, number>>();
    tables.set(field, values);
    const by = values.get(value) ?? new Map<number, number>();
    values.set(value, by);
    by.set(group, rows);
  }
  return tables;
}

/** What a part has more of than the whole, what tells most of it first. The whole counts as if it held the part besides. */
function reasonsOf(
  tables: ValueTables,
  { part, whole }: { part: number; whole: number },
  [rows, wholeRows]: [number, number],
): Reason[] {
  const found: { reason: Reason; weight: number }[] = [];
  for (const [name, values] of tables)
    for (const [value, by] of values) {
      const count = by.get(part) ?? 0;
      if (count === 0) continue;
      const occurrence = {
        count,
        rows,
        totalCount: count + (by.get(whole) ?? 0),
        totalRows: rows + wholeRows,
      };
      const { share, lift, certainty, weight } = overRepresentation(occurrence);
      if (lift < LEAST_LIFT || certainty < LEAST_CERTAINTY) continue;
      const kind = KINDS[name] ?? "metadata";
      const field = kind === "metadata" ? name.slice("metadata.".length) : null;
      found.push({ reason: { kind, field, value, share, lift }, weight });
    }
  return found
    .sort((a, b) => b.weight - a.weight || (nameOf(a.reason) < nameOf(b.reason) ? -1 : 1))
    .slice(0, REASONS)
    .map(({ reason }) => reason);
}

const nameOf = ({ kind, field, value }: Reason): string => `${kind} ${field ?? ""} ${value}`;

function* textRows(groups: readonly Uint32Array[], ...rest: Uint32Array[]): Generator<number> {
  for (const group of groups) yield* group.subarray(0, TEXTS.group);
  for (const rows of rest) yield* rows.subarray(0, TEXTS.rest);
}

/** The distinctive terms of the texts of each group. */
async function termsOf(
  { grouping }: Pick<Workspace, "grouping">,
  groups: readonly Uint32Array[],
  { rest, texts, signal }: { rest: number[]; texts: ReadonlyMap<number, string>; signal: AbortSignal },
): Promise<Reason[][]> {
  if (texts.size === 0) return [];
  const rows = [...new Set([...groups.flatMap((group) => [...group]), ...rest])].filter((row) => texts.has(row));
  const places = new Map(rows.map((row, place) => [row, place]));
  const classes = groups.map((group) => Int32Array.from(Array.from(group).flatMap((row) => places.get(row) ?? [])));
  const request = { texts: rows.map((row) => texts.get(row) as string), classes, limit: REASONS };
  const [terms = []] = await grouping.run("clusterTerms", request, 1, { signal });
  return terms.map((list) =>
    list.map(({ term, share, lift }) => ({ kind: "term", field: null, value: term, share, lift })),
  );
}

/** Names that no function has and that are told apart, at most 60 letters long. */
function freeNames(names: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken);
  return names.map((name) => {
    // Control characters may stand in a label, but not in a name.
    const plain = name.replace(/\p{Cc}+/gu, " ").trim();
    let free = Array.from(plain).slice(0, LONGEST).join("").trim();
    for (let n = 2; used.has(free); n++)
      free = `${Array.from(plain)
        .slice(0, LONGEST - 4)
        .join("")
        .trim()} ${n}`;
    used.add(free);
    return free;
  });
}
