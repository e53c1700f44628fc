import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeRanked, TopCollector } from "./top-k.ts";

interface Pair {
  ordinal: number;
  score: number;
}

const best = (pairs: Pair[], k: number) =>
  pairs.toSorted((a, b) => b.score - a.score || a.ordinal - b.ordinal).slice(0, k);

function collect(pairs: Pair[], k: number) {
  const collector = new TopCollector(k);
  for (const { ordinal, score } of pairs) collector.push(ordinal, score);
  return collector.result();
}

const pairsOf = ({ ordinals, scores }: { ordinals: Uint32Array; scores: Float32Array }): Pair[] =>
  [...ordinals].map((ordinal, i) => ({ ordinal, score: scores[i] as number }));

/** Few distinct scores, so that most of them tie. */
const streams = fc
  .tuple(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 1, max: 50 }), fc.nat(1_000_000))
  .map(([count, levels, seed]) =>
    Array.from({ length: count }, (_, i) => ({
      ordinal: (i * 7919 + seed) % 4_294_967_291,
      score: Math.fround(((Math.imul(i + seed, 2_654_435_761) >>> 16) % levels) / levels),
    })),
  );

test("the collector keeps exactly the k best, ties in order of ordinal", () => {
  fc.assert(
    fc.property(streams, fc.nat(5000), (pairs, k) => {
      expect(pairsOf(collect(pairs, k))).toEqual(best(pairs, k));
    }),
    { numRuns: 60 },
  );
});

test("rising scores, where each candidate is better than all before, are kept right", () => {
  const pairs = Array.from({ length: 20_000 }, (_, i) => ({ ordinal: i, score: Math.fround(i / 20_000) }));
  expect(pairsOf(collect(pairs, 5))).toEqual(best(pairs, 5));
});

test("ordinals up to the largest uint32 and scores 0 and 1 come back unchanged", () => {
  const pairs = [
    { ordinal: 4_294_967_295, score: 0 },
    { ordinal: 0, score: 0 },
    { ordinal: 4_294_967_294, score: 1 },
  ];
  expect(pairsOf(collect(pairs, 3))).toEqual(best(pairs, 3));
});

test("merging rankings of parts gives the ranking of the whole", () => {
  fc.assert(
    fc.property(streams, fc.nat(300), fc.integer({ min: 1, max: 4 }), (pairs, k, parts) => {
      const lists = Array.from({ length: parts }, (_, part) =>
        collect(
          pairs.filter((_, i) => i % parts === part),
          k,
        ),
      );
      expect(pairsOf(mergeRanked(lists, k))).toEqual(best(pairs, k));
    }),
    { numRuns: 40 },
  );
});
