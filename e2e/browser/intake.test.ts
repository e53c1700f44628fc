import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allRows, idle, type Running, start, temporaryFolder } from "../harness/catalog.ts";
import { type OpenPage, openBrowser } from "../harness/open-browser.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running;
let open: OpenPage;
let page: Page;
const at = (...names: string[]): string => join(folder.path, ...names);

beforeAll(async () => {
  folder = await temporaryFolder("intake");
  await drawFolder(at("fruit"), { apple: 8, lime: 6 });
  await writeFile(at("fruit", "apple", "broken.jpg"), "no picture");
  const lines = Array.from({ length: 12 }, (_, i) => `r${i},"Review ${i}, crisp.",${i % 2 ? "good" : "bad"},${i},x`);
  await writeFile(at("reviews.csv"), `id,body,sentiment,stars,internal\n${lines.join("\n")}\n`);
  for (const name of ["data", "later"]) await mkdir(at(name));
  await writeFile(at("later", "a.txt"), "A text.");
  await writeFile(at("later", "b.txt"), "");
  running = await start(at("data"), [at("later")]);
  open = await openBrowser({ acceptDownloads: true });
  ({ page } = open);
});
afterAll(async () => {
  await open?.browser.close();
  await running?.server.stop();
  await folder?.remove();
});

const visit = (path: string) => page.goto(running.server.url + path);
const panel = () => page.getByRole("article");
const staging = () => readdir(at("data", "uploads")).catch(() => []);
const picture = (name: string): Promise<void> => takePicture(page, name);
/** Drags real files over the window and lets go, as the browser's own events. */
async function drop(...files: string[]): Promise<void> {
  const session = await open.context.newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x: 400, y: 400, data });
    if (type === "dragOver") await page.getByText("Drop to import").waitFor();
  }
  await session.detach();
}

describe("import", () => {
  it("takes a folder of this computer, shows what becomes of it, and reports what it refused", async () => {
    await visit("/");
    await page.getByRole("button", { name: "Import" }).last().click();
    await page.getByRole("heading", { name: "Import rows" }).waitFor();
    await picture("import-sources");
    await page.locator("input[type=file]").last().setInputFiles(at("fruit"));
    await page.getByText("Files are on the server").waitFor();
    await page.getByRole("region", { name: "Preview" }).getByText("apple/000.jpg").first().waitFor();
    expect(await page.getByRole("combobox", { name: "Dataset" }).inputValue()).toBe("fruit");
    await page.getByLabel("Take labels from folder names").check();
    await page.getByRole("button", { name: "Start import" }).click();
    await panel().getByText("14 imported, 1 refused").waitFor();
    await panel().getByText("broken.jpg").waitFor();
    const saving = page.waitForEvent("download");
    await panel().getByRole("button", { name: "Save as CSV" }).click();
    const file = await readFile(await (await saving).path(), "utf8");
    expect(file).toMatch(/^item,line,column,code,message\r\napple\/broken\.jpg,/);
    await idle(running.client);
    expect(await staging()).toEqual([]);
    await page.getByRole("link", { name: "Show rows" }).click();
    await page.getByText("14 rows", { exact: true }).first().waitFor();
    const rows = await allRows(running.client, { filter: 'dataset = "fruit"' });
    expect(rows[0]).toMatchObject({ key: "fruit/apple/000.jpg", labels: ["apple"], uri: "fruit/apple/000.jpg" });
    const shown = page.getByRole("gridcell").locator("img").first();
    await expect.poll(() => shown.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  });

  it("takes a table that is dropped on any page, with the mapping that was chosen", async () => {
    await visit("/settings/about");
    await page.getByRole("heading", { name: "Settings" }).waitFor();
    await drop(at("reviews.csv"));
    await page.getByRole("heading", { name: "Import rows" }).waitFor();
    const becomes = (column: string) => page.getByLabel(`What ${column} becomes`);
    await becomes("body").waitFor();
    expect(await becomes("body").inputValue()).toBe("text");
    await becomes("sentiment").selectOption("labels");
    await becomes("internal").selectOption("skip");
    await page.getByLabel("Type of stars").selectOption("string");
    await picture("import-mapping");
    await page.getByRole("combobox", { name: "Dataset" }).fill("reviews");
    await page.getByLabel("Embed in").selectOption("none");
    await page.getByRole("button", { name: "Start import" }).click();
    await panel().getByText("12 imported", { exact: true }).waitFor();
    const [row] = await allRows(running.client, { filter: 'key = "reviews/r1"' });
    expect(row).toMatchObject({ text: "Review 1, crisp.", labels: ["good"], metadata: { stars: "1" }, embeddings: {} });
  });

  it("asks which column holds the content where none looks like it", async () => {
    await writeFile(at("odd.csv"), "a,b\n1,hello there\n");
    await visit("/import");
    await page.locator("input[type=file]").first().setInputFiles(at("odd.csv"));
    await page.getByRole("alert").filter({ hasText: "No column looks like a text" }).waitFor();
    expect(await page.getByRole("button", { name: "Start import" }).isDisabled()).toBe(true);
    await page.getByLabel("What b becomes").selectOption("text");
    await page.getByRole("region", { name: "Preview" }).getByText("hello there").waitFor();
    await page.getByRole("button", { name: "Choose something else" }).click();
    await page.getByRole("heading", { name: "From this computer" }).waitFor();
    await expect.poll(staging).toEqual([]);
  });

  it("fetches addresses, and says of each why it was not", async () => {
    await visit("/import");
    await page.getByLabel("Addresses of images or texts").fill("http://127.0.0.1:1/a.jpg\nftp://example.org/b.jpg");
    await page.getByRole("button", { name: "Use 2 addresses" }).click();
    await page.getByRole("combobox", { name: "Dataset" }).fill("fetched");
    await page.getByRole("button", { name: "Start import" }).click();
    await panel().getByText("0 imported, 2 refused").waitFor();
    await panel().getByText("127.0.0.1 is loopback", { exact: false }).first().waitFor();
  });

  it("reads a path on the server only inside the granted folders, and says how to grant one", async () => {
    await visit("/import");
    await page.getByLabel("Path on the server").fill(at("data"));
    await page.getByRole("button", { name: "Look at it" }).first().click();
    await page.getByRole("alert").filter({ hasText: "pomona roots add" }).waitFor();
    await page.getByRole("link", { name: "Choose something else" }).click();
    await page.getByLabel("Path on the server").fill(at("later"));
    await page.getByRole("button", { name: "Look at it" }).first().click();
    await page.getByRole("region", { name: "Preview" }).getByText("a.txt").first().waitFor();
    await page.getByRole("button", { name: "Start import" }).click();
    await panel().getByText("1 imported, 1 refused").waitFor();
  });

  it("goes on after the server was killed in the middle, losing nothing that had arrived", {
    timeout: 180_000,
  }, async () => {
    const words = "crisp sweet round green sour ".repeat(34);
    const lines = Array.from({ length: 24_000 }, (_, i) => `k${i},${words}${i}`);
    await writeFile(at("large.csv"), `id,text\n${lines.join("\n")}\n`);
    await visit("/import");
    const session = await open.context.newCDPSession(page);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 3_000_000 };
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", slow);
    await page.locator("input[type=file]").first().setInputFiles(at("large.csv"));
    const [id = ""] = await expect.poll(staging).toHaveLength(1).then(staging);
    await expect
      .poll(async () => (await running.client.getUpload({ id })).bytes, { timeout: 30_000 })
      .toBeGreaterThan(4_000_000);
    const { port } = new URL(running.server.url);
    const before = (await running.client.getUpload({ id })).bytes;
    await running.server.kill();
    await page.getByText("Sending goes on by itself").waitFor();
    running = await start(at("data"), [at("later")], Number(port));
    expect((await running.client.getUpload({ id })).bytes).toBeGreaterThanOrEqual(before);
    await page.getByText("Files are on the server").waitFor({ timeout: 60_000 });
    await session.detach();
    await page.getByLabel("Embed in").selectOption("none");
    await page.getByRole("button", { name: "Start import" }).click();
    await panel().getByText("24,000 imported", { exact: true }).waitFor({ timeout: 60_000 });
    const [last] = await allRows(running.client, { filter: 'key = "large/k23999"' });
    expect(last?.text).toBe(`${words}23999`);
  });
});

describe("jobs", () => {
  it("tells the end of a job that this tab started, also over a reload, and not of others'", async () => {
    await visit("/datasets");
    await running.client.startImport({ path: at("later"), dataset: "others", embed: false });
    await idle(running.client);
    await page.getByRole("heading", { name: "others" }).waitFor();
    await page.waitForTimeout(400);
    expect(await page.getByText("Done: Import into others").count()).toBe(0);
    // The end comes while the page hears nothing.
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.reload();
    await page.getByRole("button", { name: "Import again: others" }).click();
    await page.getByText("Importing into others").waitFor();
    await idle(running.client);
    await page.unroute("**/api/v1/events");
    await page.reload();
    await page.getByText("Done: Import into others").waitFor();
    await page.getByRole("button", { name: "Details" }).click();
    await panel().getByText("0 imported, 1 unchanged, 1 refused").waitFor();
  });

  it("keeps ended jobs readable, and does one again once its files are mended", async () => {
    await writeFile(at("later", "b.txt"), "Mended.");
    await panel().getByRole("button", { name: "Import again: Import into others" }).click();
    await panel().getByText("1 imported, 1 unchanged", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Jobs/ }).click();
    const tray = page.getByRole("dialog", { name: "Jobs" });
    expect(await tray.getByRole("link", { name: "Import into others" }).count()).toBe(3);
    await picture("jobs-tray");
    await tray.getByRole("link", { name: "All jobs" }).click();
    await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
  });

  it("shows a job that runs with its progress, and cancels it", async () => {
    await visit("/jobs");
    await running.client.createSpace({ kind: "model", name: "slow", model: "builtin/use-en", embed: true });
    const row = page
      .getByRole("list", { name: "Jobs" })
      .getByRole("listitem")
      .filter({ hasText: "Embed in slow" })
      .first();
    await row.getByRole("progressbar").waitFor();
    await row.getByText(/\d+ of \d/).waitFor();
    await row.getByRole("button", { name: "Cancel Embed in slow" }).click();
    await row.getByText("Cancelled").waitFor();
    await row.getByRole("button", { name: "Retry: Embed in slow" }).waitFor();
    const [job] = await running.client.listJobs();
    expect(job).toMatchObject({ title: "Embed in slow", state: "cancelled" });
  });
});

describe("datasets", () => {
  it("lists where each came from and how far it is embedded, and deletes one once its name is typed", async () => {
    await visit("/datasets");
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "fruit", exact: true }) });
    await card.getByText("14 rows").waitFor();
    await card.getByText("14 of 14").waitFor();
    await card.getByText("Sent from a browser: fruit").waitFor();
    expect(await card.getByRole("button", { name: /^Import again/ }).count()).toBe(0);
    await picture("datasets");
    await card.getByRole("button", { name: "Delete dataset fruit" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete the dataset “fruit”?" });
    const button = dialog.getByRole("button", { name: "Delete" });
    expect(await button.isDisabled()).toBe(true);
    await dialog.getByLabel("Type fruit to confirm").fill("fruit");
    await button.click();
    await page.getByText("Done: Delete fruit").waitFor();
    await page.getByRole("heading", { name: "fruit", exact: true }).waitFor({ state: "detached" });
    expect((await running.client.query({ filter: 'dataset = "fruit"', limit: 0 })).total).toBe(0);
  });
});
