import { clusterTerms } from "./clustering/cluster-terms.ts";
import { denseGroups } from "./clustering/dense-groups.ts";
import { type ClusterOptions, type FoundClusters, findClusters, type PlanePoints } from "./clustering/find-clusters.ts";
import { pictureTasks } from "./map-picture.ts";
import { cellTasks } from "./neighbours/cell-tasks.ts";
import { searchTasks } from "./neighbours/search-tasks.ts";
import { probeTasks } from "./parallel-probe.ts";
import { applyPcaTasks } from "./projection/apply-pca.ts";
import { covarianceTasks } from "./projection/covariance-tasks.ts";
import { initialMapTasks } from "./projection/initial-map.ts";
import { landmarkTasks } from "./projection/landmarks.ts";
import { mapQualityTasks } from "./projection/map-quality.ts";
import { neighbourGraphTasks } from "./projection/neighbour-graph.ts";
import { packArraysTasks } from "./projection/pack-arrays.ts";
import { placeByNeighboursTasks } from "./projection/place-by-neighbours.ts";
import { principalAxesTasks } from "./projection/principal-axes.ts";
import { reduceVectorsTasks } from "./projection/reduce-vectors.ts";
import { repulsionGridTasks } from "./projection/repulsion-grid.ts";
import { tsneTasks } from "./projection/tsne-tasks.ts";
import { umapRoundTasks } from "./projection/umap-rounds.ts";
import { writeRowsTasks } from "./projection/write-rows.ts";

/** What making a map runs on threads, by name. */
export const mapTasks = {
  ...probeTasks,
  ...pictureTasks,
  ...covarianceTasks,
  ...principalAxesTasks,
  ...applyPcaTasks,
  ...cellTasks,
  ...searchTasks,
  ...mapQualityTasks,
  /** One part: the whole. */
  findClusters: ({ options, ...points }: PlanePoints & { options: ClusterOptions }): FoundClusters =>
    findClusters(points, options),
  ...reduceVectorsTasks,
  ...landmarkTasks,
  ...neighbourGraphTasks,
  ...initialMapTasks,
  ...umapRoundTasks,
  ...repulsionGridTasks,
  ...tsneTasks,
  ...placeByNeighboursTasks,
  ...writeRowsTasks,
  /** One part: the whole. */
  denseGroups,
  /** One part: the whole. */
  clusterTerms,
  ...packArraysTasks,
};
export type MapTasks = typeof mapTasks;
