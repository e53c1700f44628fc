import type { PlaneTree } from "./plane-tree.ts";

export interface PlaneNeighbours {
  /** `k` places of the tree for each of its places, nearest first, without itself. */
  places: Int32Array;
  /** Squared distances to these. */
  squared: Float32Array;
}

/**
 * The exact `k` nearest neighbours of each point of a tree, by place; of equal distances those met first. `k` must be
 * below the number of points. Cost: about 3 s for a million points and 16 neighbours.
 */
export function planeNeighbours(tree: PlaneTree, k: number): PlaneNeighbours {
  const { count, x, y, axis, split, leaf } = tree;
  const places = new Int32Array(count * k);
  const squared = new Float32Array(count * k);
  const nearest = new Int32Array(k);
  const distances = new Float64Array(k);
  let px = 0;
  let py = 0;
  let self = 0;
  let worst = 0;

  const look = (start: number, end: number): void => {
    for (let i = start; i < end; i++) {
      const dx = (x[i] as number) - px;
      const dy = (y[i] as number) - py;
      const distance = dx * dx + dy * dy;
      if (distance >= worst || i === self) continue;
      let slot = k - 1;
      for (; slot > 0 && (distances[slot - 1] as number) > distance; slot--) {
        distances[slot] = distances[slot - 1] as number;
        nearest[slot] = nearest[slot - 1] as number;
      }
      distances[slot] = distance;
      nearest[slot] = i;
      worst = distances[k - 1] as number;
    }
  };
  const visit = (node: number, start: number, end: number): void => {
    if (end - start <= leaf) {
      look(start, end);
      return;
    }
    const middle = (start + end) >> 1;
    const gap = (axis[node] === 0 ? px : py) - (split[node] as number);
    if (gap < 0) {
      visit(2 * node, start, middle);
      if (gap * gap < worst) visit(2 * node + 1, middle, end);
    } else {
      visit(2 * node + 1, middle, end);
      if (gap * gap < worst) visit(2 * node, start, middle);
    }
  };
  for (self = 0; self < count; self++) {
    px = x[self] as number;
    py = y[self] as number;
    worst = Number.POSITIVE_INFINITY;
    distances.fill(worst);
    visit(1, 0, count);
    places.set(nearest, self * k);
    squared.set(distances, self * k);
  }
  return { places, squared };
}

/** Says which place of a tree is nearest a point; of equally near ones that met first. About 1.5 microseconds a point. */
export function nearestPlace({ count, x, y, axis, split, leaf }: PlaneTree): (px: number, py: number) => number {
  let px = 0;
  let py = 0;
  let found = 0;
  let worst = 0;
  const visit = (node: number, start: number, end: number): void => {
    if (end - start <= leaf) {
      for (let i = start; i < end; i++) {
        const squared = ((x[i] as number) - px) ** 2 + ((y[i] as number) - py) ** 2;
        if (squared < worst) [found, worst] = [i, squared];
      }
      return;
    }
    const middle = (start + end) >> 1;
    const gap = (axis[node] === 0 ? px : py) - (split[node] as number);
    if (gap < 0) {
      visit(2 * node, start, middle);
      if (gap * gap < worst) visit(2 * node + 1, middle, end);
    } else {
      visit(2 * node + 1, middle, end);
      if (gap * gap < worst) visit(2 * node, start, middle);
    }
  };
  return (x0, y0) => {
    [px, py, found, worst] = [x0, y0, 0, Number.POSITIVE_INFINITY];
    visit(1, 0, count);
    return found;
  };
}
