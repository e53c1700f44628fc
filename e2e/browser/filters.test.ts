import { writeFile } from "node:fs/promises";
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
  site = await openSite("filters", async (folder) => {
    const fruit = join(folder, "fruit");
    const names = await drawFolder(fruit, { apple: 24, orange: 24, banana: 12, lime: 12 });
    const lines = names.map((name, i) =>
      JSON.stringify({
        path: name,
        label: name.split("/")[0],
        sku: `sku-${String(i).padStart(3, "0")}`,
        price: (i % 12) / 2,
        taken: new Date(Date.UTC(2025, i % 14, 1 + (i % 27))).toISOString(),
      }),
    );
    await writeFile(join(fruit, "rows.ndjson"), lines.join("\n"));
  });
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit/rows.ndjson"), dataset: "shop" });
  await idle(running.client);
});
afterAll(() => site?.close());

const open = async (where?: string): Promise<void> => {
  await page.goto(`${running.server.url}/${where ? `?where=${encodeURIComponent(where)}` : ""}`);
  await page.getByRole("complementary", { name: "Filters" }).getByRole("list", { name: "Dataset" }).waitFor();
};
const panel = () => page.getByRole("complementary", { name: "Filters" });
const section = (name: string) => panel().getByRole("button", { name, exact: true });
const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent);
const where = () => new URL(page.url()).searchParams.get("where");
const line = () => page.getByRole("searchbox", { name: "Filter as text" });
const rowCount = (text: string) => page.getByText(text, { exact: true }).first().waitFor();
const chips = () => page.getByRole("list", { name: "Active filters" });
const conditions = () => panel().getByRole("list", { name: "Conditions" });
const actionOf = async (what: string | RegExp, action: string): Promise<void> => {
  await panel().getByRole("button", { name: what }).click();
  await page.getByRole("menuitem", { name: action }).click();
};
const total = async (filter: string) => (await running.client.query({ filter, limit: 0 })).total;

const picture = (name: string): Promise<void> => takePicture(page, name);

describe("facets", () => {
  it("count under the other filters, beside the whole catalog's count", async () => {
    await open("metadata.price < 2");
    const counted = await running.client.facets({ filter: "metadata.price < 2", fields: ["label"], totals: true });
    for (const { value, count, total: all } of counted.facets.label ?? []) {
      if (value === null) continue;
      await panel()
        .getByRole("list", { name: "Label" })
        .getByRole("checkbox", { name: `${value} ${count} / ${all}` })
        .waitFor();
    }
    expect(await violationsOn(page)).toEqual([]);
    await panel()
      .getByRole("list", { name: "Label" })
      .getByRole("checkbox", { name: /^apple/ })
      .click();
    await page.keyboard.press("/");
    await expect.poll(focused).toBe("Filter as text");
    await open("metadata.price < 2");
  });

  it("page through many values, and search all of them on the server", async () => {
    await section("sku").click();
    const values = panel().getByRole("list", { name: "sku" }).getByRole("listitem");
    await expect.poll(() => values.count()).toBe(8);
    await panel().getByRole("button", { name: "Show 64 more" }).click();
    await expect.poll(() => values.count()).toBe(50);
    await panel().getByRole("button", { name: "Show 22 more" }).click();
    await expect.poll(() => values.count()).toBe(72);
    await panel().getByRole("searchbox", { name: "Search sku" }).fill("-07");
    await expect.poll(() => values.count()).toBe(2);
    await values.getByRole("checkbox", { name: /^sku-071/ }).check();
    await expect.poll(where).toBe('metadata.price < 2 and metadata.sku = "sku-071"');
  });
});

describe("ranges", () => {
  it("of numbers are dragged, moved by keys and typed", async () => {
    await open();
    await section("price").click();
    const low = panel().getByRole("slider", { name: "Lowest price" });
    await low.scrollIntoViewIfNeeded();
    const box = await low.locator("..").boundingBox();
    if (!box) throw new Error("The handle is not shown.");
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
    await expect.poll(where).toMatch(/^metadata\.price >= [\d.]+$/);
    const dragged = Number(where()?.split(" ").at(-1));
    expect(dragged).toBeGreaterThan(1);
    expect(dragged).toBeLessThan(4);
    await low.focus();
    await low.press("ArrowLeft");
    await expect.poll(() => Number(where()?.split(" ").at(-1))).toBeLessThan(dragged);
    await panel().getByRole("textbox", { name: "price from" }).fill("1");
    await panel().getByRole("textbox", { name: "price to" }).fill("2.5");
    await panel().getByRole("textbox", { name: "price to" }).press("Enter");
    await expect.poll(where).toBe("metadata.price between 1 and 2.5");
    await rowCount(`${await total("metadata.price between 1 and 2.5")} rows`);
    // The wrong way round is meant the other way.
    await panel().getByRole("textbox", { name: "price from" }).fill("4");
    await panel().getByRole("textbox", { name: "price from" }).press("Enter");
    await expect.poll(where).toBe("metadata.price between 2.5 and 4");
  });

  it("of dates go by parts of the calendar, and take any date that is typed", async () => {
    await open();
    await section("taken").click();
    const low = panel().getByRole("slider", { name: "Lowest taken" });
    await low.focus();
    await low.press("ArrowRight");
    await expect.poll(where).toBe('metadata.taken >= "2025-02-01"');
    const high = panel().getByRole("textbox", { name: "taken to" });
    await high.fill("soon");
    expect(await high.getAttribute("aria-invalid")).toBe("true");
    await high.fill("2025-03");
    await high.press("Enter");
    await expect.poll(where).toBe('metadata.taken between "2025-02-01" and "2025-03"');
    await rowCount(`${await total(where() ?? "")} rows`);
  });
});

describe("the editor of conditions", () => {
  it("adds, groups, negates, moves and removes without leaving the panel", async () => {
    await open("label = apple");
    await panel().getByRole("button", { name: "Add condition" }).click();
    await page.getByRole("combobox", { name: "About" }).selectOption({ label: "price" });
    await page.getByRole("combobox", { name: "Compared by" }).selectOption("<");
    await page.getByRole("textbox", { name: "Value" }).fill("2");
    await page.keyboard.press("Enter");
    await expect.poll(where).toBe('label = "apple" and metadata.price < 2');
    await actionOf("Actions of Label: apple", "Or …");
    const value = page.getByRole("combobox", { name: "Value" });
    await value.fill("lime");
    await value.press("Enter");
    await expect.poll(where).toBe('(label = "apple" or label = "lime") and metadata.price < 2');
    await rowCount(`${await total(where() ?? "")} rows`);
    expect(await chips().textContent()).toMatch(/^Label: appleorLabel: limeprice < 2/);
    await picture("filter-editor");
    expect(await violationsOn(page)).toEqual([]);

    const group = conditions().getByRole("button", { name: "Any of", exact: true });
    await group.focus();
    await group.press("n");
    await expect.poll(where).toBe('not (label = "apple" or label = "lime") and metadata.price < 2');
    await conditions().getByRole("button", { name: "not Any of", exact: true }).click();
    await expect.poll(where).toBe('not (label = "apple" and label = "lime") and metadata.price < 2');
    const price = conditions().getByRole("button", { name: "price < 2", exact: true });
    await price.focus();
    await price.press("Alt+ArrowUp");
    await expect.poll(where).toBe('metadata.price < 2 and not (label = "apple" and label = "lime")');
    await price.press("Delete");
    await expect.poll(where).toBe('not (label = "apple" and label = "lime")');
    await actionOf("Actions of not All of", "Take “not” away");
    await actionOf("Actions of Label: lime", "Edit");
    await page.getByRole("combobox", { name: "Compared by" }).selectOption({ label: "is one of" });
    await page.getByRole("combobox", { name: "Add a value" }).fill("banana");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Apply" }).click();
    await expect.poll(where).toBe('label = "apple" and label in ("lime", "banana")');
  });

  it("undoes and redoes by keys and buttons, and goes back and forward with the browser", async () => {
    const before = where();
    await chips()
      .getByRole("button", { name: /^Remove filter Label: lime/ })
      .click();
    await expect.poll(where).toBe('label = "apple"');
    await page.getByRole("main").press("ControlOrMeta+z");
    await expect.poll(where).toBe(before);
    await page.getByRole("main").press("ControlOrMeta+Shift+z");
    await expect.poll(where).toBe('label = "apple"');
    await page.getByRole("button", { name: "Undo the last change of the filter" }).click();
    await expect.poll(where).toBe(before);
    await page.goBack();
    await expect.poll(where).toBe('label = "apple"');
    await page.goForward();
    await expect.poll(where).toBe(before);
    await page.reload();
    await conditions().getByText("Label: lime, banana").waitFor();
    expect(where()).toBe(before);
    await line().fill("label = x");
    await line().press("ControlOrMeta+z");
    expect(where()).toBe(before);
  });

  it("completes the same filter as text", async () => {
    await open();
    await line().pressSequentially("lab");
    const list = page.getByRole("listbox", { name: "What can come next" });
    await list.getByRole("option", { name: "label" }).waitFor();
    for (const key of ["ArrowDown", "Enter"]) await line().press(key);
    await line().pressSequentially("= ora");
    await list.getByRole("option", { name: "orange" }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    for (const key of ["ArrowDown", "Enter"]) await line().press(key);
    expect(await line().inputValue()).toBe('label = "orange" ');
    await line().press("Escape");
    await line().press("Enter");
    await rowCount("24 rows");
    await conditions().getByText("Label: orange").waitFor();
  });

  it("says what to take away where no row passes", async () => {
    await open("label = apple and metadata.price < 2 and tag exists");
    await page.getByText("No row passes the filter").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole("button", { name: "Without “has tag”" }).click();
    await rowCount(`${await total("label = apple and metadata.price < 2")} rows`);
  });
});

describe("slices", () => {
  const slice = (name: string) => panel().getByRole("list", { name: "Slices" }).getByRole("button", { name });

  it("keep a filter under a name, with a count that follows the data", async () => {
    await open("label = apple and metadata.price < 2");
    await panel().getByRole("button", { name: "Save as slice" }).click();
    await page.getByRole("textbox", { name: "Name of the slice" }).fill("cheap apples");
    await page.keyboard.press("Enter");
    const count = await total("label = apple and metadata.price < 2");
    await slice(`cheap apples ${count}`).waitFor();
    await expect.poll(focused).toBe("Save as slice");
    await panel().getByRole("button", { name: "Actions of Label: apple" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("combobox", { name: "About" }).press("Escape");
    await expect.poll(focused).toBe("Label: apple");
    await picture("slices");
    expect(await violationsOn(page)).toEqual([]);
    await running.client.editRow({ key: "shop/orange/000.jpg" }, { labels: ["apple"], metadata: { price: 1 } });
    await page.reload();
    await slice(`cheap apples ${count + 1}`).waitFor();
  });

  it("are used, updated, renamed, duplicated and deleted, with undo", async () => {
    await open();
    await slice("cheap apples").first().click();
    await expect.poll(where).toBe('label = "apple" and metadata.price < 2');
    await open("label = banana");
    await actionOf("Actions of cheap apples", "Update to the current filter");
    await slice("cheap apples 12").waitFor();
    await actionOf("Actions of cheap apples", "Rename");
    await page.getByRole("textbox", { name: "Name of the slice" }).fill("bananas");
    await page.keyboard.press("Enter");
    await slice("bananas 12").waitFor();
    await actionOf("Actions of bananas", "Duplicate");
    await slice("bananas copy 12").waitFor();
    await actionOf("Actions of bananas copy", "Delete");
    await expect.poll(async () => (await running.client.listSlices()).map(({ name }) => name)).toEqual(["bananas"]);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await slice("bananas copy 12").waitFor();
  });

  it("that cannot be read any more say so", async () => {
    await running.client.createProject({ name: "fruit" });
    await running.client.createSlice({ name: "sent", filter: 'project("fruit")' });
    await running.client.deleteProject({ name: "fruit" });
    await open();
    await slice("sent cannot be read").waitFor();
  });
});

it("on a phone the panel is a sheet over the rows, reachable by everyone", async () => {
  await page.setViewportSize(PHONE);
  await page.goto(`${running.server.url}/?where=${encodeURIComponent("label = apple or label = lime")}`);
  await page.getByRole("button", { name: "Show filters" }).click();
  const sheet = page.getByRole("dialog", { name: "Filters" });
  await sheet.getByRole("list", { name: "Label" }).waitFor();
  expect(await violationsOn(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await sheet.getByRole("button", { name: "Show rows" }).click();
  await sheet.waitFor({ state: "hidden" });
  await rowCount(`${await total("label = apple or label = lime")} rows`);
});

it("nothing was written to the console as an error", () => {
  expect(complaints).toEqual([]);
});
