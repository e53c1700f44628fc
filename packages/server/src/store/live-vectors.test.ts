import { expect, test } from "vitest";
import { LiveVectors } from "./live-vectors.ts";

const segment = (id: number) => ({ id, file: `${id}.arrow`, rowCount: 2, bytes: 64, sha256: "" });

test("a target taken before a change stays as it was", () => {
  const live = new LiveVectors();
  live.cover(4);
  live.add(1, segment(10), [0, 1]);
  const before = live.target(1, 8);
  live.add(1, segment(11), [1, 2]);
  live.clear([0]);
  expect([...before.owners]).toEqual([10, 10, 0, 0]);
  expect(before.segments.map((known) => known.id)).toEqual([10]);
  expect([...live.target(1, 8).owners]).toEqual([0, 11, 11, 0]);
});

test("a merged segment takes the place of its parts in one step", () => {
  const live = new LiveVectors();
  live.cover(3);
  live.add(1, segment(10), [0, 1]);
  live.add(1, segment(11), [2]);
  live.add(1, segment(12), [0, 1, 2], [10, 11]);
  const target = live.target(1, 8);
  expect(target.segments.map((known) => known.id)).toEqual([12]);
  expect([...target.owners]).toEqual([12, 12, 12]);
});

test("targets cover ordinals that came after the space's last vector", () => {
  const live = new LiveVectors();
  live.cover(2);
  live.add(1, segment(10), [0, 1]);
  live.target(1, 8);
  live.cover(5000);
  expect(live.target(1, 8).owners.length).toBe(5000);
  expect(live.target(1, 8).owners[4999]).toBe(0);
});
