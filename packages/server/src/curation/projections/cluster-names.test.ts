import type { MapCluster } from "@pomona/contract/projections";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseNames } from "./cluster-names.ts";

type Reason = MapCluster["reasons"][number];
const reason = (kind: Reason["kind"], value: string, share = 0.9, lift = 8, field: string | null = null): Reason => ({
  kind,
  field,
  value,
  share,
  lift,
});

test("a cluster has the name of the value that most of its rows have, labels before metadata", () => {
  const reasons = [reason("metadata", "Canon", 1, 20, "camera"), reason("label", "apple"), reason("term", "orchard")];
  expect(chooseNames([{ level: 0, reasons }])).toEqual(["apple"]);
  expect(chooseNames([{ level: 0, reasons: reasons.slice(0, 1) }])).toEqual(["camera: Canon"]);
});

test("where no value has most of the rows, the best terms that fit are the name, and else a number", () => {
  const rare = reason("label", "apple", 0.2);
  const terms = ["apple pie", "cinnamon", "a term that is far too long for it", "sugar"].map((t) => reason("term", t));
  expect(chooseNames([{ level: 0, reasons: [rare, ...terms] }])).toEqual(["apple pie, cinnamon"]);
  expect(chooseNames([{ level: 0, reasons: [rare] }])).toEqual(["Cluster 1"]);
});

test("labels that a cluster has much more of name it together, rather than the dataset that most of it is of", () => {
  const shop = reason("dataset", "shop", 0.8, 2);
  const fruit = [reason("label", "apple", 0.2), reason("label", "pear", 0.25), reason("label", "fig", 0.02)];
  expect(chooseNames([{ level: 0, reasons: [shop, ...fruit] }])).toEqual(["pear, apple"]);
  expect(chooseNames([{ level: 0, reasons: [shop, reason("label", "apple", 0.2, 1.2)] }])).toEqual(["shop"]);
});

test("clusters of one name are told apart by what only one of them has, and else by a number", () => {
  const dog = reason("label", "dog");
  const names = chooseNames([
    { level: 0, reasons: [dog, reason("tag", "night", 0.4), reason("term", "street")] },
    { level: 0, reasons: [dog, reason("tag", "beach", 0.6)] },
    { level: 0, reasons: [dog] },
    { level: 0, reasons: [dog] },
    { level: 1, reasons: [dog] },
  ]);
  expect(names).toEqual(["dog · street", "dog · beach", "dog", "dog 2", "dog"]);
});

test("names are unique within a level and at most 40 letters long, whatever the values are", () => {
  const any = fc.record({
    level: fc.integer({ min: 0, max: 1 }),
    reasons: fc.array(
      fc.record({
        kind: fc.constantFrom<Reason["kind"]>("label", "tag", "metadata", "term"),
        field: fc.constantFrom(null, "camera"),
        value: fc.oneof(fc.constantFrom("a", "b", "x".repeat(90)), fc.string({ unit: "grapheme", minLength: 1 })),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
        lift: fc.double({ min: 0, max: 100, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (clusters) => {
      const names = chooseNames(clusters);
      for (const level of [0, 1]) {
        const of = names.filter((_, i) => clusters[i]?.level === level);
        expect(new Set(of).size).toBe(of.length);
      }
      for (const name of names) {
        expect(Array.from(name).length).toBeLessThanOrEqual(40);
        expect(name.length).toBeGreaterThan(0);
      }
    }),
  );
});
