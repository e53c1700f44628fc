import { sharedFloats } from "../parallel.ts";
import { mulberry32 } from "../shuffle.ts";
import type { Points } from "./points.ts";

/** `count * dims` numbers in [0, 1) from a seed; `golden/make_neighbourhoods.py` makes the same. */
export function uniformPoints(seed: number, count: number, dims: number): Points {
  const random = mulberry32(seed);
  const values = sharedFloats(count * dims);
  for (let i = 0; i < values.length; i++) values[i] = random();
  return { values, count, dims };
}

/** As `uniformPoints`, with column j multiplied by 1 / (1 + j). */
export function spreadPoints(seed: number, count: number, dims: number): Points {
  const points = uniformPoints(seed, count, dims);
  for (let i = 0; i < points.values.length; i++)
    points.values[i] = (points.values[i] as number) * Math.fround(1 / (1 + (i % dims)));
  return points;
}

/** Points around `centres` centres in the unit cube; the nearest of a point are of its own centre. */
export function clusteredPoints(
  seed: number,
  count: number,
  { dims, centres, noise = 0.1 }: { dims: number; centres: number; noise?: number },
): Points {
  const random = mulberry32(seed);
  const middle = Float32Array.from({ length: centres * dims }, random);
  const values = sharedFloats(count * dims);
  for (let i = 0; i < count; i++) {
    const centre = Math.floor(random() * centres) * dims;
    for (let j = 0; j < dims; j++)
      values[i * dims + j] = (middle[centre + j] as number) + noise * (random() + random() + random() - 1.5);
  }
  return { values, count, dims };
}
