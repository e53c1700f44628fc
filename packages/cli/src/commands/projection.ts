import { Problem } from "@pomona/contract/problems";
import { type ProjectionParameters, projectionMethod } from "@pomona/contract/projections";
import { type Command, Option } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { type ExitCode, exitCodes, UsageError } from "../exit-code.ts";
import { jobProblem } from "../job-problem.ts";
import { count, plural } from "../render/quantities.ts";
import { finishJobs } from "../wait.ts";
import { noteWaiting } from "./automation/note-waiting.ts";
import { examples, onRun } from "./command.ts";
import { addMapFiles } from "./map-files.ts";
import { renderClusters, renderProjection, renderProjections } from "./render-projection.ts";
import { given, numberBetween, wholeNumber } from "./values.ts";

interface LayoutOptions {
  method?: ProjectionParameters["method"];
  neighbours?: number;
  minDistance?: number;
  perplexity?: number;
  metric?: ProjectionParameters["metric"];
  seed?: number;
  components?: number;
  epochs?: number;
  landmarks?: number;
  where?: string;
  wait?: boolean;
}
interface CreateOptions extends LayoutOptions {
  space?: string;
  name?: string;
}
interface RelayOptions extends LayoutOptions {
  everyRow?: true;
}

export function addProjections(program: Command, context: Context): void {
  const group = program
    .command("projection")
    .summary("maps of a space, with clusters")
    .description("Projections: 2-D maps of an embedding space, on which like rows lie close together.");
  addLaying(group, context);
  addReading(group, context);
  addMapFiles(group, context);
  addLifeCycle(group, context);
}

const layoutOptions = (command: Command): Command =>
  command
    .addOption(new Option("--method <method>", "how it is laid out").choices(projectionMethod.options))
    .option("--neighbours <number>", "neighbours of each row that count, umap (default: 15)", wholeNumber(2, 200))
    .option("--min-distance <distance>", "how close points may lie, umap (default: 0.1)", numberBetween(0, 0.99))
    .option("--perplexity <number>", "how many neighbours count, tsne (default: 30)", numberBetween(2, 200))
    .addOption(
      new Option(
        "--metric <metric>",
        "how distances are taken: cosine is half the square of euclidean (default: euclidean)",
      ).choices(["cosine", "euclidean"]),
    )
    .option("--seed <number>", "start of the random numbers (default: 42)", wholeNumber(0, 0x7fffffff))
    .option("--components <number>", "dimensions that vectors are reduced to first", wholeNumber(2, 256))
    .option("--epochs <number>", "rounds of the layout", wholeNumber(10, 5000))
    .option("--landmarks <rows>", "lay out so many rows, place the others among them", wholeNumber(100, 1_000_000))
    .option("--wait", "return when the map is complete (the default when no server is running)")
    .option("--no-wait", "return at once");

const parametersOf = ({
  method,
  neighbours,
  minDistance,
  perplexity,
  metric,
  seed,
  components,
  epochs,
  landmarks,
}: LayoutOptions) =>
  given({ method, neighbours, minDistance, perplexity, metric, seed, components, epochs, landmarks });

function addLaying(group: Command, context: Context): void {
  const create = group.command("create").description("Lays the rows of a space out as a map.");
  layoutOptions(
    create
      .option("--space <name>", "embedding space (default: the suggested one)")
      .option("--name <name>", "name of the projection (default: that of the space)")
      .option("--where <filter>", "a map of these rows only (default: every row of the space)"),
  );
  examples(
    create,
    "pomona projection create",
    "pomona projection create --space photos --name apples --where 'label = \"apple\"' --neighbours 30",
  );
  onRun<CreateOptions>(create, context, "existing", async (run, _operands, options) => {
    const { space, name, where: filter } = options;
    const body = { parameters: parametersOf(options), ...given({ space, name, filter }) };
    const { projection, job } = await run.client.createProjection(body, { signal: run.signal });
    return showLaidOut(run, projection.name, job, options);
  });
  const relay = group
    .command("layout <name>")
    .description("Lays a projection out again, as a new version; the version before serves until that is complete.");
  layoutOptions(
    relay.option("--where <filter>", "a map of these rows only").option("--every-row", "a map of every row again"),
  );
  examples(relay, "pomona projection layout photos", "pomona projection layout photos --min-distance 0.3");
  onRun<RelayOptions>(relay, context, "existing", async (run, [name = ""], options) => {
    if (options.everyRow && options.where !== undefined) throw new UsageError("Give either --where or --every-row.");
    const filter = options.everyRow ? null : options.where;
    const body = { parameters: parametersOf(options), ...given({ filter }) };
    const { job } = await run.client.relayProjection({ name }, body, { signal: run.signal });
    return showLaidOut(run, name, job, options);
  });
}

/** Waits for the layout where asked to, then shows the projection. Throws the problem that ended the layout. */
async function showLaidOut(run: Run, name: string, job: string, { wait }: LayoutOptions): Promise<ExitCode> {
  if (wait ?? run.place === "process") {
    const again = `\`pomona projection layout ${JSON.stringify(name)}\` lays it out again.`;
    const [ended] = await finishJobs(run, [job], again);
    if (ended?.state !== "done") {
      const { code, message, fields } = jobProblem(ended, "The layout");
      throw new Problem(code, { detail: `"${name}" was not laid out: ${message} ${again}`, fields });
    }
  }
  const found = await run.client.getProjection({ name });
  await run.show(found, () => renderProjection(found));
  return exitCodes.done;
}

function addReading(group: Command, context: Context): void {
  const list = group.command("list").description("Lists the projections.");
  examples(list, "pomona projection list", "pomona projection list --json");
  onRun(list, context, "existing", async (run) => {
    const projections = await run.client.listProjections({ signal: run.signal });
    await run.show(projections, () => renderProjections(run.terminal, projections));
    return undefined;
  });
  const show = group.command("show <name>").description("Shows one projection with its versions and their quality.");
  examples(show, "pomona projection show photos");
  onRun(show, context, "existing", async (run, [name = ""]) => {
    const found = await run.client.getProjection({ name }, { signal: run.signal });
    await run.show(found, () => renderProjection(found));
    return undefined;
  });
  const clusters = group
    .command("clusters <name>")
    .description("Lists the clusters of a map with their rows and what these have more of than the rest.")
    .option("--level <number>", "only this level; 0 is the coarsest", wholeNumber(0, 2))
    .option("--version-number <number>", "an earlier version", wholeNumber(1));
  examples(clusters, "pomona projection clusters photos", "pomona projection clusters photos --level 1 --json");
  onRun<{ level?: number; versionNumber?: number }>(
    clusters,
    context,
    "existing",
    async (run, [name = ""], options) => {
      const { level, versionNumber: version } = options;
      const found = await run.client.projectionClusters({ name, ...given({ level, version }) }, { signal: run.signal });
      await run.show(found, () => renderClusters(run.terminal, found));
      return undefined;
    },
  );
}

function addLifeCycle(group: Command, context: Context): void {
  const rename = group
    .command("rename <name> <newName>")
    .description(
      "Gives a projection another name; its maps stay as they are. Saved filters that name it are not changed.",
    );
  examples(rename, 'pomona projection rename photos "all photos"');
  onRun(rename, context, "existing", async (run, [name = "", newName = ""]) => {
    const renamed = await run.client.editProjection({ name }, { name: newName });
    await run.show(renamed, () => `${name} is now ${renamed.name}`);
    return undefined;
  });
  const remove = confirmable(
    group
      .command("delete <name>")
      .description(
        "Deletes a projection, or one version of it; the rows stay. Regions and clusters of it select nothing any more.",
      )
      .option("--version-number <number>", "only this version", wholeNumber(1)),
  );
  examples(remove, "pomona projection delete photos", "pomona projection delete photos --version-number 1 --yes");
  onRun<Confirmable & { versionNumber?: number }>(remove, context, "existing", async (run, [name = ""], options) => {
    const { versionNumber: version } = options;
    if (version === undefined) await noteWaiting(run, { kind: "projection", name });
    await confirmDeletion(run, options, async () => {
      const { versions } = await run.client.getProjection({ name }, { signal: run.signal });
      const doomed = version === undefined ? versions : versions.filter((one) => one.version === version);
      const rows = doomed[0]?.rows ?? 0;
      return version === undefined
        ? `projection "${name}" with ${plural(versions.length, "version")}, the newest of ${plural(rows, "row")}`
        : `version ${count(version)} of projection "${name}" with ${plural(rows, "place")}`;
    });
    const deleted = await run.client.deleteProjection({ name, ...given({ version }) });
    await run.show(deleted, () =>
      version === undefined ? `Deleted projection ${name}` : `Deleted version ${version} of projection ${name}`,
    );
    return undefined;
  });
}
