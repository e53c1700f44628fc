import { EVERY_ROW } from "@pomona/contract/filter";
import { expect, it } from "vitest";
import { catalogQuery } from "./catalog-query.ts";

it("orders by the `sort` of the address when there is no search", () => {
  expect(catalogQuery({ sort: "-width" }, EVERY_ROW, "s")).toEqual({
    filter: EVERY_ROW,
    sort: { field: "width", descending: true },
  });
});

it("ranks by the examples, over any other order, and leaves rows out that have no vector", () => {
  const query = catalogQuery({ sort: "-width", like: ["+row:a", "-text:words"] }, { project: "p" }, "s");
  const similarity = {
    space: "s",
    anchors: [
      { key: "a", sign: "+" },
      { text: "words", sign: "-" },
    ],
    combine: "nearest",
  };
  expect(query.sort).toEqual({ similarity, descending: true });
  expect(query.filter).toEqual({ and: [{ project: "p" }, { embedding: "s", op: "=", value: "ready" }] });
});

it("adds the threshold and takes the examples out when asked", () => {
  const { filter } = catalogQuery({ like: ["+row:a"], min: 0.7, hideAnchors: true }, EVERY_ROW, "s");
  const parts = "and" in filter ? filter.and : [];
  expect(parts[1]).toMatchObject({ op: ">=", value: 0.7 });
  expect(parts[2]).toEqual({ not: { field: "key", op: "in", value: ["a"] } });
});

it("searches for nothing without a positive example or without a space", () => {
  expect(catalogQuery({ like: ["-row:a"], min: 0.7 }, EVERY_ROW, "s")).toEqual({ filter: EVERY_ROW });
  expect(catalogQuery({ like: ["+row:a"] }, EVERY_ROW, undefined)).toEqual({ filter: EVERY_ROW });
});
