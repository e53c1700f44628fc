import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { takePicture } from "../harness/take-picture.ts";

const LETTERS = 5000;
/** Far into a text that is longer than listings show. */
const FAR = `${"Filling words that say nothing. ".repeat(90)} The parcel came with a crushed corner. ${"More. ".repeat(40)}`;

let site: Site;
let running: Running;
let page: Page;
const complaints: string[] = [];

/** Pictures of many shapes, as the folder `shop`. */
async function drawShapes(folder: string): Promise<void> {
  const shop = join(folder, "shop");
  await mkdir(shop);
  for (let i = 0; i < 40; i++) {
    const [width, height] = [160 + ((i * 53) % 240), 240];
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${(i * 47) % 360} 40% 62%)"/><circle cx="${width / 2}" cy="130" r="${50 + (i % 4) * 9}" fill="hsl(${(i * 31) % 360} 60% 45%)"/></svg>`;
    await sharp(Buffer.from(svg))
      .jpeg()
      .toFile(join(shop, `${String(i).padStart(2, "0")}.jpg`));
  }
}

/** Pictures, of which one is gone and one damaged after they were imported, and letters. */
beforeAll(async () => {
  site = await openSite("grid", drawShapes);
  ({ running, page } = site);
  page.on("pageerror", (error) => complaints.push(String(error)));
  const { client } = running;
  const shop = join(site.folder, "shop");
  await importRows(client, { path: shop, dataset: "shop" });
  await rm(join(shop, "01.jpg"));
  await writeFile(join(shop, "02.jpg"), "damaged");
  await client.putRows({
    dataset: "letters",
    rows: Array.from({ length: LETTERS }, (_, i) => ({
      key: `letters/${String(i).padStart(4, "0")}`,
      text: i === 7 ? FAR : `Letter ${i} asks about order ${i * 37}.`,
      labels: [i % 2 ? "question" : "complaint"],
      metadata: { price: (i * 7919) % 1000, isUrgent: i % 3 === 0 },
    })),
  });
  await idle(client);
}, 240_000);
afterAll(() => site?.close());

const grid = () => page.getByRole("grid", { name: "Rows" });
const row = (key: string) => grid().locator(`[data-position][aria-label^="${key}"]`);
const focusedKey = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label")?.split(":")[0]);
const open = (search: Record<string, string> = {}) =>
  page.goto(`${running.server.url}/?${new URLSearchParams(search).toString()}`);

const picture = (name: string): Promise<void> => takePicture(page, name);

const violations = () => violationsOn(page);

describe("the grid", () => {
  it("shows pictures in full lines in their own shapes, and says why one is missing", async () => {
    await open();
    await row("shop/00.jpg").waitFor();
    const boxes = await grid()
      .getByRole("row")
      .first()
      .getByRole("gridcell")
      .evaluateAll((tiles) =>
        tiles.map((tile) => tile.getBoundingClientRect()).map(({ left, right }) => [left, right]),
      );
    const [left, right] = [boxes[0]?.[0] ?? 0, boxes.at(-1)?.[1] ?? 0];
    const width = await grid().evaluate((element) => element.clientWidth);
    expect(Math.abs(right - left - width)).toBeLessThan(2);
    expect(new Set(boxes.map(([a = 0, b = 0]) => Math.round(b - a))).size).toBeGreaterThan(2);
    await row("shop/01.jpg")
      .getByRole("img", { name: /is not at/ })
      .waitFor();
    await row("shop/02.jpg")
      .getByRole("img", { name: /is damaged or no picture/ })
      .waitFor();
    await picture("grid");
    expect(await violations()).toEqual([]);
  });

  it("goes to any row by its number, to the end and back, with only some of the rows in the page", async () => {
    await page.keyboard.press("g");
    await page.getByLabel(/^Go to row/).fill("3,041");
    await page.keyboard.press("Enter");
    await expect.poll(focusedKey).toBe("letters/3000");
    await page.keyboard.press("ArrowRight");
    await expect.poll(focusedKey).toBe("letters/3001");
    await page.keyboard.press("End");
    await expect.poll(focusedKey).toBe("letters/4999");
    await page.keyboard.press("Home");
    await expect.poll(focusedKey).toBe("shop/00.jpg");
    expect(await grid().getByRole("gridcell").count()).toBeLessThan(300);
  });

  it("shows the rows that the thumb of the scrollbar points to, and keeps no shift of the layout", async () => {
    const scroller = grid().locator("..");
    await scroller.evaluate((element) => {
      element.scrollTop = (element.scrollHeight - element.clientHeight) / 2;
    });
    const inTheMiddle = () =>
      page.evaluate(() => {
        const place = document.elementFromPoint(innerWidth * 0.6, innerHeight / 2)?.closest("[data-position]");
        return place?.getAttribute("data-position") ?? null;
      });
    await expect.poll(inTheMiddle).toMatch(/^2[4-6]/);
    const tile = grid().locator(`[data-position="${await inTheMiddle()}"]`);
    const before = await tile.boundingBox();
    await page.waitForTimeout(600);
    expect(await tile.boundingBox()).toEqual(before);
  });

  it("shows the passage of a long text that the filter looks for, marked", async () => {
    await open({ where: 'text contains "Crushed Corner"' });
    await expect.poll(() => row("letters/0007").locator("mark").allTextContents()).toEqual(["crushed corner"]);
    await page.getByRole("button", { name: "List" }).click();
    await expect.poll(() => page.url()).toContain("view=list");
    await expect.poll(() => row("letters/0007").locator("mark").allTextContents()).toEqual(["crushed corner"]);
    expect(await violations()).toEqual([]);
  });

  it("selects a range over rows that were never loaded", async () => {
    await open({ where: "dataset = letters" });
    await row("letters/0000").click();
    await page.keyboard.press("g");
    await page.getByLabel(/^Go to row/).fill("2001");
    await page.keyboard.press("Enter");
    await expect.poll(focusedKey).toBe("letters/2000");
    await row("letters/2000").click({ modifiers: ["Shift"] });
    await page.getByText("2,001 selected").waitFor();
    await page.keyboard.press("Escape");
  });

  it("loses no row that is picked while the end of a range is asked for", async () => {
    await open({ where: "dataset = letters" });
    await row("letters/0000").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("r");
    await page.keyboard.type("2001");
    await page.keyboard.press("Enter");
    await expect.poll(focusedKey).toBe("letters/2000");
    await page.route("**/query", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      await route.continue();
    });
    await page.keyboard.press("Shift+End");
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.getByText("3,001 selected").waitFor();
    await page.unroute("**/query");
    await page.keyboard.press("Escape");
  });

  it("keeps the place in the result from view to view, and when it is reloaded", async () => {
    await open({ where: "dataset = letters" });
    await page.getByLabel(/^Go to row/).fill("3001");
    await page.keyboard.press("Enter");
    await expect.poll(focusedKey).toBe("letters/3000");
    const shown = async () =>
      Number(await grid().locator("[data-position]:nth-child(1)").first().getAttribute("data-position"));
    for (const view of ["List", "Table", "Grid"]) {
      await page.getByRole("button", { name: view, exact: true }).click();
      await expect.poll(shown).toBeGreaterThan(2900);
      expect(await shown()).toBeLessThan(3100);
    }
    await page.reload();
    await expect.poll(shown).toBeGreaterThan(2900);
    await open({ where: "dataset = letters and label = question" });
    await row("letters/0001").waitFor();
  });
});

describe("the table", () => {
  it("sorts by a column's head and keeps key and head in view", async () => {
    await open({ view: "table", where: "dataset = letters" });
    await row("letters/0000").waitFor();
    await page.getByRole("button", { name: "Columns" }).click();
    await page.getByRole("checkbox", { name: "price" }).check();
    await page.keyboard.press("Escape");
    const head = grid().getByRole("columnheader", { name: "price" });
    await head.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("ascending");
    await head.getByRole("button").click();
    await expect.poll(() => head.getAttribute("aria-sort")).toBe("descending");
    await expect.poll(() => grid().getByRole("row").nth(1).textContent()).toContain("999");
    await grid()
      .locator("..")
      .evaluate((element) => element.scrollTo(400, 3000));
    await expect.poll(() => head.isVisible()).toBe(true);
    const [key, view] = await Promise.all([
      grid().getByRole("columnheader", { name: "Key" }).boundingBox(),
      grid().locator("..").boundingBox(),
    ]);
    expect(key?.x).toBe(view?.x);
    expect(key?.y).toBeCloseTo((view?.y ?? 0) + 1, 0);
    await picture("table");
    expect(await violations()).toEqual([]);
  });

  it("jumps in the order of the column, and remembers columns and widths", async () => {
    const expected = await running.client.query({
      filter: "dataset = letters",
      sort: { field: "metadata.price", descending: true },
      offset: 4000,
      limit: 1,
    });
    await page.keyboard.press("g");
    await page.getByLabel(/^Go to row/).fill("4001");
    await page.keyboard.press("Enter");
    await expect.poll(focusedKey).toBe(expected.rows[0]?.key);
    const edge = page.getByRole("separator", { name: "Width of price" });
    const before = Number(await edge.getAttribute("aria-valuenow"));
    await edge.press("ArrowRight");
    await expect.poll(async () => Number(await edge.getAttribute("aria-valuenow"))).toBe(before + 16);
    await page.reload();
    await expect.poll(async () => Number(await edge.getAttribute("aria-valuenow"))).toBe(before + 16);
  });
});

describe("the open row", () => {
  it("zooms a picture by wheel, keys and buttons, and fits it again", async () => {
    await open({ row: "shop/04.jpg" });
    const dialog = page.getByRole("dialog");
    const image = dialog.getByRole("region", { name: /^Picture/ });
    await dialog.getByText("5 of 5,040").waitFor();
    await image.waitFor();
    const percent = () => dialog.getByRole("button", { name: /whole picture/ }).textContent();
    await page.keyboard.press("+");
    await expect.poll(percent).toBe("150 %");
    await picture("open-row");
    await image.hover();
    await page.mouse.wheel(0, -300);
    await expect.poll(percent).not.toBe("150 %");
    await page.keyboard.press("0");
    await expect.poll(percent).toBe("100 %");
    expect(await violations()).toEqual([]);
  });

  it("steps through the result with the arrow keys, and Back returns to the grid at that row", async () => {
    await open({ where: "dataset = letters" });
    await row("letters/0003").dblclick();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("4 of 5,000").waitFor();
    await page.keyboard.press("ArrowRight");
    await dialog.getByText("5 of 5,000").waitFor();
    await expect.poll(() => page.url()).toContain(encodeURIComponent("letters/0004"));
    await page.goBack();
    await dialog.waitFor({ state: "hidden" });
    await row("letters/0003").dblclick();
    await page.keyboard.press("ArrowRight");
    await dialog.getByText("5 of 5,000").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(focusedKey).toBe("letters/0004");
  });

  it("edits metadata in its type, refuses another, and takes an edit back", async () => {
    await open({ row: "letters/0001" });
    const dialog = page.getByRole("dialog");
    const price = async () => (await running.client.getRow({ key: "letters/0001" })).metadata.price;
    await dialog.getByRole("button", { name: /^Edit price/ }).click();
    const entry = dialog.getByRole("textbox", { name: "price" });
    await entry.fill("cheap");
    await entry.press("Enter");
    await dialog.getByText("Write a number").waitFor();
    await entry.press("Escape");
    await entry.waitFor({ state: "hidden" });
    expect(await dialog.isVisible()).toBe(true);
    expect(await price()).toBe(919);
    await dialog.getByRole("button", { name: /^Edit price/ }).click();
    await entry.fill("12.5");
    await entry.press("Enter");
    await expect.poll(price).toBe(12.5);
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(price).toBe(919);
    expect(await violations()).toEqual([]);
  });

  it("steps on to the next row after an edit took the row out of the result, and takes the edit of the right row back", async () => {
    await open({ where: "dataset = letters and label = complaint", row: "letters/0004" });
    const dialog = page.getByRole("dialog", { name: /^letters/ });
    await dialog.getByText("3 of 2,500").waitFor();
    const labels = async (key: string) => (await running.client.getRow({ key })).labels;
    await dialog.getByRole("button", { name: "Remove complaint" }).click();
    await dialog.getByText("3 of 2,499").waitFor();
    await dialog.getByRole("button", { name: "Next row" }).click();
    await dialog.getByRole("heading", { name: "letters/0006" }).waitFor();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect.poll(() => labels("letters/0004")).toEqual(["complaint"]);
    expect(await labels("letters/0006")).toEqual(["complaint"]);
    await dialog.getByRole("combobox", { name: "Add tag" }).fill("late");
    await page.keyboard.press("Enter");
    await expect.poll(async () => (await running.client.getRow({ key: "letters/0006" })).tags).toEqual(["late"]);
    await dialog.getByRole("button", { name: "Next row" }).focus();
    await page.keyboard.press("Control+z");
    await expect.poll(async () => (await running.client.getRow({ key: "letters/0006" })).tags).toEqual([]);
    expect(new URL(page.url()).searchParams.get("where")).toBe("dataset = letters and label = complaint");
  });
});

it("no script failed", () => {
  expect(complaints).toEqual([]);
});
