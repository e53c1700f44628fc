import type { Automation, AutomationEntry, Delivery, DryRun } from "@pomona/contract/automations";
import type { Run } from "../../context.ts";
import { count, plural } from "../../render/quantities.ts";
import { renderTable } from "../../render/table.ts";
import { oneLine } from "../../render/width.ts";

/** `would have matched 312 of 40,000 rows there are`, and what becomes of them where it differs. */
export function renderDryRun({ matched, acted, held, inProject, wouldAct, today, rows }: DryRun): string {
  const known = [
    ...(acted > 0 ? [`${count(acted)} acted on already`] : []),
    ...(held > 0 ? [`${count(held)} held for another day`] : []),
    ...(inProject > 0 ? [`${count(inProject)} in its project already`] : []),
  ];
  const rest = known.length > 0 ? ` (${known.join(", ")}; ${count(wouldAct)} to act on)` : "";
  return `would have matched ${count(matched)} of ${plural(rows, "row")} there ${rows === 1 ? "is" : "are"}${rest}${renderToday({ wouldAct, today })}`;
}

/** How many of the rows the daily cap lets go today, where that is not all of them. */
export const renderToday = ({ wouldAct, today }: Pick<DryRun, "wouldAct" | "today">): string =>
  today < wouldAct ? `, ${count(today)} of them today by its daily cap` : "";

/** A secret that was made, which is not told again. */
export const renderSecret = ({ secret }: { secret: string | null }): string =>
  secret === null ? "" : `\nsecret, told this once: ${secret}`;

function describeAction({ action }: Automation): string {
  switch (action.kind) {
    case "tag":
      return `tag ${action.tag}`;
    case "review":
      return `review list of ${action.slice}`;
    case "batch": {
      const cap = action.dailyCap === null ? "" : `, at most ${count(action.dailyCap)} a day`;
      return `batch ${action.batch} of project ${action.project}, ${action.group === "day" ? "one a day" : "one for all"}${cap}`;
    }
    case "webhook":
      return `webhook ${action.url} (secret …${action.secretHint}${action.allowPrivate ? ", private addresses allowed" : ""})`;
  }
}

function stateOf({ state, problem }: Automation): string {
  if (problem === null) return state;
  return state === "paused" ? "paused, cannot act" : "cannot act";
}

export function renderAutomations(run: Run, automations: readonly Automation[]): string {
  const table = renderTable(
    automations,
    [
      { title: "NAME", value: (one) => one.name, shrinks: true },
      { title: "STATE", value: stateOf },
      { title: "ACTED", value: (one) => count(one.acted), align: "right" },
      { title: "WAITING", value: (one) => count(one.waiting + one.held), align: "right" },
      {
        title: "DEAD",
        value: (one) => (one.action.kind === "webhook" ? count(one.deliveries.dead) : ""),
        align: "right",
      },
      { title: "WHEN", value: (one) => one.filter || "every row", shrinks: true },
      { title: "THEN", value: describeAction, shrinks: true },
    ],
    run.terminal,
  );
  return table || "No automations yet; make one with `pomona automation create`.";
}

export function renderAutomation(one: Automation): string {
  const { deliveries } = one;
  const lines = [
    `${oneLine(one.name)}: ${stateOf(one)}`,
    `when ${oneLine(one.filter) || "every row"}${one.onRescore ? "" : " (on arrival only)"}`,
    `then ${oneLine(describeAction(one))}`,
    `acted on ${plural(one.acted, "row")}; ${count(one.waiting)} waiting${one.held > 0 ? `, ${count(one.held)} held for the next day` : ""}`,
  ];
  if (one.action.kind === "webhook")
    lines.push(
      `${count(deliveries.delivered)} calls delivered, ${count(deliveries.pending)} pending, ${count(deliveries.dead)} dead`,
    );
  if (one.problem) lines.push(`error: ${oneLine(one.problem)}`);
  return lines.join("\n");
}

/** The keys that an entry tells, and how many more rows it is about. */
const namedKeys = ({ keys, rows }: AutomationEntry): string =>
  keys.length === 0 || rows <= keys.length ? keys.join(" ") : `${keys.join(" ")} and ${count(rows - keys.length)} more`;

export function renderLog(
  run: Run,
  { entries, next }: { entries: readonly AutomationEntry[]; next: number | null },
): string {
  const table = renderTable(
    entries,
    [
      { title: "AT", value: (entry) => entry.at },
      { title: "EVENT", value: (entry) => entry.event },
      { title: "ROWS", value: (entry) => (entry.rows > 0 ? count(entry.rows) : ""), align: "right" },
      { title: "DETAIL", value: (entry) => entry.detail ?? entry.delivery ?? "", shrinks: true },
      { title: "KEYS", value: namedKeys, shrinks: true },
    ],
    run.terminal,
  );
  return (table || "Nothing yet.") + more(next);
}

export function renderDeliveries(
  run: Run,
  { deliveries, next }: { deliveries: readonly Delivery[]; next: number | null },
): string {
  const table = renderTable(
    deliveries,
    [
      { title: "DELIVERY", value: (one) => one.id },
      { title: "AUTOMATION", value: (one) => one.automation, shrinks: true },
      { title: "STATE", value: (one) => one.state },
      { title: "ROWS", value: (one) => count(one.rows), align: "right" },
      { title: "TRIES", value: (one) => count(one.attempts), align: "right" },
      { title: "NEXT", value: (one) => one.nextAttempt ?? "" },
      { title: "", value: (one) => one.error ?? "", shrinks: true },
    ],
    run.terminal,
  );
  return (table || "No calls.") + more(next);
}

const more = (next: number | null): string => (next === null ? "" : `\nmore: --after ${next}`);
