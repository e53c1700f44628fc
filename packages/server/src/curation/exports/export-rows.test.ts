import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCatalog } from "../../store/catalog.fixture.ts";
import type { Database } from "../../store/database.ts";
import type { QueryContext } from "../queries/query-context.ts";
import { exportRows } from "./export-rows.ts";

let directory: string;
let database: Database;
let context: QueryContext;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-export-"));
  database = await openCatalog(
    {
      fields: { price: "number", Price: "string", picked: "datetime", isRipe: "boolean", kinds: "strings" },
      rows: [
        {
          key: "a",
          labels: ["red", "sweet"],
          text: '=HYPERLINK("x")',
          contentHash: "h1",
          metadata: { price: 1.5, picked: "2026-01-02T03:04:05.678Z", isRipe: true, kinds: ["x,y"] },
        },
        { key: "-b", text: 'two\nlines, "quoted"', metadata: { Price: "+1", price: -2 } },
        {
          key: "c",
          text: "nul \u0000 and 🍏 and \ufeff",
          mediaType: "image",
          uri: "/photos/c.jpg",
          width: 3,
          height: 4,
          bytes: 5_000_000_000,
        },
      ],
      functions: {
        "green apples": new Map([
          [0, 0.25],
          [2, 0.1],
        ]),
        young: null,
      },
      embeddings: {
        cn3: new Map([
          [0, "ready"],
          [2, "failed"],
        ]),
      },
    },
    join(directory, "catalog.duckdb"),
  );
  context = {
    database,
    directory,
    similarityScores: async () => Float32Array.of(0.1, Number.NaN, 0.9),
    prepareSearch: () => Promise.reject(new Error("not needed")),
    vectorOwners: async () => [1],
    readVectors: async (_space, ordinals) => ({
      dims: 4,
      vectors: Float32Array.from(ordinals).length
        ? Float32Array.from(Array.from(ordinals).flatMap((row) => (row === 0 ? [0.1, 0.2, 0.3, 1e-8] : [0, 0, 0, 0])))
        : new Float32Array(),
      found: Uint8Array.from(ordinals, (row) => (row === 0 ? 1 : 0)),
    }),
  };
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const everything = { filter: "true" };
const bytesOf = async (file: { stream: ReadableStream<Uint8Array> }) =>
  new Uint8Array(await new Response(file.stream).arrayBuffer());
const textOf = async (file: { stream: ReadableStream<Uint8Array> }) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(file));

describe("exporting a selection", () => {
  it("writes NDJSON with the fields of a row, scores and vectors, null where there is none", async () => {
    const file = await exportRows(context, { selection: everything, vectors: ["cn3"] });
    const rows = (await textOf(file))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(file.contentType).toBe("application/x-ndjson");
    expect(rows[0]).toEqual({
      key: "a",
      dataset: "fruit",
      mediaType: "text",
      labels: ["red", "sweet"],
      tags: [],
      text: '=HYPERLINK("x")',
      uri: null,
      width: null,
      height: null,
      bytes: 0,
      format: null,
      created: "1970-01-01T00:00:00.000Z",
      rank: null,
      contentHash: "h1",
      embeddings: { cn3: "ready" },
      metadata: { price: 1.5, picked: "2026-01-02T03:04:05.678Z", isRipe: true, kinds: ["x,y"] },
      scores: { "green apples": 0.25, young: null },
      vectors: { cn3: [0.1, 0.2, 0.3, 1e-8].map(Math.fround) },
    });
    expect(rows.map((row) => [row.key, (row.vectors as Record<string, unknown>).cn3 === null])).toEqual([
      ["a", false],
      ["-b", true],
      ["c", true],
    ]);
  });

  it("writes CSV that no spreadsheet runs, lists as JSON", async () => {
    const text = await textOf(
      await exportRows(context, { selection: everything, format: "csv", scores: ["green apples"], vectors: ["cn3"] }),
    );
    const [header, first] = text.split("\r\n");
    expect(header).toBe(
      "key,dataset,mediaType,uri,contentHash,text,labels,tags,width,height,bytes,format,created,metadata.price,metadata.Price_2,metadata.picked,metadata.isRipe,metadata.kinds,score.green apples,vector.cn3",
    );
    expect(first).toBe(
      `a,fruit,text,,h1,"'=HYPERLINK(""x"")","[""red"",""sweet""]",[],,,0,,1970-01-01T00:00:00.000Z,1.5,,2026-01-02T03:04:05.678Z,true,"[""x,y""]",0.25,"${JSON.stringify([0.1, 0.2, 0.3, 1e-8].map(Math.fround))}"`,
    );
    expect(text).toContain("'-b,fruit");
    expect(text).toContain('"two\nlines, ""quoted"""');
    expect(text).toContain(",-2,'+1,");
  });

  it("writes Parquet with typed columns, and leaves no files behind", async () => {
    const file = await exportRows(context, {
      selection: everything,
      format: "parquet",
      vectors: ["cn3"],
      sort: { field: "metadata.price" },
    });
    const path = join(directory, "out.parquet");
    await writeFile(path, await bytesOf(file));
    const types = await database.all(
      "SELECT column_name AS n, column_type AS t FROM (DESCRIBE SELECT * FROM read_parquet(?))",
      [path],
    );
    expect(Object.fromEntries(types.map((row) => [row.n, row.t]))).toMatchObject({
      key: "VARCHAR",
      labels: "VARCHAR[]",
      bytes: "BIGINT",
      created: "TIMESTAMP",
      "metadata.price": "DOUBLE",
      "metadata.Price_2": "VARCHAR",
      "metadata.picked": "TIMESTAMP",
      "metadata.isRipe": "BOOLEAN",
      "metadata.kinds": "VARCHAR[]",
      "score.green apples": "FLOAT",
      "score.young": "FLOAT",
      "vector.cn3": "FLOAT[]",
    });
    const rows = await database.all("SELECT * FROM read_parquet(?)", [path]);
    expect(rows.map((row) => row.key)).toEqual(["-b", "a", "c"]);
    expect(rows[1]).toMatchObject({
      labels: ["red", "sweet"],
      "metadata.picked": new Date("2026-01-02T03:04:05.678Z"),
      "vector.cn3": [0.1, 0.2, 0.3, 1e-8].map(Math.fround),
      "score.green apples": 0.25,
    });
    expect(rows[2]).toMatchObject({
      text: "nul \u0000 and 🍏 and \ufeff",
      bytes: 5_000_000_000n,
      "vector.cn3": null,
      "score.green apples": Math.fround(0.1),
    });
    expect((await readdir(directory)).filter((name) => name.startsWith("export-"))).toEqual([]);
  });

  it("says in the metadata of Parquet and Arrow which versions the scores are of", async () => {
    const path = join(directory, "origins.parquet");
    const scores = ["green apples"];
    await writeFile(
      path,
      await bytesOf(await exportRows(context, { selection: everything, format: "parquet", scores })),
    );
    const [line] = await database.all(
      "SELECT decode(value) AS told FROM parquet_kv_metadata(?) WHERE decode(key) = 'pomona.scores'",
      [path],
    );
    const arrow = tableFromIPC(
      await bytesOf(await exportRows(context, { selection: everything, format: "arrow", scores })),
    );
    for (const told of [line?.told as string, arrow.schema.metadata.get("pomona.scores") ?? ""])
      expect(JSON.parse(told)).toMatchObject({ "green apples": { version: 1, parts: [] } });
  });

  it("keeps the order of a sort and its limit, and the additions and exceptions of a selection", async () => {
    const similarity = { space: "cn3", anchors: [{ key: "a" }] };
    const keys = async (request: Parameters<typeof exportRows>[1]) =>
      (await textOf(await exportRows(context, request)))
        .trimEnd()
        .split("\n")
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { key: string }).key);
    expect(await keys({ selection: everything, sort: { similarity } })).toEqual(["c", "a", "-b"]);
    expect(await keys({ selection: everything, sort: { function: "green apples" }, limit: 2 })).toEqual(["a", "c"]);
    expect(await keys({ selection: { filter: "mediaType = image", include: ["-b"] } })).toEqual(["-b", "c"]);
    expect(await keys({ selection: { filter: "true", exclude: ["a", "gone"] } })).toEqual(["-b", "c"]);
    expect(await keys({ selection: {} })).toEqual([]);
    await expect(keys({ selection: { include: ["gone"] } })).rejects.toMatchObject({ code: "row-not-found" });
  });

  it("refuses spaces and functions that are not there before the first byte", async () => {
    await expect(exportRows(context, { selection: everything, vectors: ["cn4"] })).rejects.toMatchObject({
      code: "space-not-found",
    });
    await expect(exportRows(context, { selection: everything, scores: ["green aples"] })).rejects.toMatchObject({
      code: "function-not-found",
      message: expect.stringContaining('"green apples"'),
    });
  });
});
