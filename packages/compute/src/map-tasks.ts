import { type ClusterOptions, type FoundClusters, findClusters, type PlanePoints } from "./clustering/find-clusters.ts";
import { probeTasks } from "./parallel-probe.ts";

/** What making a map runs on threads, by name. */
export const mapTasks = {
  ...probeTasks,
  /** One part: the whole. */
  findClusters: ({ options, ...points }: PlanePoints & { options: ClusterOptions }): FoundClusters =>
    findClusters(points, options),
};
export type MapTasks = typeof mapTasks;
