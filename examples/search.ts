// Finds rows that are like some and unlike others, by text and by row, under a filter.
import { isProblem } from "@pomona/contract/problems";
import { addReviews, withPomona } from "./connect.ts";

await withPomona(async (pomona) => {
  await addReviews(pomona);
  const byText = await pomona.similar({ anchors: [{ text: "fresh fruit that tastes good" }], limit: 3 });
  console.log(`nearest of ${byText.total} in space ${byText.space}:`);
  for (const { key, score } of byText.results) console.log(" ", score.toFixed(4), key);

  const byRow = await pomona.similar({
    anchors: [{ key: "reviews/1" }, { key: "reviews/3", sign: "-" }],
    filter: "metadata.stars >= 4",
    limit: 3,
  });
  console.log("like review 1, unlike review 3, with 4 stars or more:");
  for (const { key, score } of byRow.results) console.log(" ", score.toFixed(4), key);

  try {
    await pomona.query({ filter: "metadata.stars >=" });
  } catch (error) {
    if (!isProblem(error, "bad-filter")) throw error;
    console.log(`a filter that cannot be read: ${error.message}`);
  }
});
