import type { ItemFailure } from "@pomona/contract/imports";
import type { Run } from "./context.ts";
import { plural } from "./render/quantities.ts";
import { oneLine } from "./render/width.ts";

const SHOWN = 20;
const PAGE = 10_000;

/** Every failure of a job, page by page. */
export async function allFailures(run: Run, id: string): Promise<ItemFailure[]> {
  const all: ItemFailure[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: { failures: ItemFailure[]; next: number | null } = await run.client.jobFailures({
      id,
      after,
      limit: PAGE,
    });
    for (const failure of page.failures) all.push(failure);
    after = page.failures.length === 0 ? null : page.next;
  }
  return all;
}

export function describeFailure({ item, line, column, code, message }: ItemFailure): string {
  const place = [item, line === undefined ? "" : `line ${line}`, column === undefined ? "" : `column ${column}`]
    .filter((part) => part !== "")
    .join(", ");
  return oneLine(`${place}: ${message} (${code})`);
}

/** What is said of items, of one or of several where that differs. */
type Title = string | { one: string; many: string };

/** Lists the first failures on stderr, and how to see the others. */
export function noteFailures(
  run: Run,
  title: Title,
  failures: readonly ItemFailure[],
  total: number,
  job: string | null,
): void {
  if (total === 0) return;
  const said = typeof title === "string" ? title : total === 1 ? title.one : title.many;
  run.note(`${plural(total, "item")} ${said}:`);
  for (const failure of failures.slice(0, SHOWN)) run.note(`  ${describeFailure(failure)}`);
  const hidden = total - Math.min(SHOWN, failures.length);
  if (hidden > 0)
    run.note(
      `  … and ${plural(hidden, "more", "more")}; all of them: ${job ? `pomona job failures ${job}` : "the same command with --json"}`,
    );
}
