import { probeTasks } from "./parallel-probe.ts";

/** What making a map runs on threads, by name. */
export const mapTasks = {
  ...probeTasks,
};
export type MapTasks = typeof mapTasks;
