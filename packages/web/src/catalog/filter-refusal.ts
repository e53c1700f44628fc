import type { Condition, Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { atPlace, type Path, printPath } from "@pomona/contract/filter-places";
import { isProblem, Problem } from "@pomona/contract/problems";
import { readFilter } from "./filter-parts.ts";

/**
 * What the server said of the tree `sent`, at the column of the text where that condition was written; as it is where the
 * text has no such condition (similarity mode adds some) or the problem names none.
 */
export function refusalInText(error: Error, sent: Filter, text: string): Error {
  if (!isProblem(error) || !Array.isArray(error.fields.path)) return error;
  if (readFilter(text).problem) return error;
  const { path, ...fields } = error.fields;
  const { condition, part } = conditionAt(sent, path as Path);
  const wanted = JSON.stringify(condition);
  const prefix = `${printPath(path as Path)}: `;
  const detail = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
  for (const [own, place] of readFilterInput(text).places)
    if (JSON.stringify(own) === wanted) return atPlace(new Problem(error.code, { detail, fields }), place, part);
  return error;
}

/** Follows a path through and / or / not; the rest of it lies in the condition. */
function conditionAt(filter: Filter, path: Path): { condition: Filter | Condition; part: Path } {
  let node = filter;
  let at = 0;
  for (;;) {
    const below =
      "not" in node
        ? { node: node.not, steps: 1 }
        : "and" in node || "or" in node
          ? { node: ("and" in node ? node.and : node.or)[Number(path[at + 1])], steps: 2 }
          : undefined;
    if (!below?.node) return { condition: node, part: path.slice(at) };
    node = below.node;
    at += below.steps;
  }
}
