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
 * rounds over a k-d tree (March, Ram and Gray 2010, with single points in place of the second tree). `partOf` names the
 * part of a place. Of equal gaps the one met first counts.
 */
export function joinIslands(tree: PlaneTree, partOf: (place: number) => number): Gap[] {
  const part = new Int32Array(tree.count);
  for (let i = 0; i < part.length; i++) part[i] = partOf(i);
  const gaps: Gap[] = [];
  for (;;) {
    const best = nearestOthers(tree, part);
    if (best.size === 0) break;
    const up = new Map<number, number>();
    const find = (id: number): number => {
      let at = id;
      for (let next = up.get(at); next !== undefined; next = up.get(at)) at = next;
      return at;
    };
    for (const gap of [...best.values()].sort((a, b) => a.squared - b.squared || a.from - b.from)) {
      const a = find(part[gap.from] as number);
      const b = find(part[gap.to] as number);
      if (a === b) continue;
      up.set(Math.max(a, b), Math.min(a, b));
      gaps.push(gap);
    }
    for (let i = 0; i < part.length; i++) part[i] = find(part[i] as number);
  }
  return gaps.sort((a, b) => a.squared - b.squared || a.from - b.from);
}

/** For each part its shortest gap to another; none where there is one part only. */
function nearestOthers(tree: PlaneTree, part: Int32Array): Map<number, Gap> {
  const { count, x, y, axis, leaf } = tree;
  const wholly = partsOfNodes(tree, part);
  const best = new Map<number, Gap>();
  if (wholly[1] !== MIXED) return best;
  let place = 0;
  let own: Gap = { from: -1, to: -1, squared: 0 };
  const visit = (node: number, start: number, end: number): void => {
    if (wholly[node] === part[place]) return;
    const px = x[place] as number;
    const py = y[place] as number;
    if (end - start <= leaf) {
      for (let i = start; i < end; i++) {
        if (part[i] === part[place]) continue;
        const squared = ((x[i] as number) - px) ** 2 + ((y[i] as number) - py) ** 2;
        if (squared < own.squared) own = { from: place, to: i, squared };
      }
      return;
    }
    const middle = (start + end) >> 1;
    const gap = axis[node] === 0 ? px - (x[middle] as number) : py - (y[middle] as number);
    if (gap < 0) {
      visit(2 * node, start, middle);
      if (gap * gap < own.squared) visit(2 * node + 1, middle, end);
    } else {
      visit(2 * node + 1, middle, end);
      if (gap * gap < own.squared) visit(2 * node, start, middle);
    }
  };
  for (place = 0; place < count; place++) {
    const id = part[place] as number;
    own = best.get(id) ?? { from: -1, to: -1, squared: Number.POSITIVE_INFINITY };
    const before = own;
    visit(1, 0, count);
    if (own !== before) best.set(id, own);
  }
  return best;
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
