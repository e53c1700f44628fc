import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { allRows, idle, importRows, type Running } from "../harness/catalog.ts";
import { PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openSite("curate", async (folder) => {
    await drawFolder(join(folder, "fruit"), { apple: 24, orange: 24, banana: 12, lime: 12 });
    await drawFolder(join(folder, "outside"), { lime: 1 }, { first: 500 });
  });
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await idle(running.client);
});
afterAll(() => site?.close());

const grid = () => page.getByRole("grid", { name: "Rows" });
const tiles = () => grid().getByRole("gridcell");
const bar = () => page.getByRole("region", { name: "Selection" });
const tray = () => page.getByRole("region", { name: "Similarity search" });
const count = async (filter: string) => (await running.client.query({ filter, limit: 0 })).total;
const tagged = (tag: string) => count(`tag = "${tag}"`);

async function open(path: string): Promise<void> {
  await page.goto(`${running.server.url}${path}`);
}
async function openCatalog(where = ""): Promise<void> {
  await open(where ? `/?where=${encodeURIComponent(where)}` : "/");
  await grid().waitFor();
  await expect.poll(() => tiles().count()).toBeGreaterThan(3);
}

const picture = (name: string): Promise<void> => takePicture(page, name);

describe("a selection", () => {
  it("is a range of the result, less what is taken out of it, and outlives another order and a reload", async () => {
    await openCatalog();
    await tiles().nth(2).click();
    await tiles()
      .nth(9)
      .click({ modifiers: ["Shift"] });
    await bar().getByText("8 selected").waitFor();
    await tiles().nth(4).click();
    await bar().getByText("7 selected").waitFor();
    await open("/?sort=-created");
    await bar().getByText("7 selected").waitFor();
    await page.reload();
    await bar().getByText("7 selected").waitFor();
  });

  it("of everything in the filter is edited in the background, with progress, and undone", async () => {
    await openCatalog('label = "apple"');
    const before = await allRows(running.client);
    await page.getByRole("button", { name: /^Select all/ }).click();
    await tiles().first().click();
    await bar().getByText("23 selected").waitFor();
    await bar().getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit 23 rows" });
    await dialog.getByLabel("Add tags").fill("checked, good");
    await dialog.getByLabel("Add labels").fill("fruit");
    await dialog.getByLabel("Metadata field").selectOption({ label: "A new field…" });
    await dialog.getByLabel("Name of the new field").fill("weight");
    await dialog.getByLabel("Value", { exact: true }).fill("2.5");
    await picture("edit-rows");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Change rows" }).click();
    const edits = page.getByRole("region", { name: "Edits" });
    await edits.getByText("23 rows changed").waitFor();
    expect(await tagged("checked")).toBe(23);
    expect(await count('metadata.weight = 2.5 and label = "fruit" and label = "apple"')).toBe(23);
    await picture("edit-done");
    expect(await violationsOn(page)).toEqual([]);
    await edits.getByRole("button", { name: "Undo" }).click();
    await edits.getByText("Undone").waitFor();
    const strip = (rows: typeof before) =>
      rows.map(({ key, labels, tags, metadata }) => ({ key, labels, tags, metadata }));
    expect(strip(await allRows(running.client))).toEqual(strip(before));
  });

  it("can still be undone after the server was started again", async () => {
    const { edit, job } = await running.client.startEdit({
      selection: { filter: 'label = "lime"' },
      edit: { tags: { add: ["green"] } },
    });
    await running.client.waitForJob(job);
    await running.server.stop();
    running = await site.restart();
    await openCatalog();
    expect(await tagged("green")).toBe(12);
    await page.getByRole("button", { name: "Edits" }).click();
    await page.getByRole("dialog", { name: "Edits" }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole("button", { name: /^Undo: Add tag “green”/ }).click();
    await expect.poll(() => tagged("green")).toBe(0);
    expect((await running.client.listEdits()).find(({ id }) => id === edit)?.state).toBe("undone");
    await page.keyboard.press("Escape");
    // The browser itself writes that the server was gone for a while.
    expect(complaints.splice(0).filter((line) => !/net::ERR_/.test(line))).toEqual([]);
  });

  it("is deleted once its number is typed", async () => {
    await running.client.putRows({
      dataset: "doomed",
      rows: ["one", "two", "three"].map((text) => ({ key: `doomed/${text}`, text })),
    });
    await idle(running.client);
    await openCatalogOf("doomed", 3);
    await page.getByRole("button", { name: /^Select all/ }).click();
    await bar().getByRole("button", { name: "Delete rows" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete 3 rows?" });
    const action = dialog.getByRole("button", { name: "Delete rows" });
    await dialog.getByRole("textbox").fill("2");
    expect(await action.isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("3");
    await action.click();
    await dialog.waitFor({ state: "hidden" });
    expect(await count('dataset = "doomed"')).toBe(0);
  });
});

async function openCatalogOf(dataset: string, rows: number): Promise<void> {
  await open(`/?where=${encodeURIComponent(`dataset = "${dataset}"`)}`);
  await expect.poll(() => tiles().count()).toBe(rows);
}

describe("a similarity search", () => {
  it("takes a picture that is dropped from outside, whatever the catalog holds", async () => {
    await openCatalog();
    const bytes = await readFile(join(site.folder, "outside/lime/500.jpg"));
    await page.evaluate((base64) => {
      const binary = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const files = new DataTransfer();
      files.items.add(new File([binary], "outside.jpg", { type: "image/jpeg" }));
      for (const type of ["dragover", "drop"])
        window.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
    }, bytes.toString("base64"));
    await tray().getByRole("button", { name: "Unlike instead: Picture" }).waitFor();
    await expect
      .poll(async () => (await tiles().first().getAttribute("aria-label")) ?? "", { timeout: 20_000 })
      .toContain("lime");
    await tray().getByText("72 rows").waitFor();
    await picture("similar-outside");
    expect(await violationsOn(page)).toEqual([]);
  });

  it("adds selected rows as counter-examples, and flips and removes examples in place", async () => {
    await tiles().nth(3).click();
    await bar().getByRole("button", { name: "Add as counter-examples" }).click();
    const removes = () => tray().getByRole("button", { name: /^Remove example/ });
    await expect.poll(() => removes().count()).toBe(2);
    await tray()
      .getByRole("button", { name: /^Like instead/ })
      .click();
    await expect
      .poll(() =>
        tray()
          .getByRole("button", { name: /^Unlike instead/ })
          .count(),
      )
      .toBe(2);
    await tray()
      .getByRole("button", { name: /^Unlike instead: shop/ })
      .click();
    await tray()
      .getByRole("button", { name: /^Like instead/ })
      .waitFor();
  });

  it("narrows by score, over a histogram of every row", async () => {
    const slider = tray().getByRole("slider", { name: "Score threshold" });
    await expect.poll(() => tray().locator("[inert]").count()).toBe(0);
    await slider.focus();
    for (let i = 0; i < 3; i++) await slider.press("PageUp");
    await expect.poll(() => new URL(page.url()).searchParams.get("min")).not.toBeNull();
    const rows = async () =>
      Number(
        /^(\d+)/.exec(
          (await page
            .getByText(/^\d+ rows?$/)
            .last()
            .textContent()) ?? "",
        )?.[1],
      );
    await expect.poll(rows).toBeLessThan(72);
  });

  it("is saved as a function that keeps the picture", async () => {
    await tray().getByRole("button", { name: "Save as function" }).click();
    const dialog = page.getByRole("dialog", { name: "Save as function" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("limes / green");
    await dialog.getByRole("radio", { name: "Similarity" }).check();
    await dialog.getByRole("button", { name: "Save function" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    const made = await running.client.getFunction({ name: "limes / green" });
    expect(made.anchors.map(({ kind, sign }) => `${sign}${kind}`).sort()).toEqual(["+image", "-row"]);
  });
});

describe("the page of functions", () => {
  it("lists them with what they find among all rows and among the newest", async () => {
    await open("/functions");
    const line = page.getByRole("row", { name: /limes/ });
    await line.getByText("Complete").waitFor();
    await line.getByText("72 / 72").waitFor();
    await line.getByText(/of the newest/).waitFor();
    await picture("functions");
    expect(await violationsOn(page)).toEqual([]);
    await line.getByRole("link", { name: "limes / green" }).click();
    await page.getByRole("heading", { name: "limes / green" }).waitFor();
  });

  it("shows one of them along its scores, at an address of its own", async () => {
    await page.reload();
    for (const name of ["Highest scores", "Just above the threshold", "Just below the threshold", "At random"])
      await page.getByRole("region", { name }).getByRole("link").first().waitFor();
    await picture("function");
    expect(await violationsOn(page)).toEqual([]);
  });

  it("tells which rows an edit moves over the threshold before it is saved, and saves exactly that", async () => {
    const before = await running.client.getFunction({ name: "limes / green" });
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Edit “limes / green”" });
    await dialog.getByLabel("Add a row by its key").fill("shop/orange/003.jpg");
    await dialog.getByLabel("Add a row by its key").press("Enter");
    await dialog.getByText(`${before.aboveThreshold} above the threshold now`).waitFor();
    await expect
      .poll(() => dialog.getByRole("region", { name: "Enter" }).getByRole("listitem").count())
      .toBeGreaterThan(0);
    await expect
      .poll(async () => /, (\d+) after/.exec((await dialog.getByRole("status").textContent()) ?? "")?.[1])
      .not.toBe(String(before.aboveThreshold));
    const told = Number(/, (\d+) after/.exec((await dialog.getByRole("status").textContent()) ?? "")?.[1]);
    await picture("edit-function");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Save as new version" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    const after = await running.client.getFunction({ name: "limes / green" });
    expect(after).toMatchObject({ version: 2, servedVersion: 2, aboveThreshold: told });
    expect(after.anchors.map(({ kind }) => kind)).toContain("image");
    await page.getByText("Version 2", { exact: true }).waitFor();
  });

  it("leads to the rows above the threshold", async () => {
    await page.getByRole("link", { name: "Use as filter" }).click();
    const { aboveThreshold } = await running.client.getFunction({ name: "limes / green" });
    await page.getByText(`${aboveThreshold} rows`, { exact: true }).first().waitFor();
  });

  it("deletes one after a question", async () => {
    await open(`/functions/${encodeURIComponent("limes / green")}`);
    await page.getByRole("button", { name: "Delete function" }).click();
    const dialog = page.getByRole("dialog", { name: "Delete “limes / green”?" });
    await dialog.getByRole("button", { name: "Delete function" }).click();
    await page.getByText("No functions yet").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await open("/functions/gone");
    await page.getByText("There is no function “gone”").waitFor();
    // Off that page: it asks again when a job ends.
    await open("/functions");
    // The browser itself writes of the refused request.
    expect(complaints.splice(0).filter((line) => !/status of 404/.test(line))).toEqual([]);
  });
});

describe("on a phone, at 390 pixels", () => {
  it("needs no sideways scrolling, neither for the functions nor to edit rows", async () => {
    await running.client.createFunction({ name: "apples", anchors: [{ key: "shop/apple/001.jpg" }], threshold: 0.7 });
    await idle(running.client);
    await page.setViewportSize(PHONE);
    const isFitting = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    for (const path of ["/functions", "/functions/apples"]) {
      await open(path);
      await page.getByText("apples").first().waitFor();
      expect([path, await isFitting(), await violationsOn(page)]).toEqual([path, true, []]);
    }
    await page.getByRole("button", { name: "Edit", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    expect([await isFitting(), await violationsOn(page)]).toEqual([true, []]);
    await page.keyboard.press("Escape");
    await openCatalog();
    await tiles().first().press("Space");
    await bar().getByRole("button", { name: "Edit" }).click();
    await page.getByRole("dialog", { name: "Edit 1 row" }).waitFor();
    expect([await isFitting(), await violationsOn(page)]).toEqual([true, []]);
  });
});

it("nothing was written to the console as an error", () => {
  expect(complaints).toEqual([]);
});
