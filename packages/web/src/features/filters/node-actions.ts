import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import {
  groupOf,
  joinWithNext,
  moveAt,
  type NodePath,
  negateAt,
  nodeAt,
  removeAt,
  ungroupAt,
} from "../../catalog/filter-edits.ts";
import { copy } from "../../copy.ts";
import type { MenuItem } from "../../ui/menu.tsx";
import type { Editor } from "./use-editor.ts";

/** Moves a node and keeps the focus on it. */
export function moved({ tree, edit }: Pick<Editor, "tree" | "edit">, path: NodePath, by: -1 | 1): void {
  const node = nodeAt(tree, path);
  const next = moveAt(tree, path, by);
  if (node) edit(next, placesOf(next, printFilter(node)).at(by < 0 ? 0 : -1) ?? path);
}

/** Where a node that reads so stands. */
function placesOf(filter: Filter, text: string, path: NodePath = []): NodePath[] {
  const below = groupOf(filter)?.parts.flatMap((part, i) => placesOf(part, text, [...path, i])) ?? [];
  return printFilter(filter) === text ? [path, ...below] : below;
}

/** What can be done to a node, in the order of a menu. */
export function nodeActions(path: NodePath, editor: Pick<Editor, "tree" | "edit" | "ask">): MenuItem[] {
  const { tree, edit, ask } = editor;
  const node = nodeAt(tree, path);
  if (!node) return [];
  const group = groupOf(node);
  const above = path.length > 0 ? groupOf(nodeAt(tree, path.slice(0, -1)) ?? tree) : undefined;
  const isLast = above === undefined || path.at(-1) === above.parts.length - 1;
  const isFirst = above === undefined || path.at(-1) === 0;
  const isAtTop = path.length <= 1;
  return [
    ...(group ? [{ label: copy.addInside, run: () => ask({ what: "add", path }) } as const] : []),
    ...(group ? [] : [{ label: copy.edit, run: () => ask({ what: "edit", path }) } as const]),
    {
      label: "not" in node ? copy.takeNotAway : copy.negate,
      hint: "N",
      run: () => edit(negateAt(tree, path), path),
    },
    { label: copy.orElse, run: () => ask({ what: "or", path }) },
    { label: copy.andAlso, run: () => ask({ what: "and", path }) },
    ...(isLast ? [] : [{ label: copy.groupWithNext, run: () => edit(joinWithNext(tree, path), path) }]),
    ...(group && !("not" in node) && path.length > 0
      ? [{ label: copy.ungroup, run: () => edit(ungroupAt(tree, path), path) }]
      : []),
    ...(isFirst && isAtTop ? [] : [{ label: copy.moveUp, hint: "Alt ↑", run: () => moved(editor, path, -1) }]),
    ...(isLast && isAtTop ? [] : [{ label: copy.moveDown, hint: "Alt ↓", run: () => moved(editor, path, 1) }]),
    { label: copy.remove, hint: "Del", run: () => edit(removeAt(tree, path), path) },
  ];
}
