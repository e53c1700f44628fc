import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  allRows,
  exportedVectors,
  idle,
  importRows,
  type Running,
  start,
  temporaryFolder,
} from "../harness/catalog.ts";
import { drawFolder } from "../harness/pictures.ts";
import { similarityScore } from "../harness/recompute.ts";
import { sharedFolder } from "../harness/shared.ts";

const NAME = "apples, not oranges";
const NEGATIVE_WEIGHT = 0.5;

interface Fruit {
  /** Imported before the function is made. */
  known: (client: Running["client"]) => Promise<{ apples: string[]; oranges: string[] }>;
  /** Imported afterwards. */
  arrive: (client: Running["client"]) => Promise<unknown>;
}

function arrivalsAreScored(title: string, setUp: (folder: string) => Promise<{ roots: string[]; fruit: Fruit }>): void {
  describe(title, () => {
    let running: Running;
    let folder: Awaited<ReturnType<typeof temporaryFolder>>;
    let roots: string[];
    let anchors: { apples: string[]; oranges: string[] };
    let space: string;

    beforeAll(async () => {
      folder = await temporaryFolder("arrivals");
      const source = await setUp(folder.path);
      roots = source.roots;
      running = await start(join(folder.path, "data"), roots);
      anchors = await source.fruit.known(running.client);
      await idle(running.client);
      space = (await running.client.listSpaces()).find((one) => one.kind === "model")?.name as string;
      await running.client.createFunction({
        name: NAME,
        space,
        threshold: 0.7,
        anchors: [
          ...anchors.apples.map((key) => ({ key })),
          ...anchors.oranges.map((key) => ({ key, sign: "-" as const })),
        ],
        parameters: { negativeWeight: NEGATIVE_WEIGHT },
      });
      await idle(running.client);
      await source.fruit.arrive(running.client);
      await idle(running.client);
    });
    afterAll(async () => {
      await running?.server.stop();
      await folder?.remove();
    });

    it("scores every arrival, and the function says so", async () => {
      const { scored, total, state } = await running.client.getFunction({ name: NAME });
      const arrived = await running.client.query({ filter: 'dataset = "arrivals"', limit: 0 });
      expect(arrived.total).toBeGreaterThan(0);
      expect({ scored, state }).toEqual({ scored: total, state: "complete" });
      const unscored = await running.client.query({ filter: `function("${NAME}") unscored`, limit: 0 });
      expect(unscored.total).toBe(0);
    });

    it("stores scores that equal a from-scratch recomputation to 1e-6, for known rows and arrivals", async () => {
      const vectors = await exportedVectors(running.client, space);
      const of = (keys: string[]) => keys.map((key) => vectors.get(key) as number[]);
      const rows = await allRows(running.client, { scores: [NAME] });
      expect(rows).toHaveLength(vectors.size);
      let worst = 0;
      for (const row of rows) {
        const expected = similarityScore(
          vectors.get(row.key) as number[],
          of(anchors.apples),
          of(anchors.oranges),
          NEGATIVE_WEIGHT,
        );
        worst = Math.max(worst, Math.abs((row.scores[NAME] as number) - expected));
      }
      console.log(`${title}: ${rows.length} scores, largest difference to the recomputation ${worst.toExponential(1)}`);
      expect(worst).toBeLessThan(1e-6);
      // Were all scores alike, the comparison would say nothing.
      expect(new Set(rows.map((row) => row.scores[NAME])).size).toBeGreaterThan(rows.length / 4);
    });

    it("filters the same rows with the same scores after a restart", async () => {
      const request = {
        filter: `function("${NAME}") >= 0.6 and dataset = "arrivals"`,
        sort: { function: NAME },
        scores: [NAME],
      };
      const picture = (rows: Awaited<ReturnType<typeof allRows>>) => rows.map((row) => [row.key, row.scores[NAME]]);
      const before = picture(await allRows(running.client, request));
      expect(before.length).toBeGreaterThan(0);
      await running.server.stop();
      running = await start(join(folder.path, "data"), roots);
      expect(picture(await allRows(running.client, request))).toEqual(before);
    });
  });
}

arrivalsAreScored("drawn fruit", async (folder) => {
  const [known, unseen] = [join(folder, "known"), join(folder, "unseen")];
  await mkdir(known);
  await drawFolder(known, { apple: 12, orange: 12, banana: 6 });
  await drawFolder(unseen, { apple: 10, orange: 10, banana: 5, lime: 5 }, { first: 500 });
  return {
    roots: [folder],
    fruit: {
      known: async (client) => {
        await importRows(client, { path: known, dataset: "shop", labelFrom: "folder" });
        return { apples: await someKeys(client, "apple", 5), oranges: await someKeys(client, "orange", 3) };
      },
      arrive: (client) => importRows(client, { path: unseen, dataset: "arrivals", labelFrom: "folder" }),
    },
  };
});

const grocery = sharedFolder("data/images/grocery");
if (grocery) {
  arrivalsAreScored("photographed fruit", async () => ({
    roots: [grocery],
    fruit: {
      known: async (client) => {
        for (const kind of ["Granny-Smith", "Orange"]) {
          await importRows(client, {
            path: join(grocery, kind),
            dataset: kind,
            labelFrom: "folder",
            keyPrefix: `${kind}/`,
          });
        }
        const keys = async (dataset: string, limit: number) =>
          (await client.query({ filter: `dataset = "${dataset}"`, limit })).rows.map((row) => row.key);
        return { apples: await keys("Granny-Smith", 5), oranges: await keys("Orange", 3) };
      },
      arrive: async (client) => {
        for (const kind of ["Pink-Lady", "Satsumas", "Kiwi"]) {
          await importRows(client, { path: join(grocery, kind), dataset: "arrivals", keyPrefix: `${kind}/` });
        }
      },
    },
  }));
} else {
  it.skip("photographed fruit: ../shared/data/images/grocery is not there", () => undefined);
}

async function someKeys(client: Running["client"], label: string, limit: number): Promise<string[]> {
  const { rows } = await client.query({ filter: `label = "${label}"`, limit });
  return rows.map((row) => row.key);
}
