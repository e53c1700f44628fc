import { mapTasks } from "@pomona/compute/map-tasks";
import { inline, sharedFloats } from "@pomona/compute/parallel";
import { afterAll, expect, test } from "vitest";
import { MapThreads } from "./map-threads.ts";

const threads = new MapThreads(2);
afterAll(() => threads.close());

test("runs every part once, over memory that it shares, with results in order as on one thread", async () => {
  const squares = sharedFloats(1000);
  let parts = 0;
  const results = await threads.run("probe", { squares }, 1000, { onPart: () => parts++ });
  expect(parts).toBe(1000);
  expect(results).toEqual(await inline(mapTasks).run("probe", { squares: sharedFloats(1000) }, 1000));
  expect(squares[999]).toBe(998001);
});

test("a part that fails fails the run, and the next run works", async () => {
  await expect(threads.run("probe", { squares: sharedFloats(9), failAt: 3 }, 9)).rejects.toThrow("part 3 fails");
  expect(await threads.run("probe", { squares: sharedFloats(2) }, 2)).toEqual([0, 1]);
});

test("a run that is cancelled throws the reason", async () => {
  const abort = new AbortController();
  abort.abort(new Error("enough"));
  await expect(threads.run("probe", { squares: sharedFloats(2) }, 2, { signal: abort.signal })).rejects.toThrow(
    "enough",
  );
});
