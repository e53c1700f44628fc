import { homedir } from "node:os";
import { mediaType } from "@pomona/contract/names";
import type { CreateSpaceRequest, Space } from "@pomona/contract/spaces";
import { type Command, Option } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context, Run } from "../context.ts";
import { type ExitCode, exitCodes, UsageError } from "../exit-code.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { grantPath } from "../server-path.ts";
import { finishJobs } from "../wait.ts";
import { noteWaiting } from "./automation/note-waiting.ts";
import { examples, onRun } from "./command.ts";
import { collectPair, given, listOf, numberBetween, wholeNumber } from "./values.ts";

const LOCAL = "local:";

interface WaitChoice {
  wait?: boolean;
}
interface CreateOptions extends WaitChoice {
  model?: string;
  dims?: number;
  option?: Record<string, string>;
  offline?: true;
  defaultFor?: string[];
  embed: boolean;
  where?: string;
}

const waitOptions = (command: Command): Command =>
  command
    .option("--wait", "return when the rows are embedded (the default when no server is running)")
    .option("--no-wait", "return at once");

export function addSpaces(program: Command, context: Context): void {
  const list = program
    .command("spaces")
    .summary("list embedding spaces")
    .description("Lists the embedding spaces with how many rows each covers.");
  examples(list, "pomona spaces", "pomona spaces --json");
  onRun(list, context, "new", async (run) => {
    const spaces = await run.client.listSpaces({ signal: run.signal });
    await run.show(
      spaces,
      () => renderSpaces(run, spaces) || "No spaces yet; the first import makes the default ones.",
    );
    return undefined;
  });
  addModels(program, context);
  const group = program
    .command("space")
    .summary("make and change embedding spaces")
    .description("Makes and changes embedding spaces.");
  addCreate(group, context);
  addDerive(group, context);
  addEmbed(group, context);
  addEdit(group, context);
  addDelete(group, context);
}

function addModels(program: Command, context: Context): void {
  const models = program
    .command("models")
    .summary("list models that need no download")
    .description("Lists the models that can be used here without a download.");
  examples(models, "pomona models");
  onRun(models, context, "new", async (run) => {
    const found = await run.client.listModels({ signal: run.signal });
    await run.show(found, () =>
      renderTable(
        found,
        [
          { title: "MODEL", value: (model) => model.id },
          { title: "FOR", value: (model) => model.modalities.join(", ") },
          { title: "DIMS", value: (model) => String(model.dims), align: "right" },
          { title: "LANGUAGES", value: (model) => model.languages.join(", "), shrinks: true },
          { title: "LICENCE", value: (model) => model.licence, shrinks: true },
        ],
        run.terminal,
      ),
    );
    return undefined;
  });
}

function addCreate(group: Command, context: Context): void {
  const command = waitOptions(
    group
      .command("create <name>")
      .description(
        "Makes a space from a model and embeds the rows that are there, or, with --dims alone, a space for your own vectors.",
      ),
  )
    .option("--model <id>", "builtin/NAME, local:DIR (an ONNX model), or hf:ORG/NAME[@REVISION] (downloads it)")
    .option("--dims <number>", "dimensions of your own vectors", wholeNumber(2, 4096))
    .option("--option <name=value>", "setting of the model, for example pooling=mean (repeatable)", collectPair)
    .option("--offline", "refuse to download the model")
    .option("--default-for <types>", "embed new rows of these media types here: image, text", listOf)
    .option("--no-embed", "do not embed the rows that are there")
    .option("--where <filter>", "embed only these rows");
  examples(
    command,
    "pomona space create clip --model hf:Xenova/clip-vit-base-patch32 --default-for image",
    "pomona space create mine --model local:./models/my-encoder --option pooling=mean",
    "pomona space create seed --dims 1408",
  );
  onRun<CreateOptions>(command, context, "new", async (run, [name = ""], options) => {
    const request = createRequest(name, options);
    if (request.kind === "model") request.model = await grantModel(run, request.model);
    const made = await run.client.createSpace(request);
    return showEmbedded(run, made.name, made.jobs, options);
  });
}

/** A model's name as the server must be told it; the folder of a `local:DIR` is granted as that of an import is. */
async function grantModel(run: Run, model: string): Promise<string> {
  if (!model.startsWith(LOCAL)) return model;
  return LOCAL + (await grantPath(run, model.slice(LOCAL.length).replace(/^~(?=\/|$)/, homedir())));
}

function createRequest(name: string, options: CreateOptions): CreateSpaceRequest {
  const { model, dims, where: filter } = options;
  const defaultFor = options.defaultFor && mediaType.array().safeParse(options.defaultFor);
  if (defaultFor && !defaultFor.success) throw new UsageError("--default-for takes image, text or image,text.");
  if (model === undefined) {
    if (dims === undefined) throw new UsageError("Give --model ID, or --dims N for your own vectors.");
    return { kind: "external", name, dims };
  }
  if (dims !== undefined)
    throw new UsageError(
      "A model has its own number of dimensions: leave --dims out. `pomona space derive` makes a smaller space.",
    );
  const settings =
    options.option && Object.fromEntries(Object.entries(options.option).map(([key, value]) => [key, settingOf(value)]));
  return {
    kind: "model",
    name,
    model,
    allowNetwork: model.startsWith("hf:") && !options.offline,
    embed: options.embed,
    ...given({ filter, options: settings, isDefaultFor: defaultFor?.data }),
  };
}

/** Numbers and booleans as such, everything else as text. */
function settingOf(value: string): unknown {
  if (value === "true" || value === "false") return value === "true";
  return value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
}

function addDerive(group: Command, context: Context): void {
  const command = waitOptions(
    group
      .command("derive <name>")
      .description(
        "Makes a smaller, better space from another: centred, rotated to its principal axes and half-whitened. New rows follow by themselves.",
      ),
  )
    .requiredOption("--from <space>", "the space it is fitted to")
    .option("--dims <number>", "dimensions to keep (default: 256)", wholeNumber(2, 4096))
    .option(
      "--exponent <number>",
      "how far axes are evened out: 0 not at all, 0.5 fully (default: 0.25)",
      numberBetween(0, 1),
    )
    .option("--where <filter>", "fit on these rows (default: all)");
  examples(command, "pomona space derive photos-256 --from photos --dims 256");
  onRun<WaitChoice & { from: string; dims?: number; exponent?: number; where?: string }>(
    command,
    context,
    "existing",
    async (run, [name = ""], options) => {
      const { from, dims, exponent, where: filter } = options;
      const made = await run.client.createSpace({ kind: "derived", name, from, ...given({ dims, exponent, filter }) });
      return showEmbedded(run, made.name, made.jobs, options);
    },
  );
  const refit = waitOptions(
    group
      .command("refit <name>")
      .description("Fits a derived space anew to the rows there are now: a new version beside the old."),
  );
  examples(refit, "pomona space refit photos-256");
  onRun<WaitChoice>(refit, context, "existing", async (run, [name = ""], options) => {
    const made = await run.client.refitSpace({ name });
    return showEmbedded(run, made.name, made.jobs, options);
  });
}

function addEmbed(group: Command, context: Context): void {
  const command = waitOptions(
    group.command("embed <name>").description("Embeds rows in a space, or tries failed ones again."),
  )
    .option("--where <filter>", "embed only these rows (default: all that the space takes)")
    .option("--retry-failed", "try the failed ones again");
  examples(command, "pomona space embed clip --where 'dataset = \"shop\"'", "pomona space embed photos --retry-failed");
  onRun<WaitChoice & { where?: string; retryFailed?: true }>(
    command,
    context,
    "existing",
    async (run, [name = ""], options) => {
      const { where: filter, retryFailed } = options;
      const { job } = await run.client.embedSpace({ name }, given({ filter, retryFailed }));
      return showEmbedded(run, name, [job], options);
    },
  );
}

function addEdit(group: Command, context: Context): void {
  const edit = group
    .command("edit <name>")
    .description("Chooses which new rows are embedded in a space, and which space is offered first for search.")
    .option("--default-for <types>", "image, text, both with a comma, or '' for none", listOf)
    .addOption(new Option("--suggested <choice>", "offer it first for search").choices(["yes", "no"]));
  examples(edit, "pomona space edit clip --default-for image --suggested yes");
  onRun<{ defaultFor?: string[]; suggested?: string }>(edit, context, "existing", async (run, [name = ""], options) => {
    const types = options.defaultFor && mediaType.array().safeParse(options.defaultFor);
    if (types && !types.success) throw new UsageError("--default-for takes image, text or image,text.");
    const isSuggested = options.suggested === undefined ? undefined : options.suggested === "yes";
    const edited = await run.client.editSpace({ name }, given({ isDefaultFor: types?.data, isSuggested }));
    await run.show(edited, () => renderSpaces(run, [edited]));
    return undefined;
  });
}

function addDelete(group: Command, context: Context): void {
  const command = confirmable(
    group
      .command("delete <name>")
      .description("Deletes a space with its vectors.")
      .option("--force", "delete the functions and derived spaces that depend on it too"),
  );
  examples(command, "pomona space delete clip", "pomona space delete photos --force --yes");
  onRun<Confirmable & { force?: true }>(command, context, "existing", async (run, [name = ""], { force, yes }) => {
    const { doomed, lacking } = await dependentsOf(run, name);
    // What others depend on is refused by the server; there is nothing to ask then.
    if (force || doomed.length === 1) {
      await noteWaiting(run, { kind: "space", name });
      await confirmDeletion(run, given({ yes }), () =>
        [...doomed, ...lacking.map((user) => `a part of ${user}`)].join(", "),
      );
    }
    const deleted = await run.client.deleteSpace({ name, ...given({ force }) });
    await run.show(
      deleted,
      () =>
        `Deleted ${doomed.join(", ")}${lacking.length > 0 ? `; a part is missing now of ${lacking.join(", ")}` : ""}`,
    );
    return undefined;
  });
}

/** The space itself, then what would go with it, each with its size; and combinations that would lack a part. */
async function dependentsOf(run: Run, name: string): Promise<{ doomed: string[]; lacking: string[] }> {
  const { count: vectors } = await run.client.getSpace({ name }, { signal: run.signal });
  const derived = (await run.client.listSpaces({ signal: run.signal })).filter((one) => one.derivedFrom === name);
  const names = [name, ...derived.map((one) => one.name)];
  const functions = (await run.client.listFunctions({ signal: run.signal })).filter(
    (one) => one.space !== null && names.includes(one.space),
  );
  const projections = (await run.client.listProjections({ signal: run.signal })).filter(({ space }) =>
    names.includes(space),
  );
  return {
    doomed: [
      `space "${name}" with ${plural(vectors, "vector")}`,
      ...derived.map((one) => `space "${one.name}" with ${plural(one.count, "vector")}`),
      ...functions.map((one) => `function "${one.name}" with ${plural(one.scored, "score")}`),
      ...projections.map((one) => `projection "${one.name}"`),
    ],
    lacking: [...new Set(functions.flatMap(({ usedBy }) => usedBy))].map((user) => `"${user}"`),
  };
}

async function showEmbedded(run: Run, name: string, jobs: string[], { wait }: WaitChoice): Promise<ExitCode> {
  const ended =
    (wait ?? run.place === "process") ? await finishJobs(run, jobs, `\`pomona space embed ${name}\` goes on.`) : [];
  const found = await run.client.getSpace({ name });
  await run.show({ ...found, jobs }, () => renderSpaces(run, [found]));
  const broken = ended.filter((job) => job.state !== "done");
  for (const job of broken) run.note(`error: ${job.title}: ${job.error ?? job.state}`);
  if (broken.length > 0) return exitCodes.failed;
  const failed = ended.reduce((sum, job) => sum + job.failed, 0);
  if (failed > 0)
    run.note(
      `${count(failed)} could not be embedded; see \`pomona job failures ${ended.find((job) => job.failed > 0)?.id}\``,
    );
  return failed > 0 ? exitCodes.partly : exitCodes.done;
}

function renderSpaces(run: Run, spaces: readonly Space[]): string {
  return renderTable(
    spaces,
    [
      { title: "NAME", value: (space) => space.name, shrinks: true },
      { title: "DIMS", value: (space) => String(space.dims), align: "right" },
      { title: "KIND", value: (space) => space.kind },
      {
        title: "MODEL",
        value: (space) => (space.derivedFrom ? `from ${space.derivedFrom}` : (space.model ?? "your vectors")),
        shrinks: true,
      },
      { title: "FOR", value: (space) => space.modalities.join(", ") },
      { title: "VECTORS", value: (space) => count(space.count), align: "right" },
      { title: "PENDING", value: (space) => count(space.pending), align: "right" },
      { title: "FAILED", value: (space) => count(space.failed), align: "right" },
      {
        title: "",
        value: (space) =>
          [
            space.isSuggested ? "suggested" : "",
            space.isDefaultFor.length > 0 ? `default for ${space.isDefaultFor.join(", ")}` : "",
          ]
            .filter((part) => part !== "")
            .join(", "),
      },
    ],
    run.terminal,
  );
}
