import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { parseFilter } from "@pomona/contract/filter-text";
import { expect, it } from "vitest";
import type { NodePath } from "../../catalog/filter-edits.ts";
import { moved, nodeActions } from "./node-actions.ts";
import type { Asked } from "./use-editor.ts";

function editorOn(text: string) {
  const done: { tree: Filter; focus: NodePath | undefined; asked: Asked | null } = {
    tree: parseFilter(text),
    focus: undefined,
    asked: null,
  };
  const editor = {
    tree: done.tree,
    edit: (next: Filter, path?: NodePath) => Object.assign(done, { tree: next, focus: path }),
    ask: (asked: Asked | null) => Object.assign(done, { asked }),
  };
  const labels = (...path: number[]) => nodeActions(path, editor).map(({ label }) => label);
  const run = (path: NodePath, label: string) => {
    const item = nodeActions(path, editor).find((one) => one.label === label);
    if (!item) throw new Error(`There is no ${label}.`);
    item.run();
    return { text: printFilter(done.tree), focus: done.focus, asked: done.asked };
  };
  return { labels, run, editor, done };
}

const TEXT = "dataset = a and (label = b or label = c) and not tag exists";

it("offers what can be done at the place of a node", () => {
  const { labels } = editorOn(TEXT);
  expect(labels(0)).toEqual(["Edit", "Negate", "Or …", "And …", "Group with the next", "Move down", "Remove"]);
  expect(labels(1)).toEqual([
    "Add a condition inside",
    "Negate",
    "Or …",
    "And …",
    "Group with the next",
    "Ungroup",
    "Move up",
    "Move down",
    "Remove",
  ]);
  expect(labels(2)).toEqual(["Edit", "Take “not” away", "Or …", "And …", "Move up", "Remove"]);
  // The first part of a group can leave it upwards, the last one downwards.
  expect(labels(1, 0)).toContain("Move up");
  expect(labels(1, 1)).toContain("Move down");
  expect(labels()).toEqual(["Add a condition inside", "Negate", "Or …", "And …", "Remove"]);
  expect(labels(7)).toEqual([]);
});

it("edits the tree, or asks for the condition that an action needs", () => {
  const at = () => editorOn(TEXT);
  expect(at().run([2], "Take “not” away").text).toBe('dataset = "a" and (label = "b" or label = "c") and tag exists');
  expect(at().run([1], "Ungroup").text).toBe('dataset = "a" and label = "b" and label = "c" and not tag exists');
  expect(at().run([0], "Group with the next").text).toBe(
    '(dataset = "a" or label = "b" or label = "c") and not tag exists',
  );
  expect(at().run([], "Remove").text).toBe("true");
  expect(at().run([0], "Or …").asked).toEqual({ what: "or", path: [0] });
  expect(at().run([1], "Add a condition inside").asked).toEqual({ what: "add", path: [1] });
  expect(at().run([1, 0], "Edit").asked).toEqual({ what: "edit", path: [1, 0] });
});

it("keeps the focus on a node that moves, also out of its group", () => {
  expect(editorOn(TEXT).run([0], "Move down")).toMatchObject({
    text: '(label = "b" or label = "c") and dataset = "a" and not tag exists',
    focus: [1],
  });
  const { editor, done } = editorOn(TEXT);
  moved(editor, [1, 1], 1);
  expect(done).toMatchObject({ focus: [2] });
  expect(printFilter(done.tree)).toBe('dataset = "a" and label = "b" and label = "c" and not tag exists');
});
