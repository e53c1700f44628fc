/** Points of a made-up map. */
export interface SyntheticPoints {
  x: Float32Array;
  y: Float32Array;
  /** Number of the group that a point was made for. */
  groups: Uint16Array;
  /** Middle of each group: x, y in turn. */
  middles: Float32Array;
}

/** Numbers of 0 to 1 by mulberry32; the same seed gives the same. */
function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Groups of elongated Gaussians, as maps of real data have them, with one point in fifty scattered between. */
export function syntheticPoints(count: number, { groupCount = 24, seed = 1 } = {}): SyntheticPoints {
  const random = seededNumbers(seed);
  const middles = Float32Array.from({ length: groupCount * 2 }, () => random() * 20 - 10);
  const shapes = Array.from({ length: groupCount }, () => ({
    angle: random() * Math.PI,
    long: 0.4 + random() * 1.1,
    wide: 0.15 + random() * 0.5,
  }));
  const [x, y, groups] = [new Float32Array(count), new Float32Array(count), new Uint16Array(count)];
  for (let i = 0; i < count; i++) {
    const group = Math.floor(random() ** 1.4 * groupCount);
    const { angle, long, wide } = shapes[group]!;
    // Box and Muller 1958.
    const [radius, turn] = [Math.sqrt(-2 * Math.log(1 - random())), 2 * Math.PI * random()];
    const [u, v] = [radius * Math.cos(turn) * long, radius * Math.sin(turn) * wide];
    const isScattered = i % 50 === 49;
    groups[i] = group;
    x[i] = isScattered ? random() * 24 - 12 : middles[2 * group]! + u * Math.cos(angle) - v * Math.sin(angle);
    y[i] = isScattered ? random() * 24 - 12 : middles[2 * group + 1]! + u * Math.sin(angle) + v * Math.cos(angle);
  }
  return { x, y, groups, middles };
}
