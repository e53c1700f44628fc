import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { allRows, idle, importRows, type Running } from "../harness/catalog.ts";
import { DESKTOP, PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openSite("map", (folder) =>
    drawFolder(join(folder, "fruit"), { apple: 60, orange: 60, banana: 40, lime: 40 }),
  );
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await idle(running.client);
});
afterAll(() => site?.close());

const canvas = () => page.locator("[data-map]");
const legend = () => page.getByRole("region", { name: "Legend" });
const header = () => page.getByRole("region", { name: "Map", exact: true });
const pointCount = (text: string) => page.getByText(text, { exact: true });
const selection = () => page.getByRole("region", { name: "Selection" });

interface Place {
  key: string;
  x: number;
  y: number;
}
/** Where the rows of a filter are on the map. */
async function placesOf(filter: string): Promise<Place[]> {
  const keys = (await allRows(running.client, { filter })).map(({ key }) => key);
  return (await running.client.mapRows({ name: "fruit" }, { keys })).rows;
}

/** The camera as the address says it, once the map has moved. */
async function camera(): Promise<{ x: number; y: number; scale: number }> {
  await canvas().hover({ position: { x: 300, y: 300 } });
  await page.mouse.wheel(0, 30);
  await expect.poll(() => new URL(page.url()).searchParams.get("at")).toBeTruthy();
  await page.waitForTimeout(1200);
  const [x = 0, y = 0, scale = 1] = (new URL(page.url()).searchParams.get("at") ?? "")
    .replaceAll('"', "")
    .split(",")
    .map(Number);
  return { x, y, scale };
}

/** An ellipse of the map, in map units. */
interface Ellipse {
  x: number;
  y: number;
  width: number;
  height: number;
}
const isInside = (ellipse: Ellipse, { x, y }: Place): boolean =>
  ((x - ellipse.x) / ellipse.width) ** 2 + ((y - ellipse.y) / ellipse.height) ** 2 < 1;

/** Draws an ellipse around places with the lasso, a little outside of them. */
async function lassoAround(places: readonly Place[]): Promise<Ellipse> {
  const seen = await camera();
  const box = await canvas().boundingBox();
  if (!box) throw new Error("There is no map on the page.");
  const middle = (values: number[]): [number, number] => [
    (Math.max(...values) + Math.min(...values)) / 2,
    ((Math.max(...values) - Math.min(...values)) / 2) * Math.SQRT2 + 10 / seen.scale,
  ];
  const [x, width] = middle(places.map((place) => place.x));
  const [y, height] = middle(places.map((place) => place.y));
  await page.getByRole("button", { name: "Draw a lasso (L)" }).click();
  const at = (turn: number): [number, number] => [
    box.x + box.width / 2 + (x + width * Math.cos(2 * Math.PI * turn) - seen.x) * seen.scale,
    box.y + box.height / 2 - (y + height * Math.sin(2 * Math.PI * turn) - seen.y) * seen.scale,
  ];
  await page.mouse.move(...at(0));
  await page.mouse.down();
  for (let step = 1; step <= 60; step++) await page.mouse.move(...at(step / 60));
  await page.mouse.up();
  return { x, y, width, height };
}

describe("the journey over the map, at 1440 pixels", () => {
  it("begins without a map, and makes one from a dialog", async () => {
    await page.goto(running.server.url);
    await page.getByRole("button", { name: "Map", exact: true }).click();
    await page.getByRole("heading", { name: "No map yet" }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole("button", { name: "Make a map" }).click();
    const dialog = page.getByRole("dialog", { name: "Make a map" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("fruit");
    await dialog.getByText("Advanced").click();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Make a map" }).click();
    await pointCount("200 on the map").waitFor({ timeout: 120_000 });
    expect(await running.client.getProjection({ name: "fruit" })).toMatchObject({ space: "cn3", job: null });
  });

  it("colours the points by label, with a legend that counts them", async () => {
    await page.getByRole("combobox", { name: "Colour by" }).selectOption("field:label");
    await expect.poll(() => page.url()).toContain("colour=field%3Alabel");
    await expect
      .poll(() => legend().getByRole("listitem").allTextContents())
      .toEqual(expect.arrayContaining(["apple60", "orange60", "banana40", "lime40"]));
    await page.waitForTimeout(600);
    // What was told in the corner may go by itself meanwhile.
    const message = page.getByLabel("Dismiss").first();
    while (await message.isVisible()) await message.click({ timeout: 2000 }).catch(() => undefined);
    await takePicture(page, "map");
    expect(await violationsOn(page)).toEqual([]);
  });

  it("shows one category alone at a press, and filters by it at another", async () => {
    await legend().getByRole("button", { name: "apple 60" }).click();
    await legend().getByRole("button", { name: "Show all again" }).click();
    await legend().getByRole("button", { name: "Filter by apple" }).click();
    await pointCount("60 of 200 on the map").waitFor();
    await page.getByRole("button", { name: "Clear all" }).first().click();
    await pointCount("200 on the map").waitFor();
  });

  it("a lasso around a cluster selects the rows in it", async () => {
    const bananas = await placesOf('label = "banana"');
    const ellipse = await lassoAround(bananas);
    const inside = (await placesOf("")).filter((place) => isInside(ellipse, place));
    expect(inside.length).toBeGreaterThanOrEqual(bananas.length);
    await selection().getByText(`${inside.length} selected`).waitFor();
    await takePicture(page, "map-lasso");
    expect(await violationsOn(page)).toEqual([]);
  });

  it("shows what is similar to the region, with links from its examples, and saves that as a function", async () => {
    await selection().getByRole("button", { name: "View similar" }).click();
    const tray = page.getByRole("region", { name: "Similarity search" });
    await tray.waitFor();
    await expect.poll(() => page.getByRole("combobox", { name: "Colour by" }).inputValue()).toBe("field:label");
    await page.getByRole("combobox", { name: "Colour by" }).selectOption("similarity");
    await legend().getByRole("heading", { name: "Similarity" }).waitFor();
    await tray.getByRole("button", { name: "Save as function" }).click();
    const dialog = page.getByRole("dialog", { name: "Save as function" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("long ones");
    await dialog.getByRole("button", { name: "Save function" }).click();
    await dialog.waitFor({ state: "hidden" });
    await idle(running.client);
    expect(await running.client.getFunction({ name: "long ones" })).toMatchObject({
      state: "complete",
      scored: 200,
    });
  });

  it("new rows appear on the map as they arrive, without a reload", async () => {
    await page.goto(`${running.server.url}/?view=map`);
    await pointCount("200 on the map").waitFor();
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await drawFolder(join(site.folder, "more"), { apple: 12, lime: 12 }, { first: 500 });
    await importRows(running.client, { path: join(site.folder, "more"), dataset: "later", labelFrom: "folder" });
    await pointCount("224 on the map").waitFor({ timeout: 60_000 });
    expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
    const { versions } = await running.client.getProjection({ name: "fruit" });
    expect(versions[0]).toMatchObject({ rows: 224, placed: 24 });
  });

  it("plays the arrivals: rows that came later are not shown", async () => {
    await page.getByRole("button", { name: "Play the arrivals" }).click();
    const slider = page.getByRole("slider", { name: "Rows shown, in order of arrival" });
    await slider.focus();
    await slider.press("Home");
    await page.getByText("0 of 224").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole("region", { name: "Play the arrivals" }).getByRole("button", { name: "Close" }).click();
  });

  it("keeps filter, colours and camera as a slice, and comes back to them", async () => {
    await page.getByRole("combobox", { name: "Colour by" }).selectOption("field:dataset");
    await legend().getByRole("button", { name: "Filter by later" }).click();
    await pointCount("24 of 224 on the map").waitFor();
    await camera();
    await page.getByRole("toolbar").getByRole("button", { name: "Save as slice" }).click();
    const dialog = page.getByRole("dialog", { name: "Save as slice" });
    await dialog.getByRole("textbox", { name: "Name of the slice" }).fill("the later ones");
    await dialog.getByRole("button", { name: "Save", exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.goto(running.server.url);
    await page
      .getByRole("button", { name: /the later ones/ })
      .first()
      .click();
    await pointCount("24 of 224 on the map").waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toMatchObject({
      view: "map",
      map: "fruit",
      colour: "field:dataset",
      where: 'dataset = "later"',
    });
  });

  it("stands beside the grid, which shows the same filter and selection", async () => {
    await page.goto(`${running.server.url}/?view=split`);
    await pointCount("224 on the map").waitFor();
    await page.getByRole("grid", { name: "Rows" }).getByRole("gridcell").first().waitFor();
    await lassoAround(await placesOf('label = "banana"'));
    await selection().waitFor();
    await takePicture(page, "map-split");
    await selection().getByRole("button", { name: "Filter to it" }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get("where")).toContain("region(");
    await page.getByText("In a region of fruit").first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it("says nothing on the console", () => {
    expect(complaints).toEqual([]);
  });
});

describe.each([
  ["1440 pixels", DESKTOP],
  ["390 pixels", PHONE],
] as const)("at %s", (_name, viewport) => {
  it.each(["light", "dark"] as const)("the map in %s colours has no accessibility violation", async (colorScheme) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    for (const view of ["map", "split"]) {
      await page.goto(`${running.server.url}/?view=${view}`);
      await pointCount("224 on the map").waitFor();
      await header().getByRole("button", { name: "About this map" }).click();
      await page.getByText("Trustworthiness").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByText("Trustworthiness").waitFor({ state: "detached" });
      expect(await violationsOn(page)).toEqual([]);
    }
  });
});

it("shows a still picture of the server where the browser has no WebGL 2", async () => {
  const bare = await site.browser.newContext({ viewport: DESKTOP });
  const other = await bare.newPage();
  await other.addInitScript(() => {
    const { getContext } = HTMLCanvasElement.prototype;
    HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
      return kind === "webgl2" ? null : (getContext.call(this, kind as "2d", ...(rest as [])) as never);
    } as typeof getContext;
  });
  await other.goto(`${running.server.url}/?view=map`);
  const still = other.getByRole("img", { name: "Still picture of the map “fruit”" });
  await still.waitFor();
  await expect.poll(() => still.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
  await other.getByText("WebGL 2 is missing").waitFor();
  await other.getByText("It is coloured by the field Label.").waitFor();
  await bare.close();
});
