import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { decodeColours, decodeMask, decodePoints } from "@pomona/contract/map-binary";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";
import { appendPlaces, fillCatalog } from "../store/catalog.fixture.ts";
import { Database } from "../store/database.ts";
import { migrate } from "../store/schema.ts";

const ROWS = 100_000;
/** Points spread over 40 round heaps. */
const placeOf = (row: number) => {
  const heap = row % 40;
  const [angle, distance] = [row * 2.399963, Math.sqrt((row * 0.618034) % 1)];
  return {
    row,
    x: Math.cos(heap * 2.4) * Math.sqrt(heap) + distance * Math.cos(angle),
    y: Math.sin(heap * 2.4) * Math.sqrt(heap) + distance * Math.sin(angle),
    placed: row % 10 === 0 ? 0 : 1,
    clusters: [heap % 4, 10 + heap, -1],
  };
};

let root: string;
let app: TestApp;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "pomona-map-"));
  const database = await Database.open(join(root, "catalog.duckdb"));
  await migrate(database);
  const rows = Array.from({ length: ROWS }, (_, i) => ({ key: `k${i}`, labels: [`heap ${i % 40}`] }));
  await fillCatalog(database, {
    rows,
    embeddings: { cn3: new Map() },
    maps: [{ projection: "a map/1", version: 3, places: [] }],
  });
  for (let start = 0; start < ROWS; start += 20_000)
    await database.write((tx) =>
      appendPlaces(
        tx,
        { projection: 1, version: 3 },
        rows.slice(start, start + 20_000).map((_, i) => placeOf(start + i)),
      ),
    );
  await database.close();
  app = await openTestApp({ dataDirectory: root });
}, 60_000);
afterAll(async () => {
  await app.close();
  await rm(root, { recursive: true, force: true });
});

const BASE = "http://127.0.0.1/api/v1/projections/a%20map%2F1";
const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  app.app.fetch(new Request(`${BASE}${path}`, { headers }));
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  app.app.fetch(
    new Request(`${BASE}${path}`, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...headers },
    }),
  );
const bytesOf = async (response: Response): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await response.arrayBuffer());
const LABELS = encodeURIComponent('{"field":"label"}');

describe("points", () => {
  it("of 100,000 rows with a colour are 530 kB, and less when compressed", async () => {
    const plain = await bytesOf(await get(`/points?colour=${LABELS}`));
    expect(plain.length).toBeLessThan(530_000);
    const { ordinals, x, placed, colours } = decodePoints(plain);
    expect([ordinals.length, ordinals[ROWS - 1], placed[10], placed[11]]).toEqual([ROWS, ROWS - 1, 0, 1]);
    expect(x[7]).toBeCloseTo(placeOf(7).x, 3);
    expect(colours?.legend).toMatchObject({ kind: "category", other: null, missing: null });
    const zipped = await get(`/points?colour=${LABELS}`, { "accept-encoding": "gzip, br;q=0" });
    expect(zipped.headers.get("content-encoding")).toBe("gzip");
    const sent = await bytesOf(zipped);
    expect(sent.length).toBeLessThan(480_000);
    expect(gunzipSync(sent).equals(plain)).toBe(true);
    const best = await get(`/points?colour=${LABELS}`, { "accept-encoding": "gzip, deflate, br" });
    expect([best.headers.get("content-encoding"), best.headers.get("vary")]).toEqual(["br", "accept-encoding"]);
    expect(brotliDecompressSync(await bytesOf(best)).equals(plain)).toBe(true);
  });

  it("that the caller has are not sent again", async () => {
    const etag = (await get("/points")).headers.get("etag") ?? "";
    const again = await get("/points", { "if-none-match": etag });
    expect([again.status, (await bytesOf(again)).length]).toEqual([304, 0]);
    expect((await get("/points?precision=float32", { "if-none-match": etag })).status).toBe(200);
  });

  it("after the newest token are none", async () => {
    const { token } = decodePoints(await bytesOf(await get("/points")));
    const since = decodePoints(await bytesOf(await get(`/points?after=${token}`)));
    expect([since.isWhole, since.ordinals.length, since.token]).toEqual([false, 0, token]);
  });

  it("of a projection that is not there are a problem", async () => {
    const answer = await app.call("GET", "/projections/another/points");
    expect([answer.status, answer.body.code]).toEqual([404, "projection-not-found"]);
  });
});

describe("colours, masks and rows", () => {
  it("are asked for by what the contract takes", async () => {
    const colours = decodeColours(await bytesOf(await post("/colours", { by: { cluster: 0 } })));
    expect(colours.legend).toMatchObject({ categories: [0, 1, 2, 3].map((id) => ({ id, count: ROWS / 4 })) });
    const mask = await post(
      "/mask",
      { selection: { filter: 'cluster("a map/1", 3) = 2' } },
      { "accept-encoding": "gzip" },
    );
    expect(mask.headers.get("content-encoding")).toBe("gzip");
    const { count, mapped, bits } = decodeMask(new Uint8Array(gunzipSync(await bytesOf(mask))));
    expect([count, mapped, bits.length]).toEqual([ROWS / 4, ROWS / 4, ROWS / 8]);
    const bad = await post("/mask", { selection: { filter: { cluster: [2], projection: "a map/1", version: 1 } } });
    expect([bad.status, ((await bad.json()) as { code: string }).code]).toEqual([400, "bad-filter"]);
    expect((await post("/colours", { by: { colour: "label" } })).status).toBe(400);
  });

  it("name rows and places in the order asked for, without those that are not there", async () => {
    const answer = await post("/rows", { ordinals: [41, 999_999, 7], keys: ["k3", "nothing"] });
    const { rows } = (await answer.json()) as { rows: { ordinal: number; key: string; x: number }[] };
    expect(rows.map(({ ordinal, key }) => [ordinal, key])).toEqual([
      [41, "k41"],
      [7, "k7"],
      [3, "k3"],
    ]);
    expect(rows[0]?.x).toBeCloseTo(placeOf(41).x, 5);
  });
});

/** More than the database has connections to read on. */
const AT_ONCE = 12;

// A request that waits for a connection while it holds one would wait for ever beside others like it.
it.each<[string, (i: number) => Promise<Response>]>([
  ["points", (i) => get(`/points?colour=${encodeURIComponent(JSON.stringify({ cluster: i % 3 }))}`)],
  ["colours", (i) => post("/colours", { by: { agreement: ["label", i % 2 ? "tag" : "dataset"] } })],
  ["masks", (i) => post("/mask", { selection: { filter: `cluster("a map/1", 3) = ${i}`, include: ["k1"] } })],
  ["rows", (i) => post("/rows", { ordinals: [i], keys: [`k${i + 1}`] })],
])("%s that are asked for at once all come", async (_name, ask) => {
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, i) => ask(i)));
  expect(answers.map(({ status }) => status)).toEqual(new Array(AT_ONCE).fill(200));
});

describe("the still picture", () => {
  const pixelsOf = async (path: string) => {
    const response = await get(path);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "image/png"]);
    return sharp(await bytesOf(response))
      .raw()
      .toBuffer({ resolveWithObject: true });
  };

  it("shows the points on the ground of the theme", async () => {
    for (const [theme, ground] of [
      ["light", [250, 250, 251]],
      ["dark", [17, 19, 24]],
    ] as const) {
      const { data, info } = await pixelsOf(`/image?width=300&height=200&theme=${theme}`);
      expect([info.width, info.height, info.channels]).toEqual([300, 200, 3]);
      expect([...data.subarray(0, 3)]).toEqual([...ground]);
      let lit = 0;
      for (let i = 0; i < data.length; i += 3) if (Math.abs((data[i] ?? 0) - ground[0]) > 10) lit++;
      expect(lit / 60_000).toBeGreaterThan(0.05);
      expect(lit / 60_000).toBeLessThan(0.9);
    }
  });

  it("is coloured by a field, and the same each time", async () => {
    const [one, other, plain] = await Promise.all(
      ["&field=label", "&field=label", ""].map((field) => pixelsOf(`/image?width=300&height=200${field}`)),
    );
    expect(one?.data.equals(other?.data ?? new Uint8Array())).toBe(true);
    const hues = (data: Uint8Array | undefined): number => {
      const seen = new Set<number>();
      for (let i = 0; data && i < data.length; i += 3) {
        const [red = 0, green = 0, blue = 0] = data.subarray(i, i + 3);
        if (Math.max(red, green, blue) - Math.min(red, green, blue) > 60)
          seen.add(Math.round((Math.atan2(Math.sqrt(3) * (green - blue), 2 * red - green - blue) / Math.PI) * 6));
      }
      return seen.size;
    };
    expect(hues(one?.data)).toBeGreaterThan(6);
    expect(hues(plain?.data)).toBeLessThan(3);
    expect((await get("/image?field=lable")).status).toBe(404);
    expect((await get("/image?width=5000")).status).toBe(400);
  });
});

describe("conditions on a map", () => {
  const inSquare = {
    region: {
      projection: "a map/1",
      version: 3,
      polygon: [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ],
    },
  };
  const inside = Array.from({ length: ROWS }, (_, i) => placeOf(i)).filter(
    ({ x, y }) => Math.fround(x) >= -1 && Math.fround(x) < 1 && Math.fround(y) >= -1 && Math.fround(y) < 1,
  );

  it("select the same rows wherever a filter is taken", async () => {
    const count = inside.length;
    const query = await app.call<{ total: number }>("POST", "/query", { filter: inSquare, limit: 1 });
    expect(query.body.total).toBe(count);
    const not = await app.call<{ total: number }>("POST", "/query", { filter: { not: inSquare }, limit: 1 });
    expect(not.body.total).toBe(ROWS - count);
    const facets = await app.call<{ facets: { label: { count: number }[] } }>("POST", "/facets", {
      filter: { and: [inSquare, { mapped: "a map/1" }] },
      fields: ["label"],
    });
    expect(facets.body.facets.label.reduce((sum, { count: n }) => sum + n, 0)).toBe(count);
    const chosen = await app.call("POST", "/selection", {
      selection: { filter: inSquare, exclude: [`k${inside[0]?.row}`] },
    });
    expect(chosen.body).toMatchObject({ count: count - 1 });
    const slice = await app.call("POST", "/slices", { name: "square", filter: inSquare });
    expect(slice.body).toMatchObject({ rows: count, problem: null });
    expect((await app.call("GET", "/slices/square")).body).toMatchObject({
      filter: expect.stringMatching(/^region\("a map\/1", 3, "-1 -1,/),
    });
    const exported = await app.app.fetch(
      new Request("http://127.0.0.1/api/v1/export", {
        method: "POST",
        body: JSON.stringify({ selection: { filter: inSquare }, format: "ndjson" }),
        headers: { "content-type": "application/json" },
      }),
    );
    expect((await exported.text()).trimEnd().split("\n").length).toBe(count);
  });

  it("are taken by edits of many rows", async () => {
    const heap = { cluster: [12], projection: "a map/1", version: 3 };
    const edit = await app.call<{ job: string }>("POST", "/edits", {
      selection: { filter: heap },
      edit: { tags: { add: ["twelve"] } },
      expect: ROWS / 40,
    });
    await app.app.whenIdle();
    expect(edit.status).toBeLessThan(300);
    expect((await app.call("POST", "/query", { filter: "tag = twelve", limit: 1 })).body).toMatchObject({
      total: ROWS / 40,
    });
  });
});
