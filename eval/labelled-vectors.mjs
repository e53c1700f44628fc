import { allRows, idle, importAll } from "./catalog.mjs";

/** banking77 in the built-in text space: both files, told apart by dataset. */
export async function banking77Vectors({ client }, shared) {
  const source = `${shared}/data/text/banking77`;
  const mapping = { text: "text", labels: ["category"] };
  for (const split of ["train", "test"])
    await importAll(client, { path: `${source}/${split}.csv`, dataset: `banking77-${split}`, format: "csv", mapping });
  const text = (await client.listSpaces()).find((space) => space.kind === "model");
  return [await labelledVectors(client, text.name, (row) => row.labels[0])];
}

/** The grocery photos in the built-in image space and in the space of 256 dims derived from it. */
export async function groceryVectors({ client }, shared) {
  const source = `${shared}/data/images/grocery`;
  const mapping = { key: "path", path: "path", labels: ["label"], types: { split: "string", coarse_label: "string" } };
  await importAll(client, { path: `${source}/labels.csv`, dataset: "grocery", format: "csv", mapping });
  // The catalog derives the second space by itself once there are rows enough to fit it on.
  await idle(client);
  const spaces = (await client.listSpaces()).filter((space) => space.count > 0).map((space) => space.name);
  return Promise.all(spaces.map((space) => labelledVectors(client, space, (row) => row.labels[0])));
}

/** The rows of a space in order of arrival: their unit vectors, row-major, and the class of each. */
async function labelledVectors(client, space, classOfRow) {
  const request = { selection: { filter: "true" }, vectors: [space] };
  const [npy, ids] = await Promise.all([
    client.exportRows({ ...request, format: "npy" }).then((response) => response.arrayBuffer()),
    client.exportRows({ ...request, format: "ids" }).then((response) => response.text()),
  ]);
  const keys = ids.trimEnd().split("\n");
  const classOf = new Map((await allRows(client, {})).map((row) => [row.key, classOfRow(row)]));
  const vectors = parseNpy(npy);
  return { space, dims: vectors.length / keys.length, keys, vectors, classes: keys.map((key) => classOf.get(key)) };
}

/** The values of a .npy file of little-endian float32 (NumPy format 1.0). */
function parseNpy(buffer) {
  const headerBytes = new DataView(buffer).getUint16(8, true);
  return new Float32Array(buffer.slice(10 + headerBytes));
}
