import { EVERY_ROW, type Filter } from "@pomona/contract/filter";
import { expect, it } from "vitest";
import { type FacetRequest, facetBatch } from "./facet-batch.ts";

const other: Filter = { project: "p" };

/** A server that counts each field once and notes what it was asked. */
function server() {
  const asked: { request: FacetRequest; signal: AbortSignal }[] = [];
  const send = facetBatch(async (request, { signal }) => {
    asked.push({ request, signal });
    if (request.fields.includes("gone")) throw new Error("no such field");
    const names = request.fields;
    return {
      total: 3,
      facets: Object.fromEntries(names.map((name) => [name, [{ value: name, count: 1 }]])),
      distinct: Object.fromEntries(names.map((name) => [name, 1])),
    };
  });
  const ask = (filter: Filter, fields: string[], signal = new AbortController().signal) =>
    send({ filter, fields, limit: 8 }, { signal });
  return { asked, ask };
}

it("asks once for the fields of one filter, and gives each its own", async () => {
  const { asked, ask } = server();
  const answers = await Promise.all([ask(EVERY_ROW, ["label"]), ask(EVERY_ROW, ["tag"]), ask(other, ["tag"])]);
  expect(asked.map(({ request }) => [request.filter, request.fields])).toEqual([
    [EVERY_ROW, ["label", "tag"]],
    [other, ["tag"]],
  ]);
  expect(answers.map(({ facets, total }) => [Object.keys(facets), total])).toEqual([
    [["label"], 3],
    [["tag"], 3],
    [["tag"], 3],
  ]);
});

it("asks anew in another turn, and for no more fields at once than the server takes", async () => {
  const { asked, ask } = server();
  await ask(EVERY_ROW, ["label"]);
  await Promise.all(Array.from({ length: 60 }, (_, i) => ask(EVERY_ROW, [`f${i}`])));
  expect(asked.map(({ request }) => request.fields.length)).toEqual([1, 50, 10]);
});

it("gives the request up when nobody waits for it any more, and tells all of a refusal", async () => {
  const { asked, ask } = server();
  const [first, second] = [new AbortController(), new AbortController()];
  const answers = Promise.allSettled([
    ask(EVERY_ROW, ["label"], first.signal),
    ask(EVERY_ROW, ["gone"], second.signal),
  ]);
  expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const [sent] = asked;
  first.abort();
  expect(sent?.signal.aborted).toBe(false);
  second.abort();
  expect(sent?.signal.aborted).toBe(true);
});
