import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openSite("functions-learn", async (folder) => {
    await drawFolder(join(folder, "fruit"), { apple: 30, orange: 30, banana: 20, lime: 40 });
    await drawFolder(join(folder, "market"), { lime: 10, apple: 10 }, { first: 300 });
  });
  ({ running, page, complaints } = site);
  for (const dataset of ["fruit", "market"])
    await importRows(running.client, { path: join(site.folder, dataset), dataset, labelFrom: "folder" });
  await idle(running.client);
});
afterAll(() => site?.close());

const limes = () => running.client.getFunction({ name: "limes" });
const section = (name: string) => page.getByRole("region", { name, exact: true });
const button = (name: string) => page.getByRole("button", { name, exact: true });
const keyOf = (fruit: string, place: number): string => `fruit/${fruit}/${String(place).padStart(3, "0")}.jpg`;

/** For the documentation: without the messages that lie over it. */
async function picture(name: string): Promise<void> {
  if (process.env.POMONA_SCREENSHOTS === "1")
    await page.getByLabel("Dismiss").evaluateAll((crosses) => {
      for (const cross of crosses) (cross as HTMLElement).click();
    });
  await takePicture(page, name);
}

async function open(path: string): Promise<void> {
  await page.goto(running.server.url + path);
}
async function openSection(name: "Overview" | "Evaluation" | "Versions" | "Health"): Promise<void> {
  await page.getByRole("navigation", { name: "Sections of limes" }).getByRole("link", { name }).click();
}

describe("a probe", () => {
  it("is made of the examples of a search, as there are some that are unlike", async () => {
    const anchors = [
      ...Array.from({ length: 12 }, (_, i) => `+row:${keyOf("lime", i + 1)}`),
      ...Array.from({ length: 6 }, (_, i) => `-row:${keyOf("orange", i + 1)}`),
      ...Array.from({ length: 6 }, (_, i) => `-row:${keyOf("apple", i + 1)}`),
    ];
    await open(`/?like=${encodeURIComponent(JSON.stringify(anchors))}&space=cn3`);
    await page
      .getByRole("region", { name: "Similarity search" })
      .getByRole("button", { name: "Save as function" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Save as function" });
    await expect.poll(() => dialog.getByRole("radio", { name: "Probe" }).isChecked()).toBe(true);
    await dialog.getByRole("textbox", { name: "Name" }).fill("limes");
    await picture("save-probe");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save function" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    const made = await limes();
    expect(made).toMatchObject({ kind: "probe", state: "complete" });
    // The catalog shows what reaches the threshold that was suggested.
    const total = await running.client.query({
      filter: { function: "limes", op: ">=", value: made.threshold },
      limit: 0,
    });
    await page.getByText(`${total.total} rows`, { exact: true }).first().waitFor();
  });

  it("tells how good it is, and takes a threshold that it suggests", async () => {
    const { probe } = await limes();
    await running.client.editFunction({ name: "limes" }, { threshold: 0.013 });
    await open("/functions/limes");
    await section("Quality").getByText(String(probe?.report.positives), { exact: true }).first().waitFor();
    const best = probe?.report.thresholds.find(({ aim }) => aim === "best-f1")?.threshold ?? Number.NaN;
    const row = section("Suggested thresholds")
      .first()
      .getByRole("row", { name: /Best F1/ });
    await row.getByRole("button", { name: `Use the threshold ${best.toFixed(3)}` }).click();
    await row.getByText("In use").waitFor();
    expect((await limes()).threshold).toBeCloseTo(best, 6);
    await picture("probe");
    expect(await violationsOn(page)).toEqual([]);
  });
});

it("a probe of few examples is honest, and has a threshold to begin with", async () => {
  const name = "few limes";
  const anchors = [1, 2, 3].map((place) => ({ key: keyOf("lime", place) }));
  await running.client.createFunction({ name, space: "cn3", kind: "probe", anchors });
  await idle(running.client);
  await open(`/functions/${encodeURIComponent(name)}`);
  const reasons = (await running.client.getFunction({ name })).probe?.report.thresholds.map(({ reason }) => reason);
  for (const reason of reasons ?? [])
    await page
      .getByText(reason ?? "", { exact: true })
      .first()
      .waitFor();
  const start = section("Suggested thresholds").first();
  await start.getByText("one row in twenty").waitFor();
  await start.getByRole("button", { name: /^Use the threshold/ }).click();
  await expect
    .poll(async () => (await running.client.getFunction({ name })).aboveThreshold)
    .toBeGreaterThanOrEqual(140 / 20);
  expect(await violationsOn(page)).toEqual([]);
  await running.client.deleteFunction({ name });
  await open("/functions/limes");
});

describe("evaluations", () => {
  it("are against a label of the catalog, told as a curve, a confusion and the worst rows", async () => {
    await openSection("Evaluation");
    await page.getByText("Not evaluated yet").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel("Label", { exact: true }).fill("plum");
    await button("Evaluate").click();
    await page.getByRole("alert").getByText("There is nothing to tell it from").waitFor();
    expect((await limes()).truth).toBeNull();
    await page.getByLabel("Label", { exact: true }).fill("lime");
    await button("Evaluate").click();
    const results = section("Against label “lime”");
    await results.getByRole("radio", { name: "Details of version 1" }).waitFor({ timeout: 20_000 });
    const [evaluation] = await running.client.functionEvaluations({ name: "limes" });
    expect(evaluation?.truth.label).toBe("lime");
    await results.getByText(`${evaluation?.rows} rows counted`).waitFor();
    await section("By dataset").first().getByText("market").waitFor();
    expect((await limes()).truth).toEqual({ label: "lime", filter: null, among: null });
  });

  it("can be walked along their curve with the keyboard", async () => {
    const slider = page.getByRole("slider", { name: "Point of the curve" });
    const told = async () => (await slider.getAttribute("aria-valuetext")) ?? "";
    await slider.focus();
    await slider.press("Home");
    const first = await told();
    expect(first).toMatch(/^At [\d.]+: precision [\d.]+, recall [\d.]+$/);
    await slider.press("ArrowRight");
    expect(await told()).not.toBe(first);
    await page.getByText("The curve as a table").click();
    const [evaluation] = await running.client.functionEvaluations({ name: "limes" });
    const rows = section("The curve as a table").getByRole("row");
    expect(await rows.count()).toBe((evaluation?.curve.length ?? 0) + 1);
    expect(await violationsOn(page)).toEqual([]);
  });
});

describe("versions", () => {
  it("come from an edit that says why", async () => {
    await button("Edit").click();
    const dialog = page.getByRole("dialog", { name: "Edit “limes”" });
    await dialog.getByLabel("Add a row by its key").fill(keyOf("lime", 20));
    await dialog.getByLabel("Add a row by its key").press("Enter");
    await dialog.getByRole("textbox", { name: "Why" }).fill("one more lime");
    await expect.poll(() => dialog.getByRole("status").textContent()).toMatch(/above the threshold now, \d+ after/);
    await picture("edit-probe");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save as new version" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    expect(await limes()).toMatchObject({ version: 2, servedVersion: 2, note: "one more lime" });
  });

  it("are evaluated beside each other on the same rows", async () => {
    await page.getByRole("checkbox", { name: "1", exact: true }).check();
    await page.getByRole("checkbox", { name: "2 (served)" }).check();
    await button("Evaluate").click();
    await page.getByText("All versions on the same rows").waitFor({ timeout: 20_000 });
    const newest = (await running.client.functionEvaluations({ name: "limes" })).slice(0, 2);
    expect(new Set(newest.map(({ version }) => version))).toEqual(new Set([1, 2]));
    expect(newest[0]?.rowsId).toBe(newest[1]?.rowsId);
    await section("Against label “lime”").evaluate((element) => element.scrollIntoView());
    await picture("evaluation");
    expect(await violationsOn(page)).toEqual([]);
  });

  it("show what differs, and are rolled back to", async () => {
    await openSection("Versions");
    const diff = section("From version 1 to 2");
    await diff.getByText("1 added").waitFor();
    await diff.getByText(`Like ${keyOf("lime", 20)}`).waitFor({ state: "attached" });
    await picture("versions");
    expect(await violationsOn(page)).toEqual([]);
    await button("Roll back to version 1").click();
    await page
      .getByRole("dialog", { name: "Roll back to version 1?" })
      .getByRole("button", { name: "Roll back" })
      .click();
    await expect.poll(async () => (await limes()).servedVersion, { timeout: 20_000 }).toBe(3);
    await button("Roll back to version 2").waitFor();
    expect((await limes()).anchors).toHaveLength(24);
  });

  it("are exported as files that can be imported", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), button("Export version 2 as JSON").click()]);
    expect(download.suggestedFilename()).toBe("limes-v2.json");
    const file = JSON.parse(await readFile(await download.path(), "utf8")) as { format: string; anchors: unknown[] };
    expect(file.format).toBe("pomona-function");
    expect(file.anchors).toHaveLength(25);
    await open("/functions");
    await button("Import function").click();
    const dialog = page.getByRole("dialog", { name: "Import function" });
    const take = (content: string) =>
      dialog.locator("input[type=file]").setInputFiles({
        name: "limes.json",
        mimeType: "application/json",
        buffer: Buffer.from(content),
      });
    await take("{}");
    await dialog.getByText("This file is no function exported from Pomona.").waitFor();
    await take(JSON.stringify(file));
    await dialog.getByText("Probe, version 2, of the space cn3, 25 examples").waitFor();
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await dialog.getByRole("alert").getByText("The name is taken").waitFor();
    await dialog.getByRole("textbox", { name: "Name" }).fill("limes from afar");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Import", exact: true }).click();
    await page.getByRole("heading", { name: "limes from afar", exact: true }).waitFor();
    await idle(running.client);
  });
});

it("learns again on other random rows, and becomes another kind and back", async () => {
  const name = "limes from afar";
  const imported = await running.client.getFunction({ name });
  const chosen = async (action: string) => {
    await button("More").click();
    await page.getByRole("menuitem", { name: action }).click();
  };
  const made = async () => {
    await idle(running.client);
    return running.client.getFunction({ name });
  };
  await chosen("Retrain on new random rows");
  await page.getByText("Version 2", { exact: true }).first().waitFor();
  expect((await made()).probe?.report.seed).toBe((imported.probe?.parameters.seed ?? 0) + 1);
  await chosen("Make it a similarity function");
  await page.getByText("Version 3", { exact: true }).first().waitFor();
  expect(await made()).toMatchObject({ kind: "similarity", probe: null, note: "Made a similarity function" });
  await chosen("Make it a probe");
  const dialog = page.getByRole("dialog", { name: `Make “${name}” a probe?` });
  await dialog.getByRole("button", { name: "Make it a probe" }).click();
  await page.getByText("Version 4", { exact: true }).first().waitFor();
  expect(await made()).toMatchObject({ kind: "probe", version: 4, servedVersion: 4 });
});

describe("a combination", () => {
  it("tells what it would match before it is made, and matches exactly that", async () => {
    await running.client.createFunction({
      name: "in a market",
      space: "cn3",
      kind: "similarity",
      anchors: [{ key: "market/lime/300.jpg" }],
      threshold: 0.9,
    });
    await idle(running.client);
    await open("/functions");
    await button("New function").click();
    await page.getByRole("dialog", { name: "New function" }).getByRole("button", { name: "Combine functions" }).click();
    const dialog = page.getByRole("dialog", { name: "Combine functions" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("both");
    await dialog.getByLabel("Part 1").selectOption("limes");
    await dialog.getByLabel("Part 2").selectOption("limes");
    await dialog.getByText("A function is in it twice.").waitFor();
    await dialog.getByLabel("Part 2").selectOption("in a market");
    const threshold = Number((await limes()).threshold.toFixed(3));
    await dialog.getByLabel("Threshold").fill(String(threshold));
    const told = async () =>
      Number(/^(\d+) rows? would reach/.exec((await dialog.getByRole("status").textContent()) ?? "")?.[1]);
    await expect.poll(told).toBeGreaterThan(0);
    const expected = await running.client.query({
      filter: `function("limes") >= ${threshold} and function("in a market") >= ${threshold}`,
      limit: 0,
    });
    await expect.poll(told).toBe(expected.total);
    const count = expected.total;
    await picture("combine-functions");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Create combination" }).click();
    await page.getByRole("heading", { name: "both", exact: true }).waitFor();
    await idle(running.client);
    expect(await running.client.getFunction({ name: "both" })).toMatchObject({
      kind: "combination",
      state: "complete",
      aboveThreshold: count,
    });
    await section("Parts").first().getByRole("link", { name: "limes" }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it("cannot be made a part of what it is made of", async () => {
    await running.client.createFunction({
      name: "around",
      kind: "combination",
      combination: { operator: "or", parts: [{ function: "both" }, { function: "limes" }] },
    });
    await idle(running.client);
    await open("/functions/both");
    await button("Edit").click();
    const dialog = page.getByRole("dialog", { name: "Edit “both”" });
    await dialog.getByLabel("Part 2").selectOption("around");
    await dialog.getByRole("button", { name: "Save as new version" }).click();
    await dialog.getByText("The functions cannot be combined").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(await running.client.getFunction({ name: "both" })).toMatchObject({ version: 1 });
  });

  it("keeps its parts from being deleted", async () => {
    await open("/functions/limes");
    await button("Delete function").click();
    const dialog = page.getByRole("dialog", { name: "“limes” is in use" });
    expect(await dialog.getByRole("link").allTextContents()).toEqual(["around", "both"]);
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("link", { name: "both" }).click();
    await page.getByRole("heading", { name: "both", exact: true }).waitFor();
  });
});

it("a section says whether arriving rows differ", async () => {
  await open("/functions/limes?section=health");
  await page.getByText("Nothing to tell yet").waitFor();
  expect(await violationsOn(page)).toEqual([]);
  await drawFolder(join(site.folder, "later"), { banana: 60 }, { first: 900 });
  await importRows(running.client, { path: join(site.folder, "later"), dataset: "later", labelFrom: "folder" });
  await idle(running.client);
  await page.reload();
  const { shift } = await running.client.functionHealth({ name: "limes" });
  expect(shift?.isFlagged).toBe(true);
  await section("Shift of the scores").getByText("Differs").waitFor();
  await picture("function-health");
  const sections = page.getByRole("navigation", { name: "Sections of limes" });
  await sections.getByRole("link", { name: "Health Differs" }).waitFor();
  await open("/functions/limes");
  await section("Arriving rows differ from those it was made on").getByRole("link", { name: "See how" }).click();
  await section("Shift of the scores").waitFor();
  expect(await violationsOn(page)).toEqual([]);
});

it("needs no sideways scrolling on a phone", async () => {
  await page.setViewportSize(PHONE);
  for (const name of ["", "?section=evaluation", "?section=versions", "?section=health"]) {
    await open(`/functions/limes${name}`);
    await page.getByRole("navigation", { name: "Sections of limes" }).waitFor();
    await expect.poll(() => page.locator(".skeleton").count(), { timeout: 10_000 }).toBe(0);
    const isFitting = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect([name, isFitting, await violationsOn(page)]).toEqual([name, true, []]);
  }
});

it("nothing was written to the console as an error", () => {
  // The browser itself writes of refused requests.
  expect(complaints.filter((line) => !/status of (404|409|422)/.test(line))).toEqual([]);
});
