import type { ClusterTerm } from "@pomona/compute/clustering/cluster-terms";
import type { FoundCluster } from "@pomona/compute/clustering/find-clusters";
import { overRepresentation } from "@pomona/compute/clustering/over-represented";
import type { MapCluster } from "@pomona/contract/projections";
import { giveTurn } from "../../config/give-turn.ts";
import { liveKeys, type NamedCluster } from "../../store/cluster-table.ts";
import type { Sql } from "../../store/database.ts";
import { type CatalogField, loadFields } from "../../store/fields.ts";
import { type MapMiddles, readMiddles } from "../../store/map-middles.ts";
import { sampleTexts } from "../../store/map-samples.ts";
import type { MapRef } from "../../store/map-tables.ts";
import { countMapValues, groupingFields } from "../../store/map-values.ts";
import type { Workspace } from "../workspace.ts";
import { chooseNames } from "./cluster-names.ts";

type Reason = MapCluster["reasons"][number];

/** Reasons that are kept of each kind of evidence. */
const REASONS = 8;
const TYPICAL_ROWS = 12;
/** Texts read of a cluster of the finest level, and how much of each. */
const TEXTS = { each: 64, characters: 800 };
/** What is not over-represented for certain is no reason: three standard errors. */
const LEAST_CERTAINTY = 3;
const LEAST_LIFT = 1.2;

/**
 * Names the clusters of a map whose lines are stored, with the reasons and the most typical rows: what label, tag,
 * dataset or metadata value a cluster has more of than the rest of the map (`over-represented.ts`), and the distinctive
 * terms of its texts (`cluster-terms.ts`). The same map gets the same names. Cost: 2 to 4 s for a million rows, beside
 * the event loop.
 */
export async function nameClusters(
  { database, maps }: Pick<Workspace, "database" | "maps">,
  map: MapRef,
  clusters: readonly FoundCluster[],
  { signal }: { signal: AbortSignal },
): Promise<NamedCluster[]> {
  if (clusters.length === 0) return [];
  const { middles, values, texts } = await database.read(async (sql) => {
    const middles = await readMiddles(sql, map, clusters, TYPICAL_ROWS);
    signal.throwIfAborted();
    const values = await valueReasons(sql, map, middles, signal);
    return { middles, values, texts: await textsOf(sql, map, clusters, signal) };
  });
  const [terms = []] =
    texts.texts.length === 0 ? [] : await maps.run("clusterTerms", { ...texts, limit: REASONS }, 1, { signal });
  const reasons = clusters.map(({ id }, i) => [...(values.get(id) ?? []), ...(terms[i] ?? []).map(termReason)]);
  const names = chooseNames(clusters.map(({ level }, i) => ({ level, reasons: reasons[i] ?? [] })));
  const typical = clusters.map(({ id }) => middles.nearest.get(id) ?? []);
  const keys = await database.read((sql) => liveKeys(sql, typical.flat()));
  return clusters.map((cluster, i) => ({
    ...cluster,
    name: names[i] as string,
    reasons: reasons[i] ?? [],
    rows: middles.rowsOf.get(cluster.id) ?? 0,
    typical: (typical[i] ?? []).flatMap((row) => keys.get(row) ?? []),
    typicalRows: typical[i] ?? [],
  }));
}

const termReason = ({ term, share, lift }: ClusterTerm): Reason => ({
  kind: "term",
  field: null,
  value: term,
  share,
  lift,
});

const KINDS: Readonly<Record<string, Reason["kind"]>> = { label: "label", tag: "tag", dataset: "dataset" };

/** Values that are over-represented in each cluster, those that tell most of it first. */
async function valueReasons(
  sql: Sql,
  map: MapRef,
  middles: MapMiddles,
  signal: AbortSignal,
): Promise<Map<number, Reason[]>> {
  const all = [...(await loadFields(sql)).values()];
  const metadata = all.filter(({ builtin, type }) => !builtin && type !== "number" && type !== "datetime");
  const builtin = all.filter(({ name }) => KINDS[name] !== undefined);
  const fields: CatalogField[] = [...builtin, ...(await groupingFields(sql, metadata))];
  /** Rows by field, value and cluster; -1 for the whole map. */
  const counts = new Map<string, Map<string, Map<number, number>>>(fields.map(({ name }) => [name, new Map()]));
  for await (const { field, value, clusters, rows } of countMapValues(sql, map, fields)) {
    signal.throwIfAborted();
    const values = counts.get(field) as Map<string, Map<number, number>>;
    const by = values.get(value) ?? new Map<number, number>();
    values.set(value, by);
    for (const id of [-1, ...clusters.filter((cluster) => cluster >= 0)]) by.set(id, (by.get(id) ?? 0) + rows);
  }
  const found = new Map<number, { reason: Reason; weight: number }[]>();
  for (const { name } of fields)
    for (const [value, by] of counts.get(name) ?? []) {
      await giveTurn();
      for (const [id, count] of by) {
        if (id === -1) continue;
        const rows = middles.rowsOf.get(id) ?? count;
        const occurrence = { count, rows, totalCount: by.get(-1) as number, totalRows: middles.rows };
        const { share, lift, certainty, weight } = overRepresentation(occurrence);
        if (lift < LEAST_LIFT || certainty < LEAST_CERTAINTY) continue;
        const kind = KINDS[name] ?? "metadata";
        const field = kind === "metadata" ? name.slice("metadata.".length) : null;
        const list = found.get(id) ?? [];
        found.set(id, list);
        list.push({ reason: { kind, field, value, share, lift }, weight });
      }
    }
  return new Map([...found].map(([id, list]) => [id, strongest(list)]));
}

const strongest = (list: readonly { reason: Reason; weight: number }[]): Reason[] =>
  list
    .toSorted(
      (a, b) =>
        b.weight - a.weight ||
        compare(a.reason.field ?? "", b.reason.field ?? "") ||
        compare(a.reason.value, b.reason.value),
    )
    .slice(0, REASONS)
    .map(({ reason }) => reason);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A sample of the map's texts, with the places of each cluster's among them. */
async function textsOf(
  sql: Sql,
  map: MapRef,
  clusters: readonly FoundCluster[],
  signal: AbortSignal,
): Promise<{ texts: string[]; classes: Int32Array[] }> {
  const texts: string[] = [];
  const members = new Map<number, number[]>(clusters.map(({ id }) => [id, []]));
  for await (const { text, clusters: of } of sampleTexts(sql, map, TEXTS)) {
    signal.throwIfAborted();
    for (const id of of) members.get(id)?.push(texts.length);
    texts.push(text);
  }
  return { texts, classes: clusters.map(({ id }) => Int32Array.from(members.get(id) ?? [])) };
}
