import type { FunctionComparison, ScoringFunction } from "@pomona/contract/functions";
import type { Run } from "../../context.ts";
import { count, plural, score, threshold } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";
import { truthText } from "./render-evaluation.ts";
import { renderReport } from "./render-report.ts";

const progressOf = (found: ScoringFunction): string =>
  found.scored === found.total ? count(found.total) : `${count(found.scored)} of ${count(found.total)}`;

export function renderFunctions(run: Run, functions: readonly ScoringFunction[]): string {
  const table = renderTable(
    functions,
    [
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "KIND", value: (one) => one.kind },
      { title: "SPACE", value: (one) => one.space ?? "", shrinks: true },
      { title: "VERSION", value: (one) => String(one.version), align: "right" },
      { title: "STATE", value: (one) => one.state },
      { title: "SCORED", value: progressOf, align: "right" },
      ...(functions.some(({ pendingRows }) => pendingRows > 0)
        ? [{ title: "PENDING", value: (one: ScoringFunction) => count(one.pendingRows), align: "right" as const }]
        : []),
      { title: "HITS", value: (one) => count(one.aboveThreshold), align: "right" },
      { title: "THRESHOLD", value: (one) => threshold(one.threshold), align: "right" },
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
  const isEarlier = found.state === "complete" && found.servedVersion !== found.version;
  const lines = [
    `${oneLine(found.name)}: ${found.kind}${found.space === null ? "" : ` in space ${found.space}`}, version ${found.version}, ${isEarlier ? "an earlier one" : found.state}`,
    isEarlier
      ? `threshold ${threshold(found.threshold)}; version ${found.servedVersion} serves; \`pomona function scores ${JSON.stringify(found.name)} --version-number ${found.version}\` works out its scores`
      : renderCoverage(found),
  ];
  if (found.parameters) lines.push(`${found.parameters.combine}, negative weight ${found.parameters.negativeWeight}`);
  if (found.probe) lines.push(renderReport(run, found.probe.report));
  if (found.combination) lines.push(renderParts(run, found.combination));
  if (found.usedBy.length > 0)
    lines.push(`a part of ${found.usedBy.map((name) => JSON.stringify(oneLine(name))).join(", ")}`);
  if (found.truth) lines.push(`right is ${truthText(found.truth)}`);
  if (found.hasDraft) lines.push("a draft of the next version waits: `pomona function review`, `publish`");
  if (found.note) lines.push(`note: ${oneLine(found.note)}`);
  if (found.servedVersion !== found.version && !isEarlier)
    lines.push(
      found.servedVersion === null ? "no version serves yet" : `version ${found.servedVersion} serves meanwhile`,
    );
  if (found.state === "stale") lines.push("stale: the scores that serve are not of what the function is now");
  if (found.state === "scoring") lines.push("scoring goes on; `pomona jobs --wait` waits for it");
  if (found.error) lines.push(`error: ${oneLine(found.error)}`);
  lines.push(...renderContradictions(found));
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

const CONTRADICTIONS_SHOWN = 10;

/** Examples that say opposite things of one vector, and what is done with them. */
function renderContradictions({ name, contradictions }: ScoringFunction): string[] {
  if (contradictions.length === 0) return [];
  const more = contradictions.length - CONTRADICTIONS_SHOWN;
  return [
    ...contradictions
      .slice(0, CONTRADICTIONS_SHOWN)
      .map(({ positive, negative }) =>
        positive === negative
          ? `contradiction: ${oneLine(positive)} is both + and -`
          : `contradiction: ${oneLine(positive)} is +, nearly the same as ${oneLine(negative)} is -`,
      ),
    ...(more > 0 ? [`${plural(more, "more contradiction")}`] : []),
    `examples that contradict each other are kept as given and count on both sides; \`pomona function edit ${JSON.stringify(oneLine(name))} --drop KEY --like KEY\` leaves KEY a positive only, --unlike KEY a negative only`,
  ];
}

/** What is scored, what waits for its vector, and what has none. */
function renderCoverage(found: ScoringFunction): string {
  const { scored, total, pendingRows, failedRows } = found;
  return [
    `scored ${count(scored)} of ${count(total)}`,
    ...(pendingRows > 0 ? [`${plural(pendingRows, "row")} pending`] : []),
    ...(failedRows > 0 ? [`${plural(failedRows, "row")} could not be embedded`] : []),
    `${count(found.aboveThreshold)} reach ${threshold(found.threshold)}`,
  ].join("; ");
}

function renderParts(run: Run, { operator, parts }: NonNullable<ScoringFunction["combination"]>): string {
  const table = renderTable(
    parts,
    [
      { title: "PART", value: (part) => part.function ?? "(deleted)", shrinks: true },
      ...(operator === "sum"
        ? [{ title: "WEIGHT", value: (part: (typeof parts)[number]) => String(part.weight), align: "right" as const }]
        : []),
      { title: "VERSION", value: (part) => (part.version === null ? "" : String(part.version)), align: "right" },
      { title: "STATE", value: (part) => part.state },
    ],
    run.terminal,
  );
  return `${operator} of\n${table}`;
}
