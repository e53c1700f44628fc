import type { Neighbours } from "../neighbours/neighbours.ts";
import type { Points } from "../projection/points.ts";
import { type GroupTree, pointsOf, wardTree } from "./ward-tree.ts";

export interface DenseGroupsRequest {
  /** The selected points, or a sample of them, and behind these a sample of the others that they are set against. */
  points: Points;
  /** How many are selected. */
  selected: number;
  /** Of all points. */
  neighbours: Neighbours;
  /** How many rows each selected point, and each of the others, stands for. */
  weights: { selected: number; other: number };
  /** Selected points of a group, at least. */
  smallest: number;
  /** Groups with less lift are left out. */
  leastLift: number;
  /** Groups, at most. */
  most: number;
}

export interface DenseGroups {
  /** The selected points of each group, those nearest their middle first; the group that tells most first. No point is in two. */
  groups: Int32Array[];
  /** Further groups, that the others fill nearly as densely; the finest are counted. */
  filled: number;
}

/** Groups within a group must tell so much more together than it does, as each is a thing to look at. */
const SPLIT_GAIN = 1.15;
/** How likely it may be that any group of a selection drawn at random would be taken (Bonferroni). */
const LEAST_LIKELY = 0.05;

/**
 * Groups in which selected points are more frequent than among all: the nodes of a tree of groups (`ward-tree.ts`) that
 * tell most, none within another. The tree is of selected and other points together and does not know which is which:
 * groups sought among the selected alone would look dense wherever they are close by chance. A node tells rows x
 * log2(lift), where chance would not make it. Deterministic; run it on a thread.
 */
export function denseGroups(request: DenseGroupsRequest): DenseGroups {
  const { points, selected, smallest, leastLift, most } = request;
  if (selected < 2) return { groups: [], filled: 0 };
  const tree = wardTree(points, request.neighbours);
  const nodes = tree.sizes.length;
  const hits = Int32Array.from({ length: nodes }, (_, node) => (node < selected ? 1 : 0));
  const measure = nodeMeasure(request);
  const tried = tree.sizes.filter((size) => size >= smallest).length;
  const told = new Float64Array(nodes);
  /** What a node and those within it tell at most. */
  const best = new Float64Array(nodes);
  const isTaken = new Uint8Array(nodes);
  for (let node = tree.count; node < nodes; node++) {
    const [a, b] = partsOf(tree, node);
    const count = (hits[a] as number) + (hits[b] as number);
    hits[node] = count;
    best[node] = (best[a] as number) + (best[b] as number);
    if (count < smallest) continue;
    const { lift, chance } = measure(count, (tree.sizes[node] as number) - count);
    if (lift < leastLift || chance > LEAST_LIKELY / tried) continue;
    told[node] = count * Math.log2(lift);
    if ((told[node] as number) * SPLIT_GAIN < (best[node] as number)) continue;
    best[node] = told[node] as number;
    isTaken[node] = 1;
  }
  const { taken, filled } = topmost(tree, isTaken, (node) => (hits[node] as number) >= smallest);
  taken.sort((x, y) => (told[y] as number) - (told[x] as number) || x - y);
  const groups = taken.slice(0, most).map((node) =>
    fromMiddle(
      points,
      pointsOf(tree, node).filter((point) => point < selected),
    ),
  );
  return { groups, filled };
}

const partsOf = ({ count, parts }: GroupTree, node: number): [number, number] => [
  parts[2 * (node - count)] as number,
  parts[2 * (node - count) + 1] as number,
];

/** Lift, and how likely chance makes it, of a node with so many of both kinds. */
function nodeMeasure({ points, selected, weights }: DenseGroupsRequest) {
  const others = points.count - selected;
  const [rows, strangers] = [selected * weights.selected, others * weights.other];
  const share = rows / (rows + strangers);
  return (hits: number, more: number): { lift: number; chance: number } => {
    const inside = hits * weights.selected;
    // As if there were one more of the others: none of a sample does not mean none.
    const lift = inside / (inside + (more + 1) * weights.other) / share;
    return { lift, chance: chanceOf(hits, hits + more, selected / points.count) };
  };
}

/** A bound of the chance of so many hits or more among rows that each are one with probability `p` (Chernoff 1952); 1 below the mean. */
export function chanceOf(hits: number, rows: number, p: number): number {
  const share = hits / rows;
  if (share <= p) return 1;
  const misses = share === 1 ? 0 : (1 - share) * Math.log((1 - share) / (1 - p));
  return Math.exp(-rows * (share * Math.log(share / p) + misses));
}

/** Taken nodes that are in no other, and how many nodes outside them are groups with no group within. */
function topmost(
  tree: GroupTree,
  isTaken: Uint8Array,
  isGroup: (node: number) => boolean,
): { taken: number[]; filled: number } {
  const isWithin = new Uint8Array(tree.sizes.length);
  const taken: number[] = [];
  let filled = 0;
  for (let node = tree.sizes.length - 1; node >= tree.count; node--) {
    const parts = partsOf(tree, node);
    if (isWithin[node] !== 1 && isTaken[node] === 1) taken.push(node);
    if (isWithin[node] === 1 || isTaken[node] === 1) for (const part of parts) isWithin[part] = 1;
    else if (isGroup(node) && !parts.some(isGroup)) filled++;
  }
  return { taken, filled };
}

/** The same points, those nearest their mean first. */
function fromMiddle({ values, dims }: Points, members: Int32Array): Int32Array {
  const mean = new Float64Array(dims);
  for (const point of members)
    for (let i = 0; i < dims; i++)
      mean[i] = (mean[i] as number) + (values[point * dims + i] as number) / members.length;
  const squared = new Map<number, number>();
  for (const point of members) {
    let sum = 0;
    for (let i = 0; i < dims; i++) {
      const difference = (values[point * dims + i] as number) - (mean[i] as number);
      sum += difference * difference;
    }
    squared.set(point, sum);
  }
  return members.sort((a, b) => (squared.get(a) as number) - (squared.get(b) as number) || a - b);
}
