import { EVERY_ROW, type Filter } from "@pomona/contract/filter";
import { checkFilterDepth } from "@pomona/contract/filter-depth";
import { simplify } from "@pomona/contract/filter-tree";
import { isProblem } from "@pomona/contract/problems";
import { partsOf } from "./filter-parts.ts";

/** Positions from the root down to a node. `not` takes no step: a node and its negation stand at the same place. */
export type NodePath = readonly number[];
export type GroupWord = "and" | "or";

/** A tree as it is edited: no group of one part, no `not` of a `not`. */
export const tidy = (filter: Filter): Filter => withoutDoubleNot(simplify(filter));

function withoutDoubleNot(filter: Filter): Filter {
  if ("and" in filter) return { and: filter.and.map(withoutDoubleNot) };
  if ("or" in filter) return { or: filter.or.map(withoutDoubleNot) };
  if (!("not" in filter)) return filter;
  return "not" in filter.not ? withoutDoubleNot(filter.not.not) : { not: withoutDoubleNot(filter.not) };
}

/** What a node says below its `not`. */
export const insideOf = (node: Filter): Filter => ("not" in node ? insideOf(node.not) : node);

/** The word and the parts of a group, negated or not; undefined for a condition. */
export function groupOf(node: Filter): { word: GroupWord; parts: readonly Filter[] } | undefined {
  const inside = insideOf(node);
  if ("and" in inside) return { word: "and", parts: inside.and };
  return "or" in inside ? { word: "or", parts: inside.or } : undefined;
}

export const nodeAt = (filter: Filter, path: NodePath): Filter | undefined =>
  path.reduce<Filter | undefined>((node, step) => node && groupOf(node)?.parts[step], filter);

/** Joins a condition to the whole filter with `and`. */
export const addToFilter = (filter: Filter, added: Filter): Filter =>
  edited(filter, "not" in filter ? { and: [filter, added] } : { and: [...partsOf(filter), added] });

/** Puts a node last into the group at a path; a condition there becomes `and` of itself and the node. */
export const addAt = (filter: Filter, path: NodePath, added: Filter): Filter =>
  edited(
    filter,
    changeInside(filter, path, (inside) => {
      const group = groupOf(inside);
      return group ? groupFrom(group.word, [...group.parts, added]) : { and: [inside, added] };
    }),
  );

/** Takes a node out; the last one leaves every row. */
export const removeAt = (filter: Filter, path: NodePath): Filter =>
  edited(
    filter,
    changeAt(filter, path, () => []),
  );

export const replaceAt = (filter: Filter, path: NodePath, next: Filter): Filter =>
  edited(
    filter,
    changeAt(filter, path, () => [next]),
  );

/** Takes the `not` of a node away, or gives it one. */
export const negateAt = (filter: Filter, path: NodePath): Filter =>
  edited(
    filter,
    changeAt(filter, path, (node) => ["not" in node ? node.not : { not: node }]),
  );

/** Makes the group at a path one of `and` or of `or`. */
export const setWordAt = (filter: Filter, path: NodePath, word: GroupWord): Filter =>
  edited(
    filter,
    changeInside(filter, path, (inside) => groupFrom(word, groupOf(inside)?.parts ?? [inside])),
  );

/** Puts a node and a new one into a group of their own. */
export const wrapAt = (filter: Filter, path: NodePath, word: GroupWord, added: Filter): Filter =>
  edited(
    filter,
    changeAt(filter, path, (node) => [groupFrom(word, [node, added])]),
  );

/** Puts the parts of a group in its place; a negated one stays. */
export const ungroupAt = (filter: Filter, path: NodePath): Filter =>
  edited(
    filter,
    changeAt(filter, path, (node) => ("and" in node ? node.and : "or" in node ? node.or : [node])),
  );

/**
 * Groups a node with the one behind it, by the other word than the one that joins them now. Where either is such a group
 * already, the other goes into it. The last node stays as it is.
 */
export function joinWithNext(filter: Filter, path: NodePath): Filter {
  const place = path.at(-1);
  if (place === undefined) return filter;
  const above = path.slice(0, -1);
  return edited(
    filter,
    changeInside(filter, above, (inside) => {
      const group = groupOf(inside);
      const [node, next] = [group?.parts[place], group?.parts[place + 1]];
      if (!group || !node || !next) return inside;
      const word = group.word === "and" ? "or" : "and";
      const joined = groupFrom(word, [...membersOf(node, word), ...membersOf(next, word)]);
      return groupFrom(group.word, group.parts.toSpliced(place, 2, joined));
    }),
  );
}

/** Moves a node past its neighbour; the first and the last one of a group move out of it. */
export function moveAt(filter: Filter, path: NodePath, by: -1 | 1): Filter {
  const place = path.at(-1);
  const node = nodeAt(filter, path);
  if (place === undefined || !node) return filter;
  const above = path.slice(0, -1);
  const siblings = groupOf(nodeAt(filter, above) ?? filter)?.parts ?? [];
  if (siblings[place + by]) {
    const moved = siblings.toSpliced(place, 1).toSpliced(place + by, 0, node);
    return edited(
      filter,
      changeInside(filter, above, (inside) => groupFrom(groupOf(inside)?.word ?? "and", moved)),
    );
  }
  if (above.length === 0) return filter;
  const rest = changeAt(filter, path, () => []);
  return edited(
    filter,
    changeAt(rest, above, (group) => (by < 0 ? [node, group] : [group, node])),
  );
}

const groupFrom = (word: GroupWord, parts: readonly Filter[]): Filter =>
  word === "and" ? { and: [...parts] } : { or: [...parts] };

const membersOf = (node: Filter, word: GroupWord): readonly Filter[] =>
  word in node ? (groupOf(node)?.parts ?? [node]) : [node];

/** The tree that came of an edit; the one before where the new one would be nested too deep to be read. */
function edited(before: Filter, after: Filter): Filter {
  const next = tidy(after);
  try {
    checkFilterDepth(next);
    return next;
  } catch (error) {
    if (isProblem(error, "bad-filter")) return before;
    throw error;
  }
}

/** Puts what `change` makes of a node, negation and all, in its place; a path without a node changes nothing. */
function changeAt(filter: Filter, path: NodePath, change: (node: Filter) => readonly Filter[]): Filter {
  const [step, ...rest] = path;
  if (step === undefined) {
    const [only = EVERY_ROW, ...more] = change(filter);
    return more.length === 0 ? only : { and: [only, ...more] };
  }
  if ("not" in filter) return { not: changeAt(filter.not, path, change) };
  const group = groupOf(filter);
  if (!group) return filter;
  const parts = group.parts.flatMap((part, i) => {
    if (i !== step) return [part];
    return rest.length === 0 ? change(part) : [changeAt(part, rest, change)];
  });
  return groupFrom(group.word, parts);
}

const changeInside = (filter: Filter, path: NodePath, change: (inside: Filter) => Filter): Filter =>
  changeAt(filter, path, (node) => [below(node, change)]);

const below = (node: Filter, change: (inside: Filter) => Filter): Filter =>
  "not" in node ? { not: below(node.not, change) } : change(node);
