// Walks through all rows of a filter page by page, and streams the same rows as NDJSON.
import { addReviews, withPomona } from "./connect.ts";

await withPomona(async (pomona) => {
  await addReviews(pomona);
  let pageCount = 0;
  const keys: string[] = [];
  for await (const page of pomona.pages({ filter: 'dataset = "reviews"', sort: { field: "key" }, limit: 3 })) {
    pageCount++;
    for (const row of page.rows) keys.push(row.key);
  }
  console.log(`${keys.length} rows in ${pageCount} pages: ${keys.join(", ")}`);

  const response = await pomona.exportRows({ selection: { filter: 'label = "fruit"' }, format: "ndjson" });
  const lines = (await response.text()).trim().split("\n");
  for (const line of lines) console.log((JSON.parse(line) as { key: string }).key);
});
