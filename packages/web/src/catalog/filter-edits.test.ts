import { type Condition, EVERY_ROW, type Filter } from "@pomona/contract/filter";
import { readFilterInput } from "@pomona/contract/filter-input";
import { printFilter } from "@pomona/contract/filter-print";
import { parseFilter } from "@pomona/contract/filter-text";
import { conditionsOf } from "@pomona/contract/filter-tree";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chipsOf } from "./filter-chips.ts";
import {
  addAt,
  addToFilter,
  groupOf,
  joinWithNext,
  moveAt,
  type NodePath,
  negateAt,
  nodeAt,
  removeAt,
  replaceAt,
  setWordAt,
  tidy,
  ungroupAt,
  wrapAt,
} from "./filter-edits.ts";

const name = fc.constantFrom("apple", "green apples", 'quo"te', "ä");
const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ field: fc.constantFrom("label", "dataset"), op: fc.constant("=" as const), value: name }),
  fc.record({ field: fc.constant("tag"), op: fc.constant("in" as const), value: fc.array(name, { maxLength: 3 }) }),
  fc.constant({ field: "label", op: "exists" } as const),
  fc.record({ function: name, op: fc.constantFrom(">=", "<"), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ embedding: fc.constant("cn3"), op: fc.constant("=" as const), value: fc.constant("ready" as const) }),
  fc.record({ project: name }),
);
const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    condition,
    fc.record({ and: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie("tree"), { maxLength: 3 }) }),
    fc.record({ not: tie("tree") }),
  ),
}));
const tidyTree = tree.map(tidy);

function pathsOf(filter: Filter, at: NodePath = []): NodePath[] {
  const parts = groupOf(filter)?.parts ?? [];
  return [at, ...parts.flatMap((part, i) => pathsOf(part, [...at, i]))];
}
/** A tree with one of its nodes. */
const place = tidyTree.chain((filter) =>
  fc.record({ filter: fc.constant(filter), path: fc.constantFrom(...pathsOf(filter)) }),
);
const word = fc.constantFrom("and" as const, "or" as const);
const conditions = (filter: Filter) => [...conditionsOf(filter)].map((one) => JSON.stringify(one)).sort();
const said = (one: Filter) => JSON.stringify(one);

const EDITS: [string, (filter: Filter, path: NodePath, added: Condition, word: "and" | "or") => Filter][] = [
  ["addToFilter", (filter, _path, added) => addToFilter(filter, added)],
  ["addAt", (filter, path, added) => addAt(filter, path, added)],
  ["removeAt", (filter, path) => removeAt(filter, path)],
  ["replaceAt", (filter, path, added) => replaceAt(filter, path, added)],
  ["negateAt", (filter, path) => negateAt(filter, path)],
  ["setWordAt", (filter, path, _added, to) => setWordAt(filter, path, to)],
  ["wrapAt", (filter, path, added, to) => wrapAt(filter, path, to, added)],
  ["ungroupAt", (filter, path) => ungroupAt(filter, path)],
  ["joinWithNext", (filter, path) => joinWithNext(filter, path)],
  ["moveAt up", (filter, path) => moveAt(filter, path, -1)],
  ["moveAt down", (filter, path) => moveAt(filter, path, 1)],
];

describe.each(EDITS)("%s", (_name, edit) => {
  it("gives a valid, tidy tree that its text stands for", () => {
    fc.assert(
      fc.property(place, condition, word, ({ filter, path }, added, to) => {
        const next = edit(filter, path, added, to);
        expect(readFilterInput(next).filter).toEqual(next);
        expect(tidy(next)).toEqual(next);
        expect(parseFilter(printFilter(next))).toEqual(next);
      }),
    );
  });
  it("changes nothing where there is no such node", () => {
    fc.assert(
      fc.property(tidyTree, condition, word, (filter, added, to) => {
        if (_name !== "addToFilter") expect(edit(filter, [9, 9, 9], added, to)).toEqual(filter);
      }),
    );
  });
});

it("negating twice gives back the tree", () => {
  fc.assert(
    fc.property(place, ({ filter, path }) => {
      expect(negateAt(negateAt(filter, path), path)).toEqual(filter);
    }),
  );
});

it("removing what was added gives back the tree", () => {
  fc.assert(
    fc.property(place, condition, word, ({ filter, path }, added, to) => {
      const size = (at: NodePath, tree: Filter) => groupOf(nodeAt(tree, at) as Filter)?.parts.length ?? 1;
      const wrapped = wrapAt(filter, path, to, added);
      expect(removeAt(wrapped, [...path, 1])).toEqual(filter);
      // An empty group, which stands for every row or for none, is gone once something is in it.
      if (size(path, filter) === 0) return;
      expect(removeAt(addAt(filter, path, added), [...path, size(path, filter)])).toEqual(filter);
    }),
  );
});

it("adding to the filter adds one condition, which selects among what was selected", () => {
  fc.assert(
    fc.property(tidyTree, condition, (filter, added) => {
      const next = addToFilter(filter, added);
      expect(conditions(next)).toEqual([...conditions(filter), said(added)].sort());
      expect(groupOf(next)?.word ?? "and").toBe("and");
      expect("not" in next && !("not" in added)).toBe(false);
    }),
  );
});

it("moving, grouping and ungrouping keep every condition", () => {
  fc.assert(
    fc.property(place, ({ filter, path }) => {
      for (const next of [moveAt(filter, path, 1), moveAt(filter, path, -1), joinWithNext(filter, path)])
        expect(conditions(next)).toEqual(conditions(filter));
      expect(conditions(ungroupAt(filter, path))).toEqual(conditions(filter));
    }),
  );
});

it("moving a node down and up again among its siblings gives back the tree", () => {
  fc.assert(
    fc.property(place, ({ filter, path }) => {
      const [place_, above] = [path.at(-1), path.slice(0, -1)];
      if (place_ === undefined || !nodeAt(filter, [...above, place_ + 1])) return;
      expect(moveAt(moveAt(filter, path, 1), [...above, place_ + 1], -1)).toEqual(filter);
    }),
  );
});

it("groups neighbours by the word that does not join them, and takes them apart again", () => {
  const filter = parseFilter("dataset = a and label = b and label = c and tag = d");
  const grouped = joinWithNext(filter, [1]);
  expect(printFilter(grouped)).toBe('dataset = "a" and (label = "b" or label = "c") and tag = "d"');
  expect(printFilter(joinWithNext(grouped, [1]))).toBe('dataset = "a" and (label = "b" or label = "c" or tag = "d")');
  expect(ungroupAt(grouped, [1])).toEqual(filter);
  expect(printFilter(moveAt(grouped, [1, 1], 1))).toBe('dataset = "a" and label = "b" and label = "c" and tag = "d"');
});

describe("chips", () => {
  it("are the conditions of the tree, each once, and removing one leaves the others", () => {
    fc.assert(
      fc.property(tidyTree, (filter) => {
        const chips = chipsOf(filter);
        const all = chips.flatMap(({ node }) => conditions(node)).sort();
        expect(all).toEqual(conditions(filter));
        for (const { path, node } of chips) {
          expect(nodeAt(filter, path)).toEqual(node);
          const left = chips.filter((chip) => chip.path !== path).flatMap((chip) => conditions(chip.node));
          expect(conditions(removeAt(filter, path))).toEqual(left.sort());
        }
      }),
    );
  });

  it("joined with `and` are the filter", () => {
    fc.assert(
      fc.property(tidyTree, (filter) => {
        const joined = chipsOf(filter).reduce((built, { node }) => addToFilter(built, node), EVERY_ROW);
        expect(chipsOf(joined).map(({ node }) => said(node))).toEqual(chipsOf(filter).map(({ node }) => said(node)));
      }),
    );
  });
});
