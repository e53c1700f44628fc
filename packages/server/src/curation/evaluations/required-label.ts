import { closestName } from "@pomona/contract/filter-problem";
import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";

const MOST_NAMES = 5;

/** Problem `no-evidence` where no row has the label; it names those that are written most alike, else the most frequent, and how to mend the link of a function that it comes from. */
export async function requireLabel(
  sql: Pick<Sql, "all" | "one">,
  label: string,
  linked?: { function: string },
): Promise<void> {
  if (await sql.one("SELECT 1 FROM rows WHERE list_contains(labels, ?) LIMIT 1", [label])) return;
  const labels = (
    await sql.all<{ label: string }>(
      "SELECT label FROM (SELECT unnest(labels) AS label FROM rows) GROUP BY label ORDER BY count(*) DESC, label",
    )
  ).map((row) => row.label);
  const closest = closestNames(label, labels);
  const named = closest.map((name) => JSON.stringify(name));
  const mend = linked
    ? ` The function is linked to it: pomona function eval ${JSON.stringify(linked.function)} --label LABEL --set-truth links it to another.`
    : "";
  const told =
    labels.length === 0
      ? `No row has the label ${JSON.stringify(label)}, nor any other. Label rows, or give a filter that says what is right.`
      : `No row has the label ${JSON.stringify(label)}. ${closest.length === 1 ? `Did you mean ${named[0]}?` : `Labels are ${named.join(", ")}${labels.length > closest.length ? ", …" : "."}`}`;
  throw new Problem("no-evidence", {
    detail: `${told}${mend}`,
    fields: { label, closest },
  });
}

/** Names that hold the wanted one or differ by a few letters; where there are none, the first. */
function closestNames(wanted: string, names: readonly string[]): string[] {
  const near = closestName(wanted, names);
  const lower = wanted.toLowerCase();
  const parts = names.filter((name) => name !== near && name.toLowerCase().includes(lower));
  const found = [...(near === undefined ? [] : [near]), ...parts].slice(0, MOST_NAMES);
  return found.length > 0 ? found : names.slice(0, MOST_NAMES);
}
