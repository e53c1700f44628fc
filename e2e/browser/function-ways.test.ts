import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { DESKTOP, PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { widePartsOf } from "../harness/wide-parts.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openSite("function-ways", (folder) =>
    drawFolder(join(folder, "fruit"), { apple: 12, orange: 12, lime: 12 }),
  );
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "fruit", labelFrom: "folder" });
  await idle(running.client);
  const like = (fruit: string) => [{ key: `fruit/${fruit}/000.jpg` }];
  await running.client.createFunction({ name: "limes", space: "cn3", anchors: like("lime"), threshold: 0.9 });
  await running.client.createFunction({ name: "apples", space: "cn3", anchors: like("apple"), threshold: 0.7 });
  await idle(running.client);
});
afterAll(() => site?.close());

const open = (path: string) => page.goto(running.server.url + path);
const button = (name: string) => page.getByRole("button", { name, exact: true });

/** Nothing is in the way of anyone, nor wider than a phone. */
async function fits(): Promise<void> {
  expect(await violationsOn(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await widePartsOf(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await violationsOn(page)).toEqual([]);
  await page.setViewportSize(DESKTOP);
}

it("the list of functions has the ways to a new one beside it", async () => {
  await open("/functions");
  await page.getByRole("table", { name: "Functions" }).waitFor();
  await button("New function").click();
  const dialog = page.getByRole("dialog", { name: "New function" });
  await dialog.getByRole("link", { name: "To the catalog" }).first().waitFor();
  await fits();
  await dialog.getByRole("button", { name: "Combine functions" }).click();
});

it("a combination has the threshold that its parts make, unless one is set", async () => {
  const dialog = page.getByRole("dialog", { name: "Combine functions" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("both");
  await dialog.getByLabel("Part 1").selectOption("limes");
  await dialog.getByLabel("Part 2").selectOption("apples");
  await dialog.getByText("Empty: 0.700, from the thresholds of its parts.").waitFor();
  const told = dialog.getByRole("status");
  await expect.poll(() => told.textContent()).toMatch(/would reach/);
  const count = Number(/^\d+/.exec((await told.textContent()) ?? "")?.[0]);
  await fits();
  await dialog.getByRole("button", { name: "Create combination" }).click();
  await page.getByRole("heading", { name: "both", exact: true }).waitFor();
  await idle(running.client);
  const made = await running.client.getFunction({ name: "both" });
  expect(made.threshold).toBeCloseTo(0.7, 5);
  expect(made.aboveThreshold).toBe(count);
});

it("an evaluation begins with what the last one was held against, and says of which parts it is", async () => {
  await running.client.evaluateFunction({ name: "both" }, { truth: { label: "lime", among: 'dataset = "fruit"' } });
  await idle(running.client);
  expect((await running.client.getFunction({ name: "both" })).truth).toBeNull();
  await open("/functions/both?section=evaluation");
  await page.getByText(/scored from limes version 1, apples version 1/).waitFor();
  expect(await page.getByLabel("Label", { exact: true }).inputValue()).toBe("lime");
  await fits();
});

it("a version that was evaluated with earlier parts says so", async () => {
  await running.client.editFunction({ name: "apples" }, { anchors: [{ key: "fruit/apple/001.jpg" }] });
  await idle(running.client);
  await open("/functions/both?section=versions");
  await page.getByRole("cell").getByText("earlier parts", { exact: true }).waitFor();
  await page.getByText(/^Evaluated when its parts had other versions/).waitFor();
  await fits();
});

it("a deletion names the automations that will wait", async () => {
  const review = { kind: "review", slice: "doubtful" } as const;
  await running.client.createSlice({ name: "doubtful", filter: 'label = "apple"' });
  await running.client.createAutomation({ name: "look at both", filter: 'function("both") >= 0.7', action: review });
  await open("/functions/both");
  await button("Delete function").click();
  const dialog = page.getByRole("dialog");
  const waits = "The automation “look at both” names it, and waits until there is a function of this name again.";
  await dialog.getByText(waits).waitFor();
  await fits();
  await dialog.getByRole("button", { name: "Delete function" }).click();
  await dialog.waitFor({ state: "hidden" });
  await open("/");
  await button("Actions of doubtful").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText(/^The automation “look at both” names it, and waits until there is a slice/).waitFor();
});

it("so do those of projects, maps and spaces", async () => {
  const { client } = running;
  await client.createProject({ name: "fruit work" });
  await client.createProjection({ name: "fruit map", space: "cn3" });
  await idle(client);
  const tag = { kind: "tag", tag: "seen" } as const;
  await client.createAutomation({ name: "tag sent", filter: 'project("fruit work")', action: tag });
  await client.createAutomation({ name: "tag mapped", filter: 'mapped("fruit map")', action: tag });
  await client.createAutomation({ name: "tag embedded", filter: 'embedding("cn3") = ready', action: tag });
  const dialog = page.getByRole("dialog");
  const told = (name: string, kind: string) =>
    dialog
      .getByText(`The automation “${name}” names it, and waits until there is a ${kind} of this name again.`)
      .waitFor();
  await open("/batches");
  await button("Delete project fruit work").click();
  await told("tag sent", "project");
  await fits();
  await open("/settings/maps");
  await button("Actions of fruit map").click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await told("tag mapped", "map");
  await fits();
  await open("/settings/spaces");
  await button("Delete space cn3").click();
  await told("tag embedded", "space");
  await fits();
});

it("says how much denser a group can be where nothing can be proposed", async () => {
  const { job } = await running.client.proposeFunctions({
    selection: { filter: 'label = "apple" or label = "orange"' },
    space: "cn3",
    leastLift: 4,
  });
  await idle(running.client);
  await open(`/proposals?job=${job}`);
  await page.getByText(/Of 24 rows, no group can be more than 1\.5 × denser/).waitFor();
  await fits();
});

it("leads from an address of proposals that names rows to those rows in the catalog", async () => {
  const filter = 'label = "lime"';
  await open(`/proposals?filter=${encodeURIComponent(filter)}`);
  await page.getByRole("link", { name: "Show these rows in the catalog" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("where")).toBe(filter);
});

it("a filter by a function that rows lack scores of says so, and why", async () => {
  const { client } = running;
  const parts = [{ function: "limes" }, { function: "apples" }];
  await client.createFunction({ name: "pair", kind: "combination", combination: { operator: "and", parts } });
  await idle(client);
  const path = `/?where=${encodeURIComponent('label = "lime" and not function("pair") >= 0.5')}`;
  await open(path);
  await page.getByText("12 rows", { exact: true }).waitFor();
  const told = page.getByRole("list", { name: "Functions that rows lack scores of" });
  expect(await told.count()).toBe(0);
  await client.deleteFunction({ name: "apples", force: true });
  await open(path);
  await told
    .getByText(/^pair: A function that it is made of was deleted.* Rows without a score meet no condition on it/)
    .waitFor();
  // On a phone the filters are closed at first.
  await page.setViewportSize(PHONE);
  await open(path);
  await told.waitFor();
  await fits();
  await told.getByRole("link", { name: "pair" }).click();
  await page.getByRole("heading", { name: "pair", exact: true }).waitFor();
});

it("nothing was written to the console as an error", () => {
  // The browser itself writes of refused requests.
  expect(complaints.filter((line) => !/status of (404|409|422)/.test(line))).toEqual([]);
});
