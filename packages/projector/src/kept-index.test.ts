import { describe, expect, it, vi } from "vitest";
import { createKeptIndex } from "./kept-index.ts";

const places = (count: number) => ({ x: new Float32Array(count).fill(1), y: new Float32Array(count).fill(2) });

describe("the kept index", () => {
  it("is made by itself, and tells when it is", async () => {
    const made = vi.fn();
    const index = createKeptIndex(made);
    index.start(places(200_000), "replaced");
    await vi.waitFor(() => expect(made).toHaveBeenCalledTimes(1));
    expect(index.ready()?.count).toBe(200_000);
  });

  it("is made at once when it is needed, and only once", async () => {
    const made = vi.fn();
    const index = createKeptIndex(made);
    index.start(places(200_000), "replaced");
    const grid = index.now();
    expect(grid.count).toBe(200_000);
    expect(index.now()).toBe(grid);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made).toHaveBeenCalledTimes(1);
  });

  it("stays the old one while points are added, and is none while they are replaced", () => {
    const index = createKeptIndex(() => undefined);
    index.start(places(10), "replaced");
    index.now();
    index.start(places(12), "added");
    expect(index.ready()?.count).toBe(10);
    expect(index.now().count).toBe(12);
    index.start(places(3), "replaced");
    expect(index.ready()).toBeNull();
    index.stop();
  });
});
