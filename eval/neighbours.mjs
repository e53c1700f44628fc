const NEIGHBOURS = 10;
const TEMPERATURE = 0.07;

/**
 * Precision@10 and 10-nearest-neighbour accuracy in per cent: how many of a row's ten nearest are of its class, and how
 * often the class with the most votes is its own, a vote weighing exp(cosine / 0.07). `classOf` maps key -> class.
 */
export async function neighbourQuality(client, { space, queries, classOf, filter }) {
  let precision = 0;
  let accuracy = 0;
  for (const key of queries) {
    const anchors = [{ key }];
    const request = { space, anchors, limit: NEIGHBOURS, ...(filter ? { filter } : {}) };
    const { results } = await client.similar(request);
    if (results.length < NEIGHBOURS) throw new Error(`${key} has ${results.length} neighbours in ${space}`);
    const own = classOf.get(key);
    precision += results.filter((result) => classOf.get(result.key) === own).length / NEIGHBOURS;
    accuracy += elected(results, classOf) === own ? 1 : 0;
  }
  return { precision: (100 * precision) / queries.length, accuracy: (100 * accuracy) / queries.length };
}

function elected(results, classOf) {
  const votes = new Map();
  for (const { key, score } of results) {
    // A score of a search with one anchor is (1 + cosine) / 2.
    const cosine = 2 * score - 1;
    const name = classOf.get(key);
    votes.set(name, (votes.get(name) ?? 0) + Math.exp(cosine / TEMPERATURE));
  }
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
}
