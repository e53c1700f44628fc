import type { Row } from "@pomona/contract/rows";
import type { SimilarResponse } from "@pomona/contract/search";
import type { Command } from "commander";
import type { Context, Run } from "../context.ts";
import { count, plural } from "../render/quantities.ts";
import { renderTable } from "../render/table.ts";
import {
  type AnchorOptions,
  addAnchorOptions,
  addScoringOptions,
  readSearchAnchors,
  type ScoringOptions,
} from "./anchor-options.ts";
import { examples, onRun } from "./command.ts";
import { given, wholeNumber } from "./values.ts";

interface SimilarOptions extends AnchorOptions, ScoringOptions {
  space?: string;
  where?: string;
  limit: number;
  includeAnchors?: true;
}

const MOST_ROWS_WITH_LABELS = 200;

export function addSimilar(program: Command, context: Context): void {
  const command = program
    .command("similar")
    .summary("rank rows by likeness to examples")
    .description(
      "Ranks rows by their likeness to examples: rows, texts, image files or vectors. Exact; scores lie in 0 to 1.",
    );
  addScoringOptions(addAnchorOptions(command))
    .option("--space <name>", "embedding space to compare in (default: the suggested one that fits the examples)")
    .option("--where <filter>", "rank only these rows")
    .option("-k, --limit <rows>", "rows to list", wholeNumber(1, 1_000_000), 20)
    .option("--include-anchors", "list the examples too");
  examples(
    command,
    "pomona similar --like shop/Granny-Smith/017.jpg -k 20",
    "pomona similar --like shop/a.jpg --like shop/b.jpg --unlike shop/orange.jpg --where 'not label exists'",
    'pomona similar --text "a ripe green apple" --space clip',
  );
  onRun<SimilarOptions>(command, context, "existing", async (run, _operands, options) => {
    const { space, where: filter, limit, includeAnchors, negativeWeight } = options;
    const combine = options.centroid ? "centroid" : "nearest";
    const anchors = await readSearchAnchors(options);
    const found = await run.client.similar(
      { anchors, combine, limit, ...given({ space, filter, includeAnchors, negativeWeight }) },
      { signal: run.signal },
    );
    await run.show(found, () => renderSimilar(run, found));
    return undefined;
  });
}

async function renderSimilar(run: Run, found: SimilarResponse): Promise<string> {
  const rows = await rowsOf(
    run,
    found.results.map((result) => result.key),
  );
  const hasLabels = [...rows.values()].some((row) => row.labels.length > 0);
  const hasText = [...rows.values()].some((row) => row.text !== null);
  const table = renderTable(
    found.results,
    [
      { title: "#", value: (_result, position) => String(position + 1), align: "right" },
      { title: "SCORE", value: (result) => result.score.toFixed(4), align: "right" },
      { title: "KEY", value: (result) => result.key, shrinks: true },
      ...(hasLabels
        ? [
            {
              title: "LABELS",
              value: ({ key }: { key: string }) => rows.get(key)?.labels.join(", ") ?? "",
              shrinks: true,
            },
          ]
        : []),
      ...(hasText
        ? [{ title: "TEXT", value: ({ key }: { key: string }) => rows.get(key)?.text ?? "", shrinks: true }]
        : []),
    ],
    run.terminal,
  );
  return `${table}${table && "\n"}${count(found.results.length)} of ${plural(found.total, "row")} ranked in space ${found.space}`;
}

/** Rows by key, for the columns that people read; none where the list is too long to be read. */
async function rowsOf(run: Run, keys: string[]): Promise<Map<string, Row>> {
  if (keys.length === 0 || keys.length > MOST_ROWS_WITH_LABELS) return new Map();
  const page = await run.client.query(
    { filter: { field: "key", op: "in", value: keys }, limit: keys.length },
    { signal: run.signal },
  );
  return new Map(page.rows.map((row) => [row.key, row]));
}
