import type { FoundCluster, FoundClusters, PlanePoints } from "./find-clusters.ts";

/**
 * Clusters with their ids and middles, from labels that name clusters by any numbers, -1 for none; each level's clusters
 * must lie in those of the level before.
 */
export function middles({ coordinates, count }: PlanePoints, named: readonly Int32Array[]): FoundClusters {
  const clusters: FoundCluster[] = [];
  const labels: FoundClusters["labels"] = [];
  for (const [level, names] of named.entries()) {
    const ids = idsBySize(names, clusters.length);
    const label = new Int32Array(count).map((_, point) => ids.get(names[point] as number) ?? -1);
    const first = clusters.length;
    const found = Array.from({ length: ids.size }, (_, i): FoundCluster & { nearest: number } => {
      return { id: first + i, level, parent: null, rows: 0, x: 0, y: 0, nearest: Number.POSITIVE_INFINITY };
    });
    const mean = new Float64Array(2 * found.length);
    for (const [point, id] of label.entries()) {
      if (id === -1) continue;
      const cluster = found[id - first] as FoundCluster;
      cluster.rows++;
      cluster.parent = labels[level - 1]?.[point] ?? null;
      const at = 2 * (id - first);
      mean[at] = (mean[at] as number) + (coordinates[2 * point] as number);
      mean[at + 1] = (mean[at + 1] as number) + (coordinates[2 * point + 1] as number);
    }
    for (const [point, id] of label.entries()) {
      if (id === -1) continue;
      const cluster = found[id - first] as FoundCluster & { nearest: number };
      const x = coordinates[2 * point] as number;
      const y = coordinates[2 * point + 1] as number;
      const at = 2 * (id - first);
      const squared =
        ((mean[at] as number) / cluster.rows - x) ** 2 + ((mean[at + 1] as number) / cluster.rows - y) ** 2;
      if (squared < cluster.nearest) Object.assign(cluster, { nearest: squared, x, y });
    }
    clusters.push(...found.map(({ nearest: _, ...cluster }) => cluster));
    labels.push(label);
  }
  return { labels, clusters };
}

/** Ids from `first` on for the names that occur, those of the most points first, then by name. */
function idsBySize(names: Int32Array, first: number): Map<number, number> {
  const rows = new Map<number, number>();
  for (const name of names) if (name !== -1) rows.set(name, (rows.get(name) ?? 0) + 1);
  const ordered = [...rows].sort(([a, rowsOfA], [b, rowsOfB]) => rowsOfB - rowsOfA || a - b);
  return new Map(ordered.map(([name], i) => [name, first + i]));
}
