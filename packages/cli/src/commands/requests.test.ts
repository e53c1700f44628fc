import { mkdtempSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RouteName } from "@pomona/contract/routes";
import type { Answer } from "@pomona/sdk/contract-fetch";
import { describe, expect, it } from "vitest";
import { exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "pomona-cli-"));
const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const answers = exampleAnswers();

async function bodyOf(route: RouteName, ...commandLine: string[]): Promise<unknown> {
  const { calls, stderr } = await recordRun(commandLine, answers);
  const call = calls.find((one) => one.name === route);
  if (!call) throw new Error(`${route} was not called: ${calls.map((one) => one.name).join()} ${stderr}`);
  return route === "getRow" || call.body === undefined ? { ...call.parameters, ...call.query } : call.body;
}

describe("query", () => {
  it("sends filter, sort, facets, scores and page", async () => {
    const sent = await bodyOf(
      "query",
      "query",
      "--where",
      'label = "x"',
      "--sort",
      "metadata.a:b:desc",
      "--facet",
      "label",
      "--facet",
      "tag",
      "--score",
      "apples",
      "--limit",
      "5",
      "--after",
      "p2",
    );
    expect(sent).toMatchObject({
      filter: 'label = "x"',
      sort: { field: "metadata.a:b", descending: true },
      facets: ["label", "tag"],
      scores: ["apples"],
      limit: 5,
      after: "p2",
    });
  });

  it("passes over the rows it is told to", async () => {
    expect(await bodyOf("query", "query", "--offset", "600000")).toMatchObject({ offset: 600_000 });
  });

  it("sorts by a function from high to low unless told otherwise", async () => {
    expect(await bodyOf("query", "query", "--sort", "function:green apples")).toMatchObject({
      sort: { function: "green apples", descending: true },
    });
    expect(await bodyOf("query", "query", "--sort", "function:green apples:asc")).toMatchObject({
      sort: { function: "green apples", descending: false },
    });
  });
});

describe("a ranking by examples", () => {
  const similarity = {
    space: "cn3",
    anchors: [
      { key: "k1", sign: "+" },
      { text: "ripe", sign: "+" },
      { key: "k2", sign: "-" },
    ],
    combine: "centroid",
    negativeWeight: 1,
  };
  const options = "--like k1 --text ripe --unlike k2 --space cn3 --centroid --negative-weight 1".split(" ");

  it("is the sort of queries, exports and batches, the likest first", async () => {
    const sort = { similarity, descending: true };
    const query = await bodyOf("query", "query", ...options, "--where", "key exists", "--after", "p2");
    expect(query).toMatchObject({ sort, filter: "key exists", after: "p2" });
    expect(await bodyOf("exportRows", "export", ...options)).toMatchObject({ sort });
    const batch = ["batch", "create", "b", "--project", "p", "--where", "key exists"];
    expect(await bodyOf("createBatch", ...batch, ...options)).toMatchObject({ sort, order: "ranked" });
  });

  it("can be asked for by name and turned round; without a space the server suggests one", async () => {
    const sent = (await bodyOf("query", "query", "--sort", "similarity:asc", "--like", "k1")) as { sort: unknown };
    expect(sent.sort).toEqual({
      similarity: { anchors: [{ key: "k1", sign: "+" }], combine: "nearest", negativeWeight: 0.5 },
      descending: false,
    });
  });

  it.each([
    ["another sort", "--like", "k1", "--sort", "created"],
    ["no example to be like", "--unlike", "k1"],
    ["a space without an example", "--space", "cn3"],
    ["similarity to nothing", "--sort", "similarity"],
  ])("is refused with %s", async (_what, ...commandLine) => {
    const { exitCode, calls } = await recordRun(["query", ...commandLine], answers);
    expect([exitCode, calls]).toEqual([2, []]);
  });

  it("is no random batch", async () => {
    const batch = ["batch", "create", "b", "--project", "p", "--where", "key exists", "--random", "--like", "k1"];
    expect((await recordRun(batch, answers)).exitCode).toBe(2);
  });
});

describe("similar and function", () => {
  it("send rows, texts, images and vectors as anchors of their sign", async () => {
    const image = file("a.png", "PNG");
    const vector = file("v.json", "[1, 2.5]");
    const sent = await bodyOf(
      "similar",
      "similar",
      "--like",
      "k1",
      "--like",
      "k2",
      "--unlike",
      "k3",
      "--text",
      "ripe",
      "--unlike-text",
      "rotten",
      "--image",
      image,
      "--vector",
      vector,
      "-k",
      "7",
      "--space",
      "clip",
      "--centroid",
      "--include-anchors",
      "--where",
      "key exists",
    );
    expect(sent).toEqual({
      anchors: [
        { key: "k1", sign: "+" },
        { key: "k2", sign: "+" },
        { text: "ripe", sign: "+" },
        { image: Buffer.from("PNG").toString("base64"), name: "a.png", sign: "+" },
        { vector: [1, 2.5], sign: "+" },
        { key: "k3", sign: "-" },
        { text: "rotten", sign: "-" },
      ],
      limit: 7,
      space: "clip",
      combine: "centroid",
      includeAnchors: true,
      filter: "key exists",
      negativeWeight: 0.5,
    });
  });

  it("create and edit a function", async () => {
    expect(
      await bodyOf(
        "createFunction",
        "function",
        "create",
        "green apples",
        "--like",
        "k1",
        "--unlike",
        "k2",
        "--threshold",
        "0.7",
        "--negative-weight",
        "1",
      ),
    ).toMatchObject({
      name: "green apples",
      threshold: 0.7,
      parameters: { combine: "nearest", negativeWeight: 1 },
      anchors: [
        { key: "k1", sign: "+" },
        { key: "k2", sign: "-" },
      ],
    });
    expect(
      await bodyOf("editFunction", "function", "edit", "apples", "--like", "k9", "--drop", "k1", "--centroid"),
    ).toEqual({
      add: [{ key: "k9", sign: "+" }],
      remove: ["k1"],
      parameters: expect.objectContaining({ combine: "centroid" }),
    });
    expect(await bodyOf("editFunction", "function", "edit", "apples", "--like", "k9", "--replace")).toEqual({
      anchors: [{ key: "k9", sign: "+" }],
    });
    expect(await bodyOf("editFunction", "function", "rename", "apples", "pears")).toEqual({ name: "pears" });
  });
});

describe("import", () => {
  it("grants the folder, then sends the mapping", async () => {
    const table = file("t.csv", "id,body\n1,x\n");
    const command = [
      "import",
      table,
      "--dataset",
      "d",
      "--key",
      "id",
      "--text",
      "body",
      "--url-column",
      "u",
      "--label",
      "a",
      "--label",
      "b",
      "--tag",
      "t",
      "--type",
      "n=number",
      "--skip",
      "s",
      "--key-prefix",
      "",
      "--space",
      "use",
      "--copy",
      "--format",
      "csv",
      "--label-from",
      "folder",
    ];
    expect(await bodyOf("grantRoot", ...command)).toEqual({ path: folder });
    expect(await bodyOf("startImport", ...command)).toMatchObject({
      path: table,
      dataset: "d",
      format: "csv",
      labelFrom: "folder",
      copy: true,
      keyPrefix: "",
      spaces: ["use"],
      embed: true,
      mapping: {
        key: "id",
        text: "body",
        url: "u",
        labels: ["a", "b"],
        tags: ["t"],
        types: { n: "number" },
        skip: ["s"],
      },
    });
    expect(await bodyOf("startImport", ...command, "--no-embed")).toMatchObject({ embed: false });
  });

  it("only looks with --preview", async () => {
    const table = file("p.csv", "id\n1\n");
    const { calls, exitCode } = await recordRun(["import", table, "--preview"], answers);
    expect([exitCode, calls.map((call) => call.name)]).toEqual([0, ["grantRoot", "previewImport"]]);
  });
});

describe("spaces and vectors", () => {
  it("make model, derived and external spaces", async () => {
    expect(
      await bodyOf(
        "createSpace",
        "space",
        "create",
        "clip",
        "--model",
        "hf:org/clip",
        "--option",
        "pooling=mean",
        "--option",
        "size=224",
        "--default-for",
        "image,text",
        "--no-embed",
      ),
    ).toMatchObject({
      kind: "model",
      name: "clip",
      model: "hf:org/clip",
      allowNetwork: true,
      options: { pooling: "mean", size: 224 },
      isDefaultFor: ["image", "text"],
      embed: false,
    });
    expect(await bodyOf("createSpace", "space", "create", "x", "--model", "hf:org/clip", "--offline")).toMatchObject({
      allowNetwork: false,
    });
    expect(await bodyOf("createSpace", "space", "create", "seed", "--dims", "1408")).toMatchObject({
      kind: "external",
      dims: 1408,
    });
    expect(
      await bodyOf("createSpace", "space", "derive", "small", "--from", "cn3", "--dims", "64", "--exponent", "0.5"),
    ).toEqual({ kind: "derived", name: "small", from: "cn3", dims: 64, exponent: 0.5 });
    expect(await bodyOf("embedSpace", "space", "embed", "cn3", "--retry-failed")).toEqual({ retryFailed: true });
    expect(await bodyOf("deleteSpace", "space", "delete", "cn3", "--force", "--yes")).toEqual({
      name: "cn3",
      force: true,
    });
    expect(await bodyOf("editSpace", "space", "edit", "cn3", "--default-for", "", "--suggested", "yes")).toEqual({
      isDefaultFor: [],
      isSuggested: true,
    });
  });

  it("name a model's folder as the server knows it, and grant it", async () => {
    const { calls } = await recordRun(["space", "create", "mine", "--model", `local:${folder}/.`], answers);
    expect(calls.find((call) => call.name === "grantRoot")?.body).toEqual({ path: folder });
    expect(calls.find((call) => call.name === "createSpace")?.body).toMatchObject({
      model: `local:${folder}`,
      allowNetwork: false,
    });
  });

  it("import vectors with the ids beside them", async () => {
    const vectors = file("v.npy", "x");
    const ids = file("ids.txt", "a\n");
    expect(
      await bodyOf("importVectors", "vectors", "import", vectors, "--space", "s", "--ids", ids, "--key-column", "id"),
    ).toMatchObject({ path: vectors, ids, space: "s", keyColumn: "id", vectorColumn: "vector" });
  });
});

describe("batches, export and rows", () => {
  it("make a batch of a filter in random order, or of single rows", async () => {
    expect(
      await bodyOf(
        "createBatch",
        "batch",
        "create",
        "b",
        "--project",
        "p",
        "--where",
        "key exists",
        "--random",
        "--seed",
        "7",
        "--priority",
        "1",
        "--limit",
        "50",
      ),
    ).toMatchObject({
      name: "b",
      project: "p",
      selection: { filter: "key exists" },
      order: "random",
      seed: 7,
      priority: 1,
      limit: 50,
    });
    expect(await bodyOf("createBatch", "batch", "create", "b", "--project", "p", "--key", "k1")).toMatchObject({
      selection: { filter: { or: [] }, include: ["k1"] },
    });
  });

  it("stream an export to stdout, or into a file that appears whole", async () => {
    expect((await recordRun(["export", "--vectors", "cn3", "--json"], answers)).stdout).toBe(
      '{"key":"a"}\n{"key":"b"}\n',
    );
    expect(
      await bodyOf(
        "exportRows",
        "export",
        "--where",
        "key exists",
        "--vectors",
        "cn3",
        "--no-scores",
        "--format",
        "csv",
      ),
    ).toMatchObject({ selection: { filter: "key exists" }, vectors: ["cn3"], scores: [], format: "csv" });
    const target = join(folder, "out.ndjson");
    const written = await recordRun(["export", "-o", target, "--json"], answers);
    expect(JSON.parse(written.stdout)).toEqual({ file: target, format: "ndjson", bytes: 24 });
  });

  it("writes a .npy with its keys beside it, and neither when they are of different rows", async () => {
    const target = join(folder, "photos.npy");
    let changes = 0;
    const exportRows: Answer = ({ body }) => {
      const isIds = (body as { format: string }).format === "ids";
      return new Response(isIds ? "a\nb\n" : "npy", { headers: { etag: isIds ? `"${changes}"` : '"0"' } });
    };
    const commandLine = ["export", "--format", "npy", "--vectors", "cn3", "-o", target, "--json"];
    const ids = join(folder, "photos.ids.txt");
    changes = 1;
    const refused = await recordRun(commandLine, { ...answers, exportRows });
    expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining("Export again")]);
    expect((await readdir(folder)).filter((name) => name.startsWith("photos"))).toEqual([]);
    changes = 0;
    const written = await recordRun(commandLine, { ...answers, exportRows });
    expect(JSON.parse(written.stdout)).toEqual({ file: target, ids, format: "npy", bytes: 3 });
    expect([await readFile(target, "utf8"), await readFile(ids, "utf8")]).toEqual(["npy", "a\nb\n"]);
    for (const lacks of [
      ["export", "--format", "npy", "--vectors", "cn3"],
      ["export", "--format", "npy", "-o", target],
    ])
      expect((await recordRun(lacks, answers)).exitCode).toBe(2);
  });

  it("edit a row with typed metadata, and take labels away", async () => {
    expect(
      await bodyOf(
        "editRow",
        "row",
        "edit",
        "k",
        "--no-label",
        "--tag",
        "x",
        "--set",
        "price=2.5",
        "--set",
        "note=a b",
        "--set",
        "old=null",
      ),
    ).toEqual({
      labels: [],
      tags: ["x"],
      metadata: { price: 2.5, note: "a b", old: null },
    });
  });

  it("delete rows by key only", async () => {
    expect(await bodyOf("deleteRows", "row", "delete", "k1", "k2", "--yes")).toEqual({
      selection: { filter: { field: "key", op: "in", value: ["k1", "k2"] }, include: [], exclude: [], steps: [] },
      expect: 2,
    });
  });

  it("ask for facets and histograms under a filter", async () => {
    expect(await bodyOf("facets", "facets", "label", "tag", "--where", "key exists", "--prefix", "ap")).toMatchObject({
      fields: ["label", "tag"],
      filter: "key exists",
      prefix: "ap",
    });
    expect(await bodyOf("histogram", "histogram", "function:green apples", "--bins", "4", "--low", "-1")).toMatchObject(
      { of: { function: "green apples" }, bins: 4, low: -1 },
    );
  });

  it("ask for values that hold some letters", async () => {
    expect(await bodyOf("facets", "facets", "label", "--contains", "pp")).toMatchObject({ contains: "pp" });
  });
});

describe("slices", () => {
  it("save a filter, and change its filter or its name alone", async () => {
    expect(await bodyOf("createSlice", "slice", "create", "new", "--where", "key exists")).toEqual({
      name: "new",
      filter: "key exists",
    });
    expect(await bodyOf("editSlice", "slice", "update", "old", "--where", "label exists")).toEqual({
      filter: "label exists",
    });
    expect(await bodyOf("editSlice", "slice", "update", "old", "--name", "new")).toEqual({ name: "new" });
    const { calls, stderr } = await recordRun(["slice", "update", "old"], answers);
    expect([calls, stderr]).toEqual([[], expect.stringContaining("--where or --name")]);
  });

  it("list what passes now and why one cannot be read, and delete by name once agreed", async () => {
    const { stdout } = await recordRun(["slice", "list"], answers);
    expect(stdout).toMatch(/green apples without a label +48 +function/);
    expect(stdout).toMatch(/pears +unreadable +Column 10: There is no function "pears"/);
    expect(await bodyOf("deleteSlice", "slice", "delete", "pears", "--yes")).toEqual({ name: "pears" });
  });
});
