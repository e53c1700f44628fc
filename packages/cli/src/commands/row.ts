import type { MetadataValue } from "@pomona/contract/fields";
import { metadataValue } from "@pomona/contract/fields";
import type { Row, ScoreOrigin } from "@pomona/contract/rows";
import type { Command } from "commander";
import { type Confirmable, confirmable, confirmDeletion } from "../confirm.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { bytes, plural, score } from "../render/quantities.ts";
import { oneLine } from "../render/width.ts";
import { examples, onRun } from "./command.ts";
import { collect, collectPair, given } from "./values.ts";

interface EditOptions {
  label?: string[] | false;
  tag?: string[] | false;
  set?: Record<string, string>;
}

export function addRow(program: Command, context: Context): void {
  const group = program.command("row").summary("look at, edit or delete one row").description("One data row.");
  const show = group.command("show <key>").description("Shows a row with its scores in all functions.");
  examples(show, "pomona row show shop/Granny-Smith/017.jpg");
  onRun(show, context, "existing", async (run, [key = ""]) => {
    const row = await run.client.getRow({ key }, { signal: run.signal });
    await run.show(row, () => renderRow(row, row));
    return undefined;
  });
  const edit = group
    .command("edit <key>")
    .description("Sets labels, tags or metadata of a row. The labels and tags given here replace those there were.")
    .option("--label <label>", "a label (repeatable)", collect)
    .option("--no-label", "take all labels away")
    .option("--tag <tag>", "a tag (repeatable)", collect)
    .option("--no-tag", "take all tags away")
    .option("--set <name=value>", "a metadata value: JSON, or text; null takes it away (repeatable)", collectPair);
  examples(
    edit,
    "pomona row edit shop/a.jpg --label apple --set price=2.5",
    "pomona row edit shop/a.jpg --no-tag --set checked=true --set 'note=needs a look'",
  );
  onRun<EditOptions>(edit, context, "existing", async (run, [key = ""], { label, tag, set }) => {
    const metadata = set && readMetadata(set);
    const change = given({ labels: chosen(label), tags: chosen(tag), metadata });
    if (Object.keys(change).length === 0)
      throw new UsageError("Say what to change: --label, --no-label, --tag, --no-tag or --set.");
    const row = await run.client.editRow({ key }, change);
    await run.show(row, () => renderRow(row));
    return undefined;
  });
  const remove = confirmable(
    group
      .command("delete <keys...>")
      .description(
        "Deletes rows with their vectors, scores and places in batches. Originals outside of the data directory stay.",
      ),
  );
  examples(remove, "pomona row delete shop/a.jpg shop/b.jpg", "pomona row delete shop/a.jpg --yes");
  onRun<Confirmable>(remove, context, "existing", async (run, keys, options) => {
    const wanted = [...new Set(keys)];
    for (const key of wanted) await run.client.getRow({ key }, { signal: run.signal });
    await confirmDeletion(run, options, () => describeRows(wanted));
    const deleted = await run.client.deleteRows({
      selection: { filter: { field: "key", op: "in", value: wanted } },
      expect: wanted.length,
    });
    await run.show(deleted, () => `Deleted ${plural(deleted.deleted, "row")}`);
    return undefined;
  });
}

const NAMED_KEYS = 3;

function describeRows(keys: readonly string[]): string {
  const named = keys.slice(0, NAMED_KEYS).map(oneLine).join(", ");
  const more = keys.length > NAMED_KEYS ? " and more" : "";
  const their = keys.length === 1 ? "its" : "their";
  return `${plural(keys.length, "row")} (${named}${more}) with ${their} vectors, scores and places in batches`;
}

/** `--no-label` reads as false, no option as true (commander's default of a negatable option). */
const chosen = (values: string[] | boolean | undefined): string[] | undefined =>
  values === false ? [] : Array.isArray(values) ? values : undefined;

/** Values of `--set`: JSON, or text. */
export const readMetadata = (set: Record<string, string>): Record<string, MetadataValue> =>
  Object.fromEntries(Object.entries(set).map(([name, value]) => [name, metadataOf(name, value)]));

function metadataOf(name: string, text: string): MetadataValue {
  let value: unknown = text;
  try {
    value = JSON.parse(text);
  } catch {
    // Text that is not JSON means itself.
  }
  const checked = metadataValue.safeParse(value);
  if (!checked.success)
    throw new UsageError(`--set ${name}: a value is a text, a number, true, false, a list of texts, or null.`);
  return checked.data;
}

interface RowDetails {
  duplicatesOf: string[];
  projects: { project: string; batch: string }[];
  errors: { space: string; code: string; message: string }[];
  origins: Record<string, ScoreOrigin>;
}

/** What is behind a score: its version, and when it was there. */
function originText(origin: ScoreOrigin | undefined): string {
  if (!origin || origin.version === null || origin.computed === null) return "";
  const parts = origin.parts.map((part) => `${part.function} version ${part.version ?? "none"}`).join(", ");
  return ` (version ${origin.version}${parts === "" ? "" : ` of ${parts}`}, ${origin.computed})`;
}

function renderRow(row: Row, details?: RowDetails): string {
  const size = row.width === null ? "" : `${row.width}x${row.height}`;
  const entries: [string, string][] = [
    ["key", row.key],
    ["dataset", row.dataset],
    [
      "content",
      [row.mediaType, row.format ?? "", size, row.bytes === null ? "" : bytes(row.bytes)]
        .filter((part) => part !== "")
        .join(", "),
    ],
    ["original", row.uri ?? ""],
    ["labels", row.labels.join(", ")],
    ["tags", row.tags.join(", ")],
    ["created", row.created],
    ...Object.entries(row.metadata).map(([name, value]): [string, string] => [
      `metadata.${name}`,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
    ...Object.entries(row.embeddings).map(([space, state]): [string, string] => [`vector in ${space}`, state]),
    ...(details?.errors ?? []).map((error): [string, string] => [
      `failed in ${error.space}`,
      `${error.message} (${error.code})`,
    ]),
    ...Object.entries(row.scores).map(([name, value]): [string, string] => [
      `score of ${name}`,
      `${score(value)}${originText(details?.origins[name])}`,
    ]),
    ...(details?.projects ?? []).map(({ project, batch }): [string, string] => [
      `in project ${project}`,
      `batch ${batch}`,
    ]),
    ["same content", (details?.duplicatesOf ?? []).join(", ")],
  ];
  const filled = entries.filter(([, value]) => value !== "");
  const width = Math.max(...filled.map(([name]) => name.length));
  const lines = filled.map(([name, value]) => `${oneLine(name).padEnd(width)}  ${oneLine(value)}`);
  return row.text === null
    ? lines.join("\n")
    : `${lines.join("\n")}\n\n${row.text.split("\n").map(oneLine).join("\n")}`;
}
