import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@pomona/sdk/client";

/** Runs an example against the server at POMONA_URL, or against a catalog of its own in a temporary folder. */
export async function withPomona(example: (pomona: Client) => Promise<void>): Promise<void> {
  const { POMONA_URL: url } = process.env;
  if (url) {
    const token = process.env.POMONA_TOKEN || (await ownerToken(url));
    return example(createClient({ url, ...(token ? { token } : {}) }));
  }
  const folder = await mkdtemp(join(tmpdir(), "pomona-example-"));
  const { openApp } = await import("@pomona/server/app");
  const app = await openApp({ dataDirectory: folder });
  try {
    await example(createClient({ url: "http://127.0.0.1", fetch: (request) => app.fetch(request, { owner: true }) }));
  } finally {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * The token of the server's owner, which granting folders takes: a server leaves it in its data directory, readable by
 * its user only. Undefined where the server at `url` is not that of POMONA_DATA (default: ./pomona-data).
 */
async function ownerToken(url: string): Promise<string | undefined> {
  const path = join(process.env.POMONA_DATA || "pomona-data", "server.json");
  const note = await readFile(path, "utf8").catch(() => null);
  if (note === null) return undefined;
  const served = JSON.parse(note) as { url: string; token: string };
  const originOf = (address: string): string => new URL(address).origin.replace("//localhost", "//127.0.0.1");
  return originOf(served.url) === originOf(url) ? served.token : undefined;
}

/** Rows of different themes, for the examples that need some. The last one has no label. */
export const reviews = [
  { key: "reviews/1", text: "A crisp, juicy apple with a sweet taste.", labels: ["fruit"], metadata: { stars: 5 } },
  {
    key: "reviews/2",
    text: "These pears were ripe and soft, lovely in a salad.",
    labels: ["fruit"],
    metadata: { stars: 4 },
  },
  {
    key: "reviews/3",
    text: "The oranges arrived bruised and tasted of nothing.",
    labels: ["fruit"],
    metadata: { stars: 1 },
  },
  {
    key: "reviews/4",
    text: "The laptop's battery lasts a whole working day.",
    labels: ["electronics"],
    metadata: { stars: 5 },
  },
  { key: "reviews/5", text: "My phone screen cracked within a week.", labels: ["electronics"], metadata: { stars: 1 } },
  { key: "reviews/6", text: "The parcel came two days late.", labels: ["delivery"], metadata: { stars: 2 } },
  { key: "reviews/7", text: "Green apples, tart and fresh, exactly as ordered.", labels: [], metadata: { stars: 5 } },
];

/** Adds the reviews and waits until they are embedded. */
export async function addReviews(pomona: Client): Promise<void> {
  const report = await pomona.putRows({ dataset: "reviews", rows: reviews });
  for (const job of await pomona.waitForJob(report.jobs)) {
    if (job.state !== "done") throw new Error(`${job.title}: ${job.error ?? job.state}`);
  }
}
