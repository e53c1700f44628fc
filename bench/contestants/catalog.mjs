import { openCatalog } from "../../eval/catalog.mjs";
import { automationTasks } from "../ours/automation-tasks.mjs";
import { facetTasks } from "../ours/facet-tasks.mjs";
import { functionTasks } from "../ours/function-tasks.mjs";
import { importTasks } from "../ours/import-tasks.mjs";
import { learningTasks } from "../ours/learning-tasks.mjs";
import { recallTasks } from "../ours/recall-tasks.mjs";
import { searchTasks } from "../ours/search-tasks.mjs";
import { soakTasks } from "../ours/soak-tasks.mjs";

const TASKS = {
  automations: automationTasks,
  facets: facetTasks,
  functions: functionTasks,
  import: importTasks,
  learning: learningTasks,
  recall: recallTasks,
  search: searchTasks,
  soak: soakTasks,
};

/** Pomona itself: the server and the client of its API, on the catalog in `directory`. */
export async function prepare({ directory, source, tasks, ...options }) {
  const { client, close } = await openCatalog(directory, source);
  return { tasks: await TASKS[tasks](client, { ...options, source }), close };
}
