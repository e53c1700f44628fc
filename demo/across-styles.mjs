import { seeded, shuffled } from "../scripts/seeded.mjs";

const ASKED = 500;

/**
 * For 500 OpenMoji drawings whose code point Noto has drawn too, the same each time: how often the nearest Noto drawing is that one, and how
 * often it is among the nearest ten. File names are code points, so this is exact ground truth.
 */
export async function acrossStyles(client, space) {
  const noto = await codePoints(client, "noto");
  const openmoji = await codePoints(client, "openmoji");
  const found = { asked: 0, first: 0, topTen: 0, candidates: noto.size, millisecondsEach: 0 };
  const started = performance.now();
  const inBoth = [...openmoji].filter(([code]) => noto.has(code));
  for (const [code, key] of shuffled(inBoth, seeded(5)).slice(0, ASKED)) {
    const { results } = await client.similar({ space, anchors: [{ key }], filter: 'dataset = "noto"', limit: 10 });
    const rank = results.findIndex((result) => result.key === noto.get(code));
    found.asked += 1;
    if (rank === 0) found.first += 1;
    if (rank >= 0) found.topTen += 1;
  }
  found.millisecondsEach = (performance.now() - started) / found.asked;
  return found;
}

async function codePoints(client, dataset) {
  const keys = new Map();
  for await (const page of client.pages({ filter: `dataset = "${dataset}"`, limit: 1000 }))
    for (const { key } of page.rows) keys.set(key.split("/").pop(), key);
  return keys;
}
