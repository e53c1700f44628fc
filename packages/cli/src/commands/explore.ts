import type { Command } from "commander";
import type { Context } from "../context.ts";
import { renderBars, renderHistogram } from "../render/bars.ts";
import { plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import { examples, onRun } from "./command.ts";
import { anyNumber, given, wholeNumber } from "./values.ts";

export function addExplore(program: Command, context: Context): void {
  addFields(program, context);
  addFacets(program, context);
  addHistogram(program, context);
}

function addFields(program: Command, context: Context): void {
  const command = program
    .command("fields")
    .summary("list fields that filters can name")
    .description("Lists the fields that filters, sorts and facets can name.");
  examples(command, "pomona fields");
  onRun(command, context, "existing", async (run) => {
    const fields = await run.client.listFields({ signal: run.signal });
    await run.show(fields, () =>
      renderTable(
        fields,
        [
          { title: "FIELD", value: (field) => field.name, shrinks: true },
          { title: "TYPE", value: (field) => field.type },
          { title: "FACETS", value: (field) => (field.facetable ? "yes" : "") },
          { title: "SORTS", value: (field) => (field.sortable ? "yes" : "") },
        ],
        run.terminal,
      ),
    );
    return undefined;
  });
}

function addFacets(program: Command, context: Context): void {
  const command = program
    .command("facets <field...>")
    .summary("count the values of fields")
    .description("Counts the values of fields under a filter, exactly, most frequent first.")
    .option("--where <filter>", "which rows (default: all)")
    .option("--limit <values>", "values to list for each field", wholeNumber(1, 10_000), 20)
    .option("--prefix <text>", "only values that begin so")
    .option("--contains <text>", "only values that hold these letters");
  examples(command, "pomona facets label dataset", "pomona facets label --where 'function(\"green apples\") >= 0.8'");
  onRun<{ where?: string; limit: number; prefix?: string; contains?: string }>(
    command,
    context,
    "existing",
    async (run, fields, options) => {
      const { where: filter, limit, prefix, contains } = options;
      const found = await run.client.facets(
        { fields, limit, ...given({ filter, prefix, contains }) },
        { signal: run.signal },
      );
      await run.show(found, () => {
        const parts = Object.entries(found.facets).map(([field, values]) => {
          const bars = renderBars(
            values.map(({ value, count }) => ({ name: value === null ? "(none)" : String(value), count })),
            run.terminal.columns,
          );
          const hidden = (found.distinct[field] ?? values.length) - values.length;
          return `${field}\n${bars}${hidden > 0 ? `\n… and ${plural(hidden, "more value")}; see --limit` : ""}`;
        });
        return [...parts, plural(found.total, "row")].join("\n\n");
      });
      return undefined;
    },
  );
}

function addHistogram(program: Command, context: Context): void {
  const command = program
    .command("histogram <of>")
    .summary("histogram of a number, date or score")
    .description("Draws the histogram of a number or date field, or of a function's scores with function:NAME.")
    .option("--where <filter>", "which rows (default: all)")
    .option("--bins <number>", "number of bins", wholeNumber(1, 1000), 20)
    .option("--low <number>", "lower end (default: the lowest value)", anyNumber)
    .option("--high <number>", "upper end (default: the highest value)", anyNumber);
  examples(
    command,
    "pomona histogram width",
    "pomona histogram 'function:green apples' --where 'dataset = \"arrivals\"' --bins 10",
  );
  onRun<{ where?: string; bins: number; low?: number; high?: number }>(
    command,
    context,
    "existing",
    async (run, [subject = ""], options) => {
      const { where: filter, bins, low, high } = options;
      const of = subject.startsWith("function:") ? { function: subject.slice("function:".length) } : { field: subject };
      const found = await run.client.histogram({ of, bins, ...given({ filter, low, high }) }, { signal: run.signal });
      await run.show(found, async () => {
        const fields = "field" in of ? await run.client.listFields({ signal: run.signal }) : [];
        const isDate = fields.some((field) => field.name === subject && field.type === "datetime");
        return renderHistogram(found, { columns: run.terminal.columns, isDate });
      });
      return undefined;
    },
  );
}
