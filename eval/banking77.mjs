import { allRows, importAll } from "./catalog.mjs";
import { neighbourQuality } from "./neighbours.mjs";

const TOLERANCE = 1;
const EXPECTED = { precision: 55.1, accuracy: 78.1 };

export const banking77 = {
  title: "3,080 questions to a bank in 77 classes; neighbours of each among all others",
  source: "data/text/banking77",
  run,
};

async function run({ client }, source) {
  const mapping = { text: "text", labels: ["category"] };
  const report = await importAll(client, { path: `${source}/test.csv`, dataset: "banking77", format: "csv", mapping });
  const space = (await client.listSpaces()).find((one) => one.kind === "model");
  console.log(
    `${report.imported} texts imported and embedded in ${report.seconds.toFixed(0)} s (${space.name}, ${space.dims} dims)\n`,
  );
  const rows = await allRows(client, {});
  const classOf = new Map(rows.map((row) => [row.key, row.labels[0]]));
  const found = await neighbourQuality(client, { space: space.name, queries: [...classOf.keys()], classOf });
  return [
    { what: "precision@10", measured: found.precision, bound: EXPECTED.precision - TOLERANCE },
    { what: "10-NN accuracy", measured: found.accuracy, bound: EXPECTED.accuracy - TOLERANCE },
  ];
}
