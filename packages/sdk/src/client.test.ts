import type { FilterTree } from "@pomona/contract/filter";
import type { Job } from "@pomona/contract/jobs";
import { isProblem, Problem } from "@pomona/contract/problems";
import type { QueryResponse } from "@pomona/contract/rows";
import { describe, expect, expectTypeOf, it } from "vitest";
import { createClient } from "./client.ts";
import { contractFetch } from "./contract-fetch.ts";

const emptyPage: QueryResponse = {
  total: 0,
  rows: [],
  origins: {},
  facets: {},
  facetDistinct: {},
  next: null,
  previous: null,
};
const over = (fetch: (request: Request) => Promise<Response>) =>
  createClient({ url: "http://pomona.test/", token: "t0ken", fetch });

describe("a call", () => {
  it("sends the body of a request with the token, and gives the answer", async () => {
    const { fetch, calls } = contractFetch({ query: () => ({ ...emptyPage, total: 7 }) });
    const page = await over(fetch).query({ filter: 'dataset = "shop"', limit: 3 });
    expect(page.total).toBe(7);
    expect(calls[0]?.body).toMatchObject({ filter: 'dataset = "shop"', limit: 3, facets: [] });
    expect(calls[0]?.headers.get("authorization")).toBe("Bearer t0ken");
  });

  it("writes parameters into the path with every character escaped, and query parameters as their values", async () => {
    const { fetch, calls } = contractFetch({
      deleteSpace: () => ({ deleted: true }),
      deleteDataset: () => ({ job: "j" }),
    });
    const client = over(fetch);
    await client.deleteSpace({ name: "a/b ?#%ü", force: true });
    await client.deleteDataset({ name: "shop", expect: 3 });
    expect(calls[0]).toMatchObject({ parameters: { name: "a/b ?#%ü" }, query: { force: true } });
    expect(calls[1]?.query).toEqual({ expect: 3 });
  });

  it("keeps a thing's name apart from the new name in the body", async () => {
    const { fetch, calls } = contractFetch({
      editProject: () => ({ name: "new", ontology: { classes: [] }, rows: 0, batches: 0, created: "" }),
    });
    await over(fetch).editProject({ name: "old" }, { name: "new" });
    expect(calls[0]).toMatchObject({ parameters: { name: "old" }, body: { name: "new" } });
  });

  it("sends bytes as they are where a route takes them", async () => {
    const { fetch, calls } = contractFetch({ putUploadPart: () => ({ received: 3, isWhole: true }) });
    const part = { id: "u", path: "a b/c.jpg", offset: 0, size: 3 };
    expect(await over(fetch).putUploadPart(part, Uint8Array.of(1, 2, 255))).toEqual({ received: 3, isWhole: true });
    expect(calls[0]).toMatchObject({
      query: { path: "a b/c.jpg", offset: 0, size: 3 },
      body: Uint8Array.of(1, 2, 255),
    });
    expect(calls[0]?.headers.get("content-type")).toBe("application/octet-stream");
  });

  it("gives the response itself where a route streams", async () => {
    const { fetch } = contractFetch({ exportRows: () => new Response('{"key":"a"}\n') });
    const response = await over(fetch).exportRows({ selection: {} });
    expect(await response.text()).toBe('{"key":"a"}\n');
  });

  it("makes addresses for places that take one", () => {
    expect(createClient({ url: "http://h:1" }).url("rowThumbnail", { key: "shop/a b.jpg", size: "640" })).toBe(
      "http://h:1/api/v1/row/thumbnail?key=shop%2Fa+b.jpg&size=640",
    );
  });
});

describe("a refusal", () => {
  it("is rethrown as a Problem with its code and fields", async () => {
    const { fetch } = contractFetch({
      query: () => {
        throw new Problem("bad-filter", { detail: "Expected a value", fields: { column: 9 } });
      },
    });
    const error = await over(fetch)
      .query({ filter: "dataset =" })
      .catch((reason: unknown) => reason);
    expect(isProblem(error, "bad-filter") && error.fields).toEqual({ column: 9 });
    expect((error as Error).message).toBe("Expected a value");
  });

  it("that is no problem document becomes `internal` with the status", async () => {
    const client = over(async () => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    await expect(client.health()).rejects.toMatchObject({
      code: "internal",
      message: expect.stringContaining("502: <h1>Bad gateway"),
    });
  });

  it("to connect says what to do", async () => {
    const client = createClient({ url: "http://127.0.0.1:9" });
    await expect(client.health()).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringContaining("pomona serve"),
    });
  });

  it("of the caller keeps the caller's reason", async () => {
    const reason = new Error("enough");
    const client = over(
      (request) =>
        new Promise((_resolve, reject) =>
          request.signal.addEventListener("abort", () => reject(new Error("fetch failed"))),
        ),
    );
    const abort = new AbortController();
    const call = client.health({ signal: abort.signal });
    abort.abort(reason);
    await expect(call).rejects.toBe(reason);
  });
});

describe("pages", () => {
  it("follows `next` to the last page and asks for facets once", async () => {
    const nexts = ["p2", "p3", null];
    const { fetch, calls } = contractFetch({ query: () => ({ ...emptyPage, next: nexts.shift() ?? null }) });
    let count = 0;
    for await (const page of over(fetch).pages({ limit: 10, facets: ["label"] })) count += page.rows.length + 1;
    expect(count).toBe(3);
    expect(calls.map((call) => call.body)).toMatchObject([
      { facets: ["label"] },
      { after: "p2", facets: [] },
      { after: "p3", limit: 10 },
    ]);
  });
});

describe("types", () => {
  const client = createClient({ url: "http://pomona.test" });
  it("follow the contract on both ends", () => {
    expectTypeOf(client.query).returns.resolves.toEqualTypeOf<QueryResponse>();
    expectTypeOf(client.exportRows).returns.resolves.toEqualTypeOf<Response>();
    expectTypeOf(client.getFunction).parameter(0).toMatchTypeOf<{ name: string; version?: number }>();
    expectTypeOf(client.deleteSpace).parameter(0).toMatchTypeOf<{ name: string; force?: boolean }>();
    expectTypeOf<Parameters<typeof client.query>[0]["filter"]>().toEqualTypeOf<FilterTree | string | undefined>();
    expectTypeOf(client.listSpaces).parameter(0).toEqualTypeOf<{ signal?: AbortSignal } | undefined>();
    expectTypeOf((ids: string[]) => client.waitForJob(ids)).returns.resolves.toEqualTypeOf<Job[]>();
  });

  it("refuse what the contract refuses", () => {
    const calls = [
      // @ts-expect-error a path parameter is missing
      () => client.getSpace({}),
      // @ts-expect-error no such format
      () => client.exportRows({ selection: {}, format: "xml" }),
      // @ts-expect-error not a code of the registry
      (error: Problem) => error.code === "no-such-code",
      // @ts-expect-error the body is missing
      () => client.editFunction({ name: "apples" }),
    ];
    expect(calls).toHaveLength(4);
  });
});
