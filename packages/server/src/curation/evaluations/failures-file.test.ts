import type { ItemFailure } from "@pomona/contract/imports";
import { expect, test } from "vitest";
import { failuresFile } from "./failures-file.ts";

const failure = (i: number): ItemFailure => ({ item: `photos/${i}.jpg`, code: "corrupt", message: "It is cut off." });
const textOf = (all: ItemFailure[], format: "csv" | "ndjson") =>
  new Response(failuresFile(async (after, limit) => all.slice(after, after + limit), format)).text();

test("the file holds every failure, however many pages they fill", async () => {
  const lines = (
    await textOf(
      Array.from({ length: 4000 }, (_, i) => failure(i)),
      "ndjson",
    )
  )
    .trim()
    .split("\n");
  expect(lines).toHaveLength(4000);
  expect(JSON.parse(lines[3999] ?? "")).toEqual(failure(3999));
});

test("as CSV, cells are quoted and none is run as a formula", async () => {
  const one: ItemFailure = { item: '=cmd("x")', line: 3, column: "a,b", code: "type-conflict", message: 'It is "x".' };
  expect(await textOf([one], "csv")).toBe(
    'item,line,column,code,message\r\n"\'=cmd(""x"")",3,"a,b",type-conflict,"It is ""x""."\r\n',
  );
  expect(await textOf([], "csv")).toBe("item,line,column,code,message\r\n");
  expect(await textOf([], "ndjson")).toBe("");
});
