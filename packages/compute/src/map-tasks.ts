import { probeTasks } from "./parallel-probe.ts";
import { applyPcaTasks } from "./projection/apply-pca.ts";
import { covarianceTasks } from "./projection/covariance-tasks.ts";
import { principalAxesTasks } from "./projection/principal-axes.ts";

/** What making a map runs on threads, by name. */
export const mapTasks = {
  ...probeTasks,
  ...covarianceTasks,
  ...principalAxesTasks,
  ...applyPcaTasks,
};
export type MapTasks = typeof mapTasks;
