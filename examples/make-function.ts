// Saves a search as a function: it scores every row there is, and each row that arrives, and filters like any field.
import { addReviews, withPomona } from "./connect.ts";

await withPomona(async (pomona) => {
  await addReviews(pomona);
  const made = await pomona.createFunction({
    name: "good fruit",
    anchors: [{ key: "reviews/1" }, { key: "reviews/2" }, { key: "reviews/3", sign: "-" }],
    threshold: 0.5,
  });
  await pomona.waitForJob(made.job);
  const { scored, total, aboveThreshold } = await pomona.getFunction({ name: "good fruit" });
  console.log(`scored ${scored} of ${total}; ${aboveThreshold} reach the threshold`);

  const arrived = await pomona.putRows({
    dataset: "arrivals",
    rows: [{ key: "arrivals/1", text: "Sweet red apples, very crunchy." }],
  });
  await pomona.waitForJob(arrived.jobs);
  const page = await pomona.query({ filter: 'dataset = "arrivals"', scores: ["good fruit"] });
  for (const row of page.rows) console.log(`${row.key} scored on arrival: ${row.scores["good fruit"]?.toFixed(4)}`);

  const best = await pomona.query({
    filter: 'function("good fruit") >= 0.1',
    sort: { function: "good fruit" },
    limit: 3,
  });
  for (const row of best.rows) console.log(row.rank?.toFixed(4), row.key);
});
