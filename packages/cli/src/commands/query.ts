import type { QueryRequest, QueryResponse, Row } from "@pomona/contract/rows";
import type { Command } from "commander";
import type { Context, Run } from "../context.ts";
import { renderBars } from "../render/bars.ts";
import { count, plural, score } from "../render/quantities.ts";
import { type Column, renderTable } from "../render/table.ts";
import { examples, onRun } from "./command.ts";
import { noteUnscored } from "./note-unscored.ts";
import { addRankingOptions, type RankingOptions, readRanking } from "./ranking-options.ts";
import { collect, given, wholeNumber } from "./values.ts";

interface QueryOptions extends RankingOptions {
  where?: string;
  limit: number;
  after?: string;
  offset?: number;
  facet?: string[];
  score?: string[];
}

const LARGEST_PAGE = 10_000;

export function addQuery(program: Command, context: Context): void {
  const command = program
    .command("query")
    .summary("list rows that meet a filter")
    .description(
      "Lists the rows that meet a filter, sorted or ranked by likeness to examples, and paged, with exact counts of facet values.",
    )
    .option("--where <filter>", "which rows (default: all)");
  addRankingOptions(command, "which rows come first (default: order of arrival)")
    .option("--limit <rows>", "rows to list; 0 only counts", wholeNumber(0), 20)
    .option("--after <next>", "go on after a page: the `next` it gave")
    .option("--offset <rows>", "pass over this many rows of the result", wholeNumber(0))
    .option("--facet <field>", "count the values of a field (repeatable)", collect)
    .option(
      "--score <function>",
      "show the score of a function (repeatable; default: those in the filter and sort)",
      collect,
    );
  examples(
    command,
    "pomona query --where 'dataset = \"shop\" and not label exists' --limit 50",
    "pomona query --where 'function(\"green apples\") >= 0.8' --sort 'function:green apples' --facet label",
    "pomona query --like shop/a.jpg --unlike shop/b.jpg --where 'not label exists' --limit 100",
    "pomona query --limit 0 --facet dataset --facet label --json",
  );
  onRun<QueryOptions>(command, context, "existing", async (run, _operands, options) => {
    const { where: filter, after, offset, facet: facets, score: scores } = options;
    const sort = await readRanking(options);
    const found = await queryAll(
      run,
      { ...given({ filter, sort, after, offset, facets, scores }) } as QueryRequest,
      options.limit,
    );
    noteUnscored(run, found.origins);
    await run.show(found, () => renderQuery(run, found));
    return undefined;
  });
}

/** One answer of up to `limit` rows, fetched in as many pages as that takes. */
async function queryAll(run: Run, request: QueryRequest, limit: number): Promise<QueryResponse> {
  const call = { signal: run.signal };
  const found = await run.client.query({ ...request, limit: Math.min(limit, LARGEST_PAGE) }, call);
  while (found.rows.length < limit && found.next !== null) {
    const size = Math.min(limit - found.rows.length, LARGEST_PAGE);
    const { offset: _offset, ...rest } = request;
    const page = await run.client.query({ ...rest, facets: [], after: found.next, limit: size }, call);
    for (const row of page.rows) found.rows.push(row);
    found.next = page.next;
    if (page.rows.length === 0) break;
  }
  return found;
}

function renderQuery(run: Run, found: QueryResponse): string {
  const parts = [renderTable(found.rows, rowColumns(found.rows), run.terminal), countLine(found)];
  for (const [field, values] of Object.entries(found.facets)) {
    const hidden = (found.facetDistinct[field] ?? values.length) - values.length;
    const bars = renderBars(
      values.map(({ value, count: size }) => ({ name: value === null ? "(none)" : String(value), count: size })),
      run.terminal.columns,
    );
    parts.push(`\n${field}\n${bars}${hidden > 0 ? `\n… and ${plural(hidden, "more value")}` : ""}`);
  }
  return parts.filter((part) => part !== "").join("\n");
}

function countLine({ rows, total, next }: QueryResponse): string {
  const shown = rows.length === total ? plural(total, "row") : `${count(rows.length)} of ${plural(total, "row")}`;
  return next === null || rows.length === 0 ? shown : `${shown}; the next page: --after ${next}`;
}

/** Columns that have something to show in these rows. */
function rowColumns(rows: readonly Row[]): Column<Row>[] {
  const scoreNames = [...new Set(rows.flatMap((row) => Object.keys(row.scores)))];
  const columns: (Column<Row> | false)[] = [
    { title: "KEY", value: (row) => row.key, shrinks: true },
    new Set(rows.map((row) => row.dataset)).size > 1 && {
      title: "DATASET",
      value: (row) => row.dataset,
      shrinks: true,
    },
    rows.some((row) => row.labels.length > 0) && {
      title: "LABELS",
      value: (row) => row.labels.join(", "),
      shrinks: true,
    },
    rows.some((row) => row.tags.length > 0) && { title: "TAGS", value: (row) => row.tags.join(", "), shrinks: true },
    ...scoreNames.map(
      (name): Column<Row> => ({ title: name, value: (row) => score(row.scores[name]), align: "right" }),
    ),
    rows.some((row) => row.rank !== null) &&
      scoreNames.length === 0 && { title: "SCORE", value: (row) => score(row.rank), align: "right" },
    rows.some((row) => row.mediaType === "image") && {
      title: "SIZE",
      value: (row) => (row.width === null ? "" : `${row.width}x${row.height}`),
      align: "right",
    },
    rows.some((row) => row.text !== null) && { title: "TEXT", value: (row) => row.text ?? "", shrinks: true },
  ];
  return columns.filter((column) => column !== false);
}
