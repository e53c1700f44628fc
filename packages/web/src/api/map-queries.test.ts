import { expect, it } from "vitest";
import { grown } from "./map-queries.ts";

it("rows that came since stand behind the others, which are the same series of points", () => {
  const points = (ordinals: number[], token: string) => ({
    token,
    ordinals: Uint32Array.from(ordinals),
    x: Float32Array.from(ordinals),
    y: Float32Array.from(ordinals, (one) => -one),
    placed: new Uint8Array(ordinals.length),
  });
  const before = { ...points([1, 4], "a"), series: 7 };
  const after = grown(before, points([2], "b"));
  expect(after).toEqual({ ...points([1, 4, 2], "b"), series: 7 });
});
