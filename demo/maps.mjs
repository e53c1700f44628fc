/** Makes a map of the drawings and one of the mails, and tells what heaps are on them. */
export async function makeMaps(client, spaces, say) {
  for (const space of spaces) {
    const started = performance.now();
    const { job } = await client.createProjection({ space: space.name });
    const { state, error } = await client.waitForJob(job);
    if (state !== "done") throw new Error(`Map of ${space.name}: ${state}, ${error}`);
    const { versions } = await client.getProjection({ name: space.name });
    const [{ rows, quality, clusterLevels }] = versions;
    say(
      `   "${space.name}": ${rows.toLocaleString("en")} rows in ${((performance.now() - started) / 1000).toFixed(1)} s, trustworthiness ${quality.trustworthiness.toFixed(2)}`,
    );
    const clusters = await client.projectionClusters({
      name: space.name,
      level: Math.max(0, Math.min(1, clusterLevels - 1)),
    });
    const largest = clusters.sort((a, b) => b.rows - a.rows).slice(0, 5);
    if (largest.length > 0)
      say(`     clusters: ${largest.map((one) => `${one.name} (${one.rows.toLocaleString("en")})`).join(", ")}, …`);
  }
}

/** Tells how many of the rows that arrived were placed on each map. */
export async function tellPlaced(client, say) {
  for (const { name, versions } of await client.listProjections())
    say(`   map "${name}": ${versions[0].placed.toLocaleString("en")} arrivals placed, none of the other rows moved`);
}
