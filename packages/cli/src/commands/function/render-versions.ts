import type { FunctionVersionView, VersionDiff } from "@pomona/contract/function-versions";
import type { Run } from "../../context.ts";
import { count, plural, threshold } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

const figure = (value: number | null | undefined): string => (value == null ? "" : value.toFixed(3));

export const renderVersions = (run: Run, versions: readonly FunctionVersionView[]): string =>
  renderTable(
    versions,
    [
      { title: "VERSION", value: (one) => String(one.version), align: "right" },
      { title: "KIND", value: (one) => one.kind },
      { title: "STATE", value: (one) => (one.isServed ? `${one.state}, serves` : one.state) },
      {
        title: "EXAMPLES",
        value: (one) => (one.kind === "combination" ? "" : `${one.positives}+ ${one.negatives}-`),
        align: "right",
      },
      { title: "THRESHOLD", value: (one) => threshold(one.threshold), align: "right" },
      { title: "AP OUT OF FOLD", value: (one) => figure(one.crossValidated?.value), align: "right" },
      { title: "AP EVALUATED", value: (one) => figure(one.evaluated?.averagePrecision), align: "right" },
      { title: "CREATED", value: (one) => one.created.slice(0, 16).replace("T", " ") },
      { title: "BY", value: (one) => one.by ?? "", shrinks: true },
      { title: "NOTE", value: (one) => one.note ?? "", shrinks: true },
    ],
    run.terminal,
  );

export function renderDiff(run: Run, diff: VersionDiff): string {
  const anchors = [
    ...diff.added.map((anchor) => ({ change: "added", anchor })),
    ...diff.removed.map((anchor) => ({ change: "removed", anchor })),
    ...diff.flipped.map((anchor) => ({ change: `now ${anchor.sign}`, anchor })),
  ];
  const parts = [
    `version ${diff.from} to ${diff.to}: ${plural(diff.added.length, "example")} added, ${count(diff.removed.length)} removed, ${count(diff.flipped.length)} changed sides`,
    renderTable(
      anchors,
      [
        { title: "CHANGE", value: (one) => one.change },
        { title: "", value: ({ anchor }) => anchor.sign },
        { title: "EXAMPLE", value: ({ anchor }) => anchor.kind },
        { title: "", value: ({ anchor }) => anchor.key ?? anchor.text ?? "", shrinks: true },
      ],
      run.terminal,
    ),
    renderTable(
      Object.entries(diff.parameters),
      [
        { title: "WHAT", value: ([name]) => name },
        { title: "BEFORE", value: ([, { before }]) => valueText(before), shrinks: true },
        { title: "AFTER", value: ([, { after }]) => valueText(after), shrinks: true },
      ],
      run.terminal,
    ),
    renderRows(diff.rows),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

const valueText = (value: unknown): string => oneLine(typeof value === "string" ? value : JSON.stringify(value));

function renderRows(rows: VersionDiff["rows"]): string {
  if (rows === null) return "One of the versions cannot be scored any more: what it is made on is gone.";
  const { above, entering, leaving } = rows;
  return `${count(Number(above.before))} rows reached the threshold before, ${count(Number(above.after))} after: ${count(entering)} came, ${count(leaving)} went`;
}
