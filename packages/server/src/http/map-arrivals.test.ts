import { decodePoints } from "@pomona/contract/map-binary";
import type { Projection } from "@pomona/contract/projections";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

async function putTexts(from: number, to: number): Promise<void> {
  const rows = Array.from({ length: to - from }, (_, i) => ({
    key: `t${from + i}`,
    text: `${["a red apple", "a green pear", "an old house"][i % 3]} number ${from + i}`,
  }));
  await app.call("POST", "/rows", { dataset: "texts", rows });
  await app.app.whenIdle();
}

async function points(query = "") {
  const response = await app.app.fetch(new Request(`http://127.0.0.1/api/v1/projections/texts/points${query}`));
  return decodePoints(new Uint8Array(await response.arrayBuffer()));
}

const countOf = async (filter: unknown): Promise<number> =>
  (await app.call<{ count: number }>("POST", "/selection", { selection: { filter } })).body.count;

test("rows that arrive come after the token of a map, and into the regions drawn on it", async () => {
  await putTexts(0, 60);
  const parameters = { method: "pca" };
  const started = await app.call("POST", "/projections", { name: "texts", space: "use-en", parameters });
  expect(started.status).toBe(202);
  await app.app.whenIdle();
  const { servedVersion: version } = (await app.call<Projection>("GET", "/projections/texts")).body;
  const before = await points();
  expect([before.version, before.ordinals.length]).toEqual([version, 60]);
  const { x, y } = before.bounds;
  // Wide enough for arrivals, too.
  const [left, right, bottom, top] = [2 * x[0] - x[1], 2 * x[1] - x[0], 2 * y[0] - y[1], 2 * y[1] - y[0]];
  const polygon = [
    [left, bottom],
    [right, bottom],
    [right, top],
    [left, top],
  ];
  const region = { region: { projection: "texts", version, polygon } };
  expect(await countOf(region)).toBe(60);
  await putTexts(60, 72);
  const since = await points(`?after=${before.token}`);
  expect([since.isWhole, [...since.ordinals]]).toEqual([false, Array.from({ length: 12 }, (_, i) => 60 + i)]);
  expect([...since.placed]).toEqual(new Array(12).fill(2));
  expect(since.token).toBe((await points()).token);
  expect(await countOf(region)).toBe(72);
  expect(await countOf({ and: [region, { mapped: "texts" }, { not: { mapped: "texts", version } }] })).toBe(0);

  await app.call("POST", "/projections/texts/layout", {});
  await app.app.whenIdle();
  expect((await points()).version).not.toBe(version);
  expect(await countOf(region)).toBe(72);
  await app.call("DELETE", `/projections/texts?version=${version}`);
  const gone = await app.call("POST", "/selection", { selection: { filter: region } });
  expect(gone.body).toMatchObject({ code: "bad-filter", detail: expect.stringContaining("draw the region") });
});
