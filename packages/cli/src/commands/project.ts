import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context } from "../context.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { noteWaiting } from "./automation/note-waiting.ts";
import { examples, onRun } from "./command.ts";
import { collect } from "./values.ts";

export function addProject(program: Command, context: Context): void {
  const group = program
    .command("project")
    .summary("labeling projects")
    .description("Labeling projects, which batches of rows are sent to.");
  const create = group
    .command("create <name>")
    .description("Makes a project.")
    .option("--class <name>", "a class that labelers choose from (repeatable)", collect);
  examples(create, "pomona project create fruit --class apple --class orange");
  onRun<{ class?: string[] }>(create, context, "new", async (run, [name = ""], options) => {
    const made = await run.client.createProject({ name, ontology: { classes: options.class ?? [] } });
    await run.show(made, () => `Made project ${made.name} with ${count(made.ontology.classes.length)} classes`);
    return undefined;
  });
  const list = group.command("list").description("Lists the projects.");
  examples(list, "pomona project list");
  onRun(list, context, "existing", async (run) => {
    const projects = await run.client.listProjects({ signal: run.signal });
    const table = () =>
      renderTable(
        projects,
        [
          { title: "PROJECT", value: (project) => project.name, shrinks: true },
          { title: "ROWS", value: (project) => count(project.rows), align: "right" },
          { title: "BATCHES", value: (project) => count(project.batches), align: "right" },
          { title: "CLASSES", value: (project) => project.ontology.classes.join(", "), shrinks: true },
        ],
        run.terminal,
      );
    await run.show(projects, () => table() || "No projects yet.");
    return undefined;
  });
  const remove = confirmable(
    group.command("delete <name>").description("Deletes a project and its batches; the rows stay in the catalog."),
  );
  examples(remove, "pomona project delete fruit", "pomona project delete fruit --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, [name = ""], options) => {
    const project = (await run.client.listProjects({ signal: run.signal })).find((one) => one.name === name);
    if (project) {
      await noteWaiting(run, { kind: "project", name });
      await confirmDeletion(run, options, () => {
        const batches = plural(project.batches, "batch", "batches");
        return `project "${name}" with ${batches} (their ${plural(project.rows, "row")} stay in the catalog)`;
      });
    }
    const deleted = await run.client.deleteProject({ name });
    await run.show(deleted, () => `Deleted project ${name}`);
    return undefined;
  });
}
