import type { Filter } from "@pomona/contract/filter";
import { conditionsOf } from "@pomona/contract/filter-tree";
import { useQueries } from "@tanstack/react-query";
import { clustersQuery } from "../../api/projection-queries.ts";

/** Fetches the clusters that a filter speaks of by number, so that their names can be shown, and draws anew when they have come. */
export function useClusterNames(filter: Filter): void {
  const maps = new Map(
    [...conditionsOf(filter)].flatMap((condition) =>
      "cluster" in condition
        ? [
            [
              `${condition.version}/${condition.projection}`,
              { name: condition.projection, version: condition.version },
            ] as const,
          ]
        : [],
    ),
  );
  useQueries({ queries: [...maps.values()].map((map) => clustersQuery(map)) });
}
