import { joinIslands } from "./join-islands.ts";
import type { PlaneNeighbours } from "./plane-neighbours.ts";
import type { PlaneTree } from "./plane-tree.ts";

/** A peak that a heavier one took in as the level of density sank. */
export interface PeakMerge {
  peak: number;
  into: number;
  /** Log density at which the two met. */
  saddle: number;
  /** Excess of mass of the lighter: the sum over its points of their log density above the saddle. */
  excess: number;
  /** How far the lower of the two peaks stands above the saddle, in log density. */
  prominence: number;
  /** Points of the smaller of the two when they met. */
  rows: number;
}

export interface DensityTree {
  /** Log density by place, up to a constant. */
  density: Float64Array;
  /** The peak that each place leads up to, by place. */
  peakOf: Int32Array;
  /** Merges in the order of falling density; all peaks but the root are the lighter of one. */
  merges: PeakMerge[];
  root: number;
}

/**
 * The tree of the density's peaks: ToMATo (Chazal, Guibas, Oudot and Skraba, "Persistence-based clustering in Riemannian
 * manifolds", JACM 2013) on the graph of nearest neighbours, with the distance to a measure as density (the same paper,
 * section 5). Two deviations: of two peaks that meet the one with less excess of mass (Müller and Sawitzki 1991, the
 * stability of HDBSCAN*) yields, not the lower one, so that a dense speck does not take in a wide cluster; and parts
 * that the graph does not join are joined by their shortest gap, so that small islands have a place in the tree. In each
 * of the `rounds` a point's log density becomes the mean over its neighbours and itself.
 */
export function densityTree(tree: PlaneTree, neighbours: PlaneNeighbours, rounds: number): DensityTree {
  const density = logDensity(tree.count, neighbours, rounds);
  const bridges = joinIslands(tree, partsOf(neighbours, tree.count)).map(({ from, to, squared }) => {
    const level = -Math.log(Math.max(squared / 2, Number.MIN_VALUE));
    return { from, to, saddle: Math.min(level, density[from] as number, density[to] as number) };
  });
  bridges.sort((a, b) => b.saddle - a.saddle || a.from - b.from);
  const peaks = climb(density, neighbours, bridges);
  return { density, peakOf: peaks.peakOf, merges: peaks.merges, root: peaks.repOf(0) };
}

/** Bounded to what all but one in 200 points have, as copies of a row lie at distance 0. */
function logDensity(count: number, { places, squared }: PlaneNeighbours, rounds: number): Float64Array {
  const k = places.length / count;
  const raw = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let n = i * k; n < (i + 1) * k; n++) sum += squared[n] as number;
    raw[i] = sum === 0 ? Number.POSITIVE_INFINITY : -Math.log(sum / k);
  }
  const sorted = raw.filter(Number.isFinite).sort();
  const ceiling = sorted[Math.floor((sorted.length - 1) * 0.995)] ?? 0;
  let density = raw.map((value) => Math.min(value, ceiling));
  for (let round = 0; round < rounds; round++) {
    const from = density;
    density = from.map((own, i) => {
      let sum = own;
      for (let n = i * k; n < (i + 1) * k; n++) sum += from[places[n] as number] as number;
      return sum / (k + 1);
    });
  }
  return density;
}

interface Peaks {
  peakOf: Int32Array;
  merges: PeakMerge[];
  /** The peak that stands for the component of a place. */
  repOf(place: number): number;
  /** Joins the components of two places at a level of density. */
  meet(a: number, b: number, saddle: number): void;
}

interface Bridge {
  from: number;
  to: number;
  saddle: number;
}

/** The part of the graph that each place is in, named by one of its places. */
function partsOf({ places }: PlaneNeighbours, count: number): (place: number) => number {
  const k = places.length / count;
  const up = new Int32Array(count).map((_, i) => i);
  for (let i = 0; i < places.length; i++) up[root(up, Math.floor(i / k))] = root(up, places[i] as number);
  return (place) => root(up, place);
}

/** Walks up to the end, and shortens the way for the next. */
function root(up: Int32Array, place: number): number {
  let at = place;
  while (up[at] !== at) {
    up[at] = up[up[at] as number] as number;
    at = up[at] as number;
  }
  return at;
}

/**
 * Adds the points in the order of falling density, each to the components of its neighbours that are there already, and
 * the bridges when their level is reached.
 */
function climb(density: Float64Array, { places }: PlaneNeighbours, bridges: readonly Bridge[]): Peaks {
  const count = density.length;
  const k = places.length / count;
  const peaks = components(density);
  const order = new Int32Array(count).map((_, i) => i);
  order.sort((a, b) => (density[b] as number) - (density[a] as number) || a - b);
  const rank = new Int32Array(count);
  for (let i = 0; i < count; i++) rank[order[i] as number] = i;
  let crossed = 0;
  const crossDownTo = (level: number): void => {
    for (let next = bridges[crossed]; next && next.saddle > level; next = bridges[++crossed])
      peaks.meet(next.from, next.to, next.saddle);
  };
  for (let i = 0; i < count; i++) {
    const place = order[i] as number;
    crossDownTo(density[place] as number);
    let above = place;
    for (let n = place * k; n < (place + 1) * k; n++) {
      const other = places[n] as number;
      if ((rank[other] as number) < (rank[above] as number)) above = other;
    }
    if (above === place) continue;
    peaks.peakOf[place] = peaks.peakOf[above] as number;
    peaks.add(place, above);
    for (let n = place * k; n < (place + 1) * k; n++) {
      const other = places[n] as number;
      if ((rank[other] as number) < i) peaks.meet(place, other, density[place] as number);
    }
  }
  crossDownTo(Number.NEGATIVE_INFINITY);
  return peaks;
}

function components(density: Float64Array): Peaks & { add(place: number, above: number): void } {
  const count = density.length;
  const up = new Int32Array(count).map((_, i) => i);
  const rep = up.slice();
  const rows = new Int32Array(count).fill(1);
  const sum = density.slice();
  const peak = density.slice();
  const merges: PeakMerge[] = [];
  const find = (place: number): number => root(up, place);
  const join = (a: number, b: number): void => {
    const [big, small] = (rows[a] as number) >= (rows[b] as number) ? [a, b] : [b, a];
    up[small] = big;
    rows[big] = (rows[big] as number) + (rows[small] as number);
    sum[big] = (sum[big] as number) + (sum[small] as number);
    peak[big] = Math.max(peak[big] as number, peak[small] as number);
  };
  const meet = (one: number, two: number, saddle: number): void => {
    const a = find(one);
    const b = find(two);
    if (a === b) return;
    const excess = (c: number): number => (sum[c] as number) - (rows[c] as number) * saddle;
    const isFirst = excess(a) > excess(b) || (excess(a) === excess(b) && (rep[a] as number) < (rep[b] as number));
    const [heavy, light] = isFirst ? [a, b] : [b, a];
    const into = rep[heavy] as number;
    merges.push({
      peak: rep[light] as number,
      into,
      saddle,
      excess: excess(light),
      prominence: Math.min(peak[a] as number, peak[b] as number) - saddle,
      rows: Math.min(rows[a] as number, rows[b] as number),
    });
    join(a, b);
    rep[find(a)] = into;
  };
  const add = (place: number, above: number): void => {
    const component = find(above);
    up[place] = component;
    rows[component] = (rows[component] as number) + 1;
    sum[component] = (sum[component] as number) + (density[place] as number);
  };
  return { peakOf: rep.slice(), merges, repOf: (place) => rep[find(place)] as number, meet, add };
}
