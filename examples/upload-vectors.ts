// Uploads vectors that you computed yourself, in bulk, and searches in them. Bad vectors are reported, the rest goes in.
// A vector may also be given as an array of numbers; base64 is half the bytes.
import { encodeVector } from "@pomona/sdk/encode-vector";
import { addReviews, reviews, withPomona } from "./connect.ts";

const DIMS = 1408;
const CHUNK = 500;

/** Stands in for your own model: a vector that depends on the row's stars only. */
const vectorOf = (stars: number): Float32Array =>
  Float32Array.from({ length: DIMS }, (_, i) => Math.sin((i + 1) * stars));

await withPomona(async (pomona) => {
  await addReviews(pomona);
  const vectors = reviews.map(({ key, metadata }) => ({ key, vector: encodeVector(vectorOf(metadata.stars)) }));
  vectors.push({ key: "reviews/none", vector: encodeVector(vectorOf(3)) });
  for (let start = 0; start < vectors.length; start += CHUNK) {
    const report = await pomona.putVectors({ space: "mine", vectors: vectors.slice(start, start + CHUNK) });
    console.log(`${report.imported} imported, ${report.failedCount} refused`);
    for (const { item, code, message } of report.failed) console.log(`  ${item}: ${message} (${code})`);
  }
  const { results } = await pomona.similar({ space: "mine", anchors: [{ key: "reviews/1" }], limit: 2 });
  for (const { key, score } of results) console.log(score.toFixed(4), key);
});
