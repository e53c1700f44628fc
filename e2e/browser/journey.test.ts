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
  site = await openSite("browser", (folder) =>
    drawFolder(join(folder, "fruit"), { apple: 24, orange: 24, banana: 12, lime: 12 }),
  );
  ({ running, page, complaints } = site);
  const { client } = running;
  await importRows(client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await client.putRows({
    dataset: "notes",
    rows: [
      "The apples of this week are green and sour.",
      "Oranges from Valencia came two days late.",
      "Please pay the invoice of the fruit shop.",
    ].map((text, i) => ({ key: `notes/${i}`, text, labels: ["note"] })),
  });
  await idle(client);
});
afterAll(() => site?.close());

const grid = () => page.getByRole("grid", { name: "Rows" });
const tiles = () => grid().getByRole("gridcell");
/** Key of the tile at a place; its name may go on with a score. */
const keyAt = async (place: number) =>
  ((await tiles().nth(place).getAttribute("aria-label")) ?? "").split(/[ ,]/)[0] as string;
const rowCount = (text: string) => page.getByText(text, { exact: true }).first();

const picture = (name: string): Promise<void> => takePicture(page, name);

const violations = () => violationsOn(page);

describe("the main journey, at 1440 pixels", () => {
  it("opens on all rows as a grid, with facet counts beside it", async () => {
    await page.goto(running.server.url);
    await grid().waitFor();
    await rowCount("75 rows").waitFor();
    await expect.poll(() => tiles().count()).toBeGreaterThan(10);
    await page.getByRole("checkbox", { name: /^apple/ }).waitFor();
    await picture("catalog");
    expect(await violations()).toEqual([]);
  });

  it("filters by a facet value", async () => {
    await page.getByRole("checkbox", { name: /^apple/ }).check();
    await rowCount("24 rows").waitFor();
    expect(await keyAt(0)).toContain("apple");
  });

  it("selects two rows and shows what is similar to them", async () => {
    const keys: string[] = [];
    for (const place of [0, 1]) {
      const key = await keyAt(place);
      keys.push(key);
      await tiles().nth(place).hover();
      await grid()
        .getByRole("button", { name: `Select ${key}`, exact: true })
        .click();
    }
    await page.getByText("2 selected").waitFor();
    await picture("selection");
    await page.getByRole("button", { name: "Clear all" }).first().click();
    await page.getByRole("button", { name: "View similar" }).click();
    await page.getByRole("region", { name: "Similarity search" }).waitFor();
    await expect.poll(async () => [await keyAt(0), await keyAt(1)].sort()).toEqual(keys.sort());
    await rowCount("72 rows").waitFor();
    await picture("similar");
    expect(await violations()).toEqual([]);
  });

  it("saves the search as a function, which scores every picture", async () => {
    await page
      .getByRole("region", { name: "Similarity search" })
      .getByRole("button", { name: "Save as function" })
      .click();
    const dialog = page.getByRole("dialog", { name: "Save as function" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("apples");
    await picture("save-function");
    await dialog.getByRole("button", { name: "Save function" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    const made = await running.client.getFunction({ name: "apples" });
    expect(made).toMatchObject({ state: "complete", scored: 72, total: 72 });
  });

  it("narrows the rows with the function's slider", async () => {
    await page.goto(running.server.url);
    const slider = page.getByRole("slider", { name: "Score threshold of apples" });
    await slider.waitFor();
    const shown = async () =>
      Number(
        /(\d+) rows?$/.exec(
          (await page
            .getByText(/^\d+ rows?$/)
            .first()
            .textContent()) ?? "",
        )?.[1],
      );
    await slider.focus();
    await slider.press("Home");
    // At its lower end the slider asks for nothing, so rows without a score are shown too.
    await expect.poll(shown).toBe(75);
    await slider.press("End");
    await expect.poll(shown).toBeLessThan(10);
    for (let i = 0; i < 100 && (await shown()) < 10; i++) {
      const before = page.url();
      await slider.press("ArrowLeft");
      await expect.poll(() => page.url()).not.toBe(before);
      await page.waitForTimeout(100);
    }
    await expect.poll(shown).toBeGreaterThanOrEqual(10);
    const threshold = Number(await slider.getAttribute("aria-valuenow"));
    const expected = await running.client.query({
      filter: { function: "apples", op: ">=", value: threshold },
      limit: 0,
    });
    await expect.poll(shown).toBe(expected.total);
    await picture("function-slider");
    expect(await violations()).toEqual([]);
  });

  it("adds what the filter selects to a batch", async () => {
    const before = await page
      .getByText(/^\d+ rows?$/)
      .first()
      .textContent();
    await page.getByRole("button", { name: /^Select all/ }).click();
    await page.getByRole("region", { name: "Selection" }).getByRole("button", { name: "Add to batch" }).click();
    const dialog = page.getByRole("dialog", { name: "Add to batch" });
    await dialog.getByRole("textbox", { name: "Batch name" }).fill("apples 1");
    await dialog.getByLabel("Project").fill("fruit");
    await picture("add-to-batch");
    await dialog.getByRole("button", { name: "Create batch" }).click();
    await page.getByText("Batch “apples 1” is made").waitFor();
    const [batch] = await running.client.listBatches({});
    expect(batch).toMatchObject({ name: "apples 1", project: "fruit" });
    expect(`${batch?.rows} row${batch?.rows === 1 ? "" : "s"}`).toBe(before);
  });

  it("takes a filter as a JSON tree and shows it as text", async () => {
    await page.goto(running.server.url);
    const line = page.getByRole("searchbox", { name: "Filter as text" });
    const tree = { and: [{ field: "label", op: "=", value: "apple" }, { not: { field: "tag", op: "exists" } }] };
    await line.fill(JSON.stringify(tree));
    await line.press("Enter");
    await rowCount("24 rows").waitFor();
    expect(await line.inputValue()).toBe('label = "apple" and not tag exists');
    await line.fill('{"and": [}');
    await page.getByText("Column 10: expected a JSON value").first().waitFor();
    expect(await page.locator(".wavy").textContent()).toBe("}");
  });

  it("underlines the part of a filter that the server refuses", async () => {
    const before = complaints.length;
    const line = page.getByRole("searchbox", { name: "Filter as text" });
    await line.fill("label = apple and width > wide");
    await line.press("Enter");
    await page.getByText('Column 27: The field width holds numbers; "wide" is none.').first().waitFor();
    expect(await page.locator(".wavy").textContent()).toBe("wide");
    await line.fill("function(appels) > 0.5 and label = apple");
    await line.press("Enter");
    await page.getByText('Column 10: There is no function "appels". Did you mean "apples"?').first().waitFor();
    expect(await page.locator(".wavy").textContent()).toBe("appels");
    // The browser itself writes of every refused request.
    for (const line of complaints.splice(before)) expect(line).toMatch(/status of 40[04]/);
  });

  it("shows one row with its fields and its nearest rows", async () => {
    await page.goto(`${running.server.url}/?row=${encodeURIComponent("shop/apple/003.jpg")}`);
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await dialog.getByText("Labels").first().waitFor();
    await picture("row");
    expect(await violations()).toEqual([]);
  });
});

describe("on a phone, at 390 pixels", () => {
  it("shows the catalog without sideways scrolling, reachable by everyone", async () => {
    await page.setViewportSize(PHONE);
    await page.goto(running.server.url);
    await grid().waitFor();
    await expect.poll(() => tiles().count()).toBeGreaterThan(2);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await picture("phone");
    expect(await violations()).toEqual([]);
  });

  it("reaches every action on a selection without sideways scrolling", async () => {
    await tiles().first().focus();
    await tiles().first().press("Space");
    const bar = page.getByRole("region", { name: "Selection" });
    await bar.getByText("1 selected").waitFor();
    const { width } = PHONE;
    const isWhole = async (name: string): Promise<boolean> => {
      const box = await bar.getByRole("button", { name }).boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= width;
    };
    for (const name of ["Clear selection", "View similar", "Edit", "More actions"])
      expect([name, await isWhole(name)]).toEqual([name, true]);
    expect(await bar.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true);
    await bar.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Save as function" }).waitFor();
    expect(await page.getByRole("menuitem").allTextContents()).toEqual([
      "Save as function",
      "Propose functions…",
      "Add to batch",
      "Export as NDJSONone row a line",
      "Export as CSVfor spreadsheets",
      "Export as Parquetfor tools",
      "Delete rows",
    ]);
    expect(await violations()).toEqual([]);
    await page.getByRole("menuitem", { name: "Delete rows" }).click();
    await page.getByRole("dialog", { name: "Delete 1 row?" }).waitFor();
    await page.keyboard.press("Escape");
  });
});

it("nothing was written to the console as an error", () => {
  expect(complaints).toEqual([]);
});
