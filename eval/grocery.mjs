import { allRows, idle, importAll } from "./catalog.mjs";
import { neighbourQuality } from "./neighbours.mjs";

const TRAIN = 'metadata.split = "train"';
/** Published for this data and these models; the product may be this much below. */
const TOLERANCE = 2;
const EXPECTED = { raw: { precision: 25.6, accuracy: 32.4 }, derived: { precision: 29.3, accuracy: 39.4 } };

export const grocery = {
  title: "2,127 shop photos; neighbours of the val photos among the train photos of labels.csv",
  source: "data/images/grocery",
  run,
};

async function run({ client }, source) {
  const mapping = { key: "path", path: "path", labels: ["label"], types: { split: "string", coarse_label: "string" } };
  const report = await importAll(client, { path: `${source}/labels.csv`, dataset: "grocery", format: "csv", mapping });
  const raw = (await client.listSpaces()).find((space) => space.kind === "model");
  console.log(
    `${report.imported} photos imported and embedded in ${report.seconds.toFixed(0)} s (${raw.name}, ${raw.dims} dims)`,
  );
  const derived = await client.createSpace({
    kind: "derived",
    name: "half-whitened",
    from: raw.name,
    dims: 256,
    filter: TRAIN,
  });
  await idle(client);
  const rows = await allRows(client, {});
  const queries = rows.filter((row) => row.metadata.split === "val").map((row) => row.key);
  console.log(`${queries.length} val photos, ${rows.length - queries.length} train photos\n`);
  const classes = {
    fine: new Map(rows.map((row) => [row.key, row.labels[0]])),
    coarse: new Map(rows.map((row) => [row.key, row.metadata.coarse_label])),
  };
  const figures = [];
  for (const [kind, space] of [
    ["raw", raw.name],
    ["derived", derived.name],
  ]) {
    for (const [level, classOf] of Object.entries(classes)) {
      const found = await neighbourQuality(client, { space, queries, classOf, filter: TRAIN });
      for (const [measure, title] of [
        ["precision", "precision@10"],
        ["accuracy", "10-NN accuracy"],
      ]) {
        const bound = level === "fine" ? { bound: EXPECTED[kind][measure] - TOLERANCE } : {};
        figures.push({
          what: `${kind} space, ${new Set(classOf.values()).size} ${level} classes, ${title}`,
          measured: found[measure],
          ...bound,
        });
      }
    }
  }
  return figures;
}
