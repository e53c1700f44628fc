// Sends the rows of a filter to a labeling project as a batch, best first; rows the project has already are left out.
import { addReviews, withPomona } from "./connect.ts";

await withPomona(async (pomona) => {
  await addReviews(pomona);
  await pomona.createProject({ name: "topics", ontology: { classes: ["fruit", "electronics", "delivery"] } });
  const order = { project: "topics", sort: { field: "metadata.stars", descending: true } } as const;
  const first = await pomona.createBatch({
    ...order,
    name: "round 1",
    selection: { filter: "metadata.stars = 5" },
    priority: 1,
  });
  console.log(`${first.name}: ${first.rows} of ${first.matched} sent`);
  const second = await pomona.createBatch({ ...order, name: "round 2", selection: { filter: "metadata.stars >= 4" } });
  console.log(
    `${second.name}: ${second.rows} of ${second.matched} sent, ${second.alreadyInProject} were in the project`,
  );
  const { rows } = await pomona.batchRows({ project: "topics", name: "round 1" });
  console.log(rows.map((row) => row.key).join(", "));
});
