import type { FunctionComparison, ScoringFunction } from "@pomona/contract/functions";
import type { Run } from "../../context.ts";
import { count, plural, score } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

const progressOf = (found: ScoringFunction): string =>
  found.scored === found.total ? count(found.total) : `${count(found.scored)} of ${count(found.total)}`;

export function renderFunctions(run: Run, functions: readonly ScoringFunction[]): string {
  const table = renderTable(
    functions,
    [
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "SPACE", value: (one) => one.space ?? "", shrinks: true },
      { title: "VERSION", value: (one) => String(one.version), align: "right" },
      { title: "STATE", value: (one) => one.state },
      { title: "SCORED", value: progressOf, align: "right" },
      { title: "HITS", value: (one) => count(one.aboveThreshold), align: "right" },
      { title: "THRESHOLD", value: (one) => String(one.threshold), align: "right" },
    ],
    run.terminal,
  );
  return table || "No functions yet; make one with `pomona function create`.";
}

export function renderComparison(run: Run, { before, after, entering, leaving }: FunctionComparison): string {
  const side = (title: string, { count: rows, examples: some }: FunctionComparison["entering"]): string =>
    [
      `${title}: ${plural(rows, "row")}`,
      renderTable(
        some,
        [
          { title: "KEY", value: (row) => row.key, shrinks: true },
          { title: "BEFORE", value: (row) => score(row.before), align: "right" },
          { title: "AFTER", value: (row) => score(row.after), align: "right" },
        ],
        run.terminal,
      ),
    ]
      .filter((part) => part !== "")
      .join("\n");
  return [
    `${count(before.above)} rows above the threshold now, ${count(after.above)} after; nothing is saved`,
    side("Would enter", entering),
    side("Would leave", leaving),
  ].join("\n\n");
}

export function renderFunction(run: Run, found: ScoringFunction): string {
  const lines = [
    `${oneLine(found.name)}: ${found.kind} in space ${found.space}, version ${found.version}, ${found.state}`,
    `scored ${count(found.scored)} of ${count(found.total)}; ${count(found.aboveThreshold)} reach ${found.threshold}`,
    `${found.parameters?.combine}, negative weight ${found.parameters?.negativeWeight}`,
  ];
  if (found.servedVersion !== found.version)
    lines.push(
      found.servedVersion === null ? "no version serves yet" : `version ${found.servedVersion} serves meanwhile`,
    );
  if (found.state === "scoring") lines.push("scoring goes on; `pomona jobs --wait` waits for it");
  if (found.error) lines.push(`error: ${oneLine(found.error)}`);
  const anchors = renderTable(
    found.anchors,
    [
      { title: "", value: (anchor) => anchor.sign },
      { title: "EXAMPLE", value: (anchor) => anchor.kind },
      { title: "", value: (anchor) => anchor.key ?? anchor.text ?? "", shrinks: true },
    ],
    run.terminal,
  );
  return `${lines.join("\n")}\n${anchors}`;
}
