import type { FunctionVersionView, VersionDiff } from "@pomona/contract/function-versions";
import type { Run } from "../../context.ts";
import { count, plural, threshold } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

const figure = (value: number | null | undefined): string => (value == null ? "" : value.toFixed(3));

export function renderVersions(run: Run, name: string, versions: readonly FunctionVersionView[]): string {
  const evaluated = versions.flatMap((one) => (one.evaluated ? [{ ...one.evaluated, version: one.version }] : []));
  const together = `\`pomona function eval ${JSON.stringify(name)} --versions ${evaluated.map(({ version }) => version).join(",")}\``;
  const notes = [
    ...(evaluated.some(({ isOutdated }) => isOutdated)
      ? ["(before): evaluated before a part of it had another version"]
      : []),
    ...(new Set(evaluated.map(({ rowsId }) => rowsId)).size > 1
      ? [`The evaluations are not all on the same rows; ${together} measures them together.`]
      : []),
  ];
  return [renderLines(run, versions), ...notes].join("\n");
}

const evaluatedText = ({ evaluated }: FunctionVersionView): string =>
  evaluated === null ? "" : `${figure(evaluated.averagePrecision)}${evaluated.isOutdated ? " (before)" : ""}`;

const renderLines = (run: Run, versions: readonly FunctionVersionView[]): string =>
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
      { title: "AP EVALUATED", value: evaluatedText, align: "right" },
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

/** Figures with the digits that count, an estimate with its interval, and what has fields field by field. */
function valueText(value: unknown): string {
  if (typeof value === "string") return oneLine(value);
  if (typeof value === "number") return threshold(value);
  if (value === null || typeof value !== "object") return String(value ?? "");
  if (Array.isArray(value)) return value.map(valueText).join("; ");
  const { value: middle, low, high } = value as Record<string, unknown>;
  if (typeof middle === "number" && typeof low === "number" && typeof high === "number")
    return `${figure(middle)} (${figure(low)} to ${figure(high)})`;
  return Object.entries(value)
    .map(([name, one]) => `${name} ${one === null && name === "function" ? "(deleted)" : valueText(one)}`)
    .join(", ");
}

function renderRows(rows: VersionDiff["rows"]): string {
  if (rows === null) return "One of the versions cannot be scored any more: its space, or a part of it, was deleted.";
  const { above, entering, leaving } = rows;
  return `${count(Number(above.before))} rows reached the threshold of the one before, ${count(Number(above.after))} that of the one after: ${count(entering)} came, ${count(leaving)} went`;
}
