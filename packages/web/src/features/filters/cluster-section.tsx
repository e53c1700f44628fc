import type { MapCluster, Projection } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { clusterCountsQuery } from "../../api/cluster-counts.ts";
import { clustersQuery, type MapAsked, projectionsQuery, shownVersion } from "../../api/projection-queries.ts";
import { readClusters, toggleCluster, withoutClusters } from "../../catalog/cluster-filter.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { Section } from "../../ui/section.tsx";

/** As many clusters are listed before the others are asked for. */
const FIRST = 12;

/** The clusters of the map that is shown, or of the first one, each with its rows. */
export function ClusterSection() {
  const { search, parts } = useCatalog();
  const projections = useQuery(projectionsQuery).data ?? [];
  const found = mapWithClusters(projections, search.map, search.mapVersion);
  if (!found) return null;
  return (
    <Section name="clusters" title={copy.clusters} active={readClusters(parts, found.map).length} isOpenAtFirst>
      <ClusterList map={found.map} levels={found.levels} />
    </Section>
  );
}

function mapWithClusters(projections: readonly Projection[], name: string | undefined, asked: number | undefined) {
  for (const projection of [...projections.filter((one) => one.name === name), ...projections]) {
    const version = shownVersion(projection, projection.name === name ? asked : undefined);
    if (version && version.clusterLevels > 0)
      return { map: { name: projection.name, version: version.version }, levels: version.clusterLevels };
  }
  return undefined;
}

function ClusterList({ map, levels }: { map: MapAsked; levels: number }) {
  const { parts, addedParts, setParts } = useCatalog();
  const clusters = useQuery(clustersQuery(map)).data;
  const [level, setLevel] = useState(0);
  const others = [...withoutClusters(parts, map), ...addedParts];
  const passing = useQuery({ ...clusterCountsQuery(map, level, joinParts(others)), enabled: others.length > 0 }).data;
  const countOf = ({ id, rows }: MapCluster): number => (others.length > 0 && passing ? (passing[id] ?? rows) : rows);
  const [isWhole, setIsWhole] = useState(false);
  const chosen = readClusters(parts, map);
  const all = (clusters ?? []).filter((one) => one.level === level).sort((a, b) => b.rows - a.rows);
  const shown = isWhole ? all : all.filter((one, i) => i < FIRST || chosen.includes(one.id));
  return (
    <div className="px-2 pb-3">
      {levels > 1 ? (
        <fieldset aria-label={copy.clusterLevel} className="m-0 mb-1 flex gap-1 border-0 p-0 px-2">
          {levelNames(levels).map((name, i) => (
            <button
              key={name}
              type="button"
              aria-pressed={i === level}
              className="h-6 rounded-full px-2 text-ink-mute text-xs hover:text-ink aria-pressed:bg-accent-wash aria-pressed:text-accent-strong"
              onClick={() => setLevel(i)}
            >
              {name}
            </button>
          ))}
        </fieldset>
      ) : null}
      <ul aria-label={copy.clustersOf(map.name)} className="m-0 list-none p-0">
        {shown.map((cluster) => (
          <ClusterLine
            key={cluster.id}
            name={cluster.name}
            count={countOf(cluster)}
            isChosen={chosen.includes(cluster.id)}
            onToggle={() => setParts(toggleCluster(parts, map, cluster.id))}
          />
        ))}
      </ul>
      {shown.length < all.length ? (
        <button
          type="button"
          className="h-6 rounded px-2 text-accent text-xs hover:underline"
          onClick={() => setIsWhole(true)}
        >
          {copy.showMore(formatCount(all.length - shown.length))}
        </button>
      ) : null}
    </div>
  );
}

const levelNames = (levels: number): string[] =>
  levels === 2 ? [copy.clusterLevels[0], copy.clusterLevels[2]] : copy.clusterLevels.slice(0, levels);

interface ClusterLineProps {
  name: string;
  /** Rows of it under the other conditions. */
  count: number;
  isChosen: boolean;
  onToggle: () => void;
}

function ClusterLine({ name, count, isChosen, onToggle }: ClusterLineProps) {
  return (
    <li>
      <label className="flex h-7 items-center gap-2 rounded px-2 hover:bg-hover">
        <input type="checkbox" className="size-3.5 shrink-0 accent-accent" checked={isChosen} onChange={onToggle} />
        <span title={name} className="min-w-0 truncate">
          {name}
        </span>
        <span className="ml-auto text-ink-mute text-xs tabular-nums">{formatCount(count)}</span>
      </label>
    </li>
  );
}
