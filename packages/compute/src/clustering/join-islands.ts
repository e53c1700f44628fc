import type { PlaneTree } from "./plane-tree.ts";

/** The shortest way between two parts, by places of the tree. */
export interface Gap {
  from: number;
  to: number;
  squared: number;
}

const MIXED = -1;

/**
 * The shortest gaps that join parts of a set of points to one, shortest first: their minimum spanning tree by Borůvka's
 * rounds over two walks of one k-d tree (March, Ram and Gray, "Fast Euclidean minimum spanning tree", KDD 2010).
 * `partOf` names the part of a place by one of its places. Of equal gaps the one met first counts.
 */
export function joinIslands(tree: PlaneTree, partOf: (place: number) => number): Gap[] {
  const part = new Int32Array(tree.count);
  for (let i = 0; i < part.length; i++) part[i] = partOf(i);
  const boxes = boxesOfNodes(tree);
  const gaps: Gap[] = [];
  for (;;) {
    const best = nearestOthers(tree, part, boxes);
    if (best.size === 0) break;
    const up = new Int32Array(tree.count).map((_, i) => i);
    const find = (id: number): number => {
      let at = id;
      for (; up[at] !== at; at = up[at] as number) up[at] = up[up[at] as number] as number;
      return at;
    };
    for (const gap of [...best.values()].sort((a, b) => a.squared - b.squared || a.from - b.from)) {
      const a = find(part[gap.from] as number);
      const b = find(part[gap.to] as number);
      if (a === b) continue;
      up[Math.max(a, b)] = Math.min(a, b);
      gaps.push(gap);
    }
    for (let i = 0; i < part.length; i++) part[i] = find(part[i] as number);
  }
  return gaps.sort((a, b) => a.squared - b.squared || a.from - b.from);
}

/** For each part its shortest gap to another; none where there is one part only. */
function nearestOthers(tree: PlaneTree, part: Int32Array, boxes: Float32Array): Map<number, Gap> {
  const { count, x, y, leaf } = tree;
  const wholly = partsOfNodes(tree, part);
  const best = new Map<number, Gap>();
  if (wholly[1] !== MIXED) return best;
  const look = (of: Node, among: Node): void => {
    for (let i = of.start; i < of.end; i++) {
      let shortest = best.get(part[i] as number)?.squared ?? Number.POSITIVE_INFINITY;
      for (let j = among.start; j < among.end; j++) {
        if (part[i] === part[j]) continue;
        const squared = ((x[i] as number) - (x[j] as number)) ** 2 + ((y[i] as number) - (y[j] as number)) ** 2;
        if (squared >= shortest) continue;
        shortest = squared;
        best.set(part[i] as number, { from: i, to: j, squared });
      }
    }
  };
  /** The longest of the shortest gaps known of the points of a leaf, or of a node of one part. */
  const longest = ({ node, start, end }: Node): number => {
    const places = wholly[node] === MIXED ? end - start : 1;
    let found = 0;
    for (let i = start; i < start + places; i++)
      found = Math.max(found, best.get(part[i] as number)?.squared ?? Number.POSITIVE_INFINITY);
    return found;
  };
  const seek = (of: Node, among: Node): void => {
    const whole = wholly[of.node] as number;
    if (whole !== MIXED && whole === wholly[among.node]) return;
    if (between(boxes, of.node, among.node) >= longest(of)) return;
    const isSmall = of.end - of.start <= leaf;
    if (isSmall && among.end - among.start <= leaf) look(of, among);
    else if (isSmall || among.end - among.start > of.end - of.start) {
      const [a, b] = halves(among);
      const isNearer = between(boxes, of.node, a.node) <= between(boxes, of.node, b.node);
      seek(of, isNearer ? a : b);
      seek(of, isNearer ? b : a);
    } else for (const half of halves(of)) seek(half, among);
  };
  /** Down to nodes that have one bound: of one part, or leaves. */
  const visit = (of: Node): void => {
    if (wholly[of.node] !== MIXED || of.end - of.start <= leaf) seek(of, root);
    else for (const half of halves(of)) visit(half);
  };
  const root: Node = { node: 1, start: 0, end: count };
  visit(root);
  return best;
}

interface Node {
  node: number;
  start: number;
  end: number;
}

function halves({ node, start, end }: Node): [Node, Node] {
  const middle = (start + end) >> 1;
  return [
    { node: 2 * node, start, end: middle },
    { node: 2 * node + 1, start: middle, end },
  ];
}

/** Squared distance between the boxes of two nodes. */
function between(boxes: Float32Array, a: number, b: number): number {
  const [i, j] = [4 * a, 4 * b];
  const dx = Math.max(
    0,
    (boxes[i] as number) - (boxes[j + 1] as number),
    (boxes[j] as number) - (boxes[i + 1] as number),
  );
  const dy = Math.max(
    0,
    (boxes[i + 2] as number) - (boxes[j + 3] as number),
    (boxes[j + 2] as number) - (boxes[i + 3] as number),
  );
  return dx * dx + dy * dy;
}

/** Lowest and highest x, lowest and highest y of each node. */
function boxesOfNodes({ count, x, y, leaf, axis }: PlaneTree): Float32Array {
  const boxes = new Float32Array(4 * axis.length);
  const fill = (of: Node): void => {
    const { node, start, end } = of;
    const box = boxes.subarray(4 * node, 4 * node + 4);
    box.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
    const reach = (low: number, high: number, at: number): void => {
      box[at] = Math.min(box[at] as number, low);
      box[at + 1] = Math.max(box[at + 1] as number, high);
    };
    if (end - start <= leaf)
      for (let i = start; i < end; i++) {
        reach(x[i] as number, x[i] as number, 0);
        reach(y[i] as number, y[i] as number, 2);
      }
    else
      for (const half of halves(of)) {
        fill(half);
        for (const at of [0, 2])
          reach(boxes[4 * half.node + at] as number, boxes[4 * half.node + at + 1] as number, at);
      }
  };
  fill({ node: 1, start: 0, end: count });
  return boxes;
}

/** The part that all points of a node are in, by node; `MIXED` where they are in several. */
function partsOfNodes({ count, leaf, axis }: PlaneTree, part: Int32Array): Int32Array {
  const wholly = new Int32Array(axis.length);
  const fill = (node: number, start: number, end: number): number => {
    let id = part[start] as number;
    if (end - start <= leaf) {
      for (let i = start; i < end; i++) if (part[i] !== id) id = MIXED;
    } else {
      const middle = (start + end) >> 1;
      const [a, b] = [fill(2 * node, start, middle), fill(2 * node + 1, middle, end)];
      id = a === b ? a : MIXED;
    }
    wholly[node] = id;
    return id;
  };
  fill(1, 0, count);
  return wholly;
}
