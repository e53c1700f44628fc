import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

const ROWS = 80;

beforeAll(async () => {
  site = await openSite("map-care", async (folder) => {
    const names = await drawFolder(join(folder, "fruit"), { apple: 30, lime: 30, banana: 20 });
    // A model that takes every fourth lime for an apple.
    const lines = names.map((name, i) => {
      const label = name.split("/")[0];
      return `fruit/${name},${label},${label === "lime" && i % 4 === 0 ? "apple" : label}`;
    });
    await writeFile(join(folder, "fruit.csv"), ["path,label,predicted", ...lines].join("\n"));
  });
  ({ running, page, complaints } = site);
  const mapping = { path: "path", labels: ["label"] };
  await importRows(running.client, { path: join(site.folder, "fruit.csv"), dataset: "shop", mapping });
  await idle(running.client);
});
afterAll(() => site?.close());

const canvas = () => page.locator("[data-map]");
const legend = () => page.getByRole("region", { name: "Legend" });
const selection = () => page.getByRole("region", { name: "Selection" });
const versions = async () => (await running.client.getProjection({ name: "fruit" })).versions;

async function openMap(search = ""): Promise<void> {
  await page.goto(`${running.server.url}/?view=map${search}`);
  await page.getByText(`${ROWS} on the map`, { exact: true }).waitFor();
}

/** How many pixels near the middle are covered by what lies over the points: names and pictures. */
const overlaidPixels = (): Promise<number> =>
  canvas().evaluate((element) => {
    let drawn = 0;
    for (const one of element.querySelectorAll("canvas")) {
      const { width, height } = one;
      if (width < 400 || one.getContext("webgl2")) continue;
      const context = one.getContext("2d") as CanvasRenderingContext2D;
      const { data } = context.getImageData(width / 2 - 100, height / 2 - 100, 200, 200);
      for (let i = 3; i < data.length; i += 4) if (data[i] === 255) drawn++;
    }
    return drawn;
  });

const download = async (item: string): Promise<{ name: string; bytes: Buffer }> => {
  await page.getByRole("button", { name: "Save as a picture" }).click();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: item, exact: true }).click(),
  ]);
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
};

describe("laying out", () => {
  it("can be cancelled, and begun again", async () => {
    await running.client.createProjection({ name: "fruit", parameters: { epochs: 5000 } });
    await page.goto(`${running.server.url}/?view=map`);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await page.getByRole("heading", { name: "Laying out was cancelled" }).waitFor();
    await page.getByRole("button", { name: "Lay out again" }).click();
    const dialog = page.getByRole("dialog", { name: "Lay out “fruit” again" });
    await dialog.getByRole("combobox", { name: "Method" }).selectOption("pca");
    await dialog.getByRole("button", { name: "Lay out again" }).click();
    await page.getByText(`${ROWS} on the map`, { exact: true }).waitFor({ timeout: 60_000 });
    expect((await versions()).map(({ state }) => state)).toEqual(["complete", "cancelled"]);
  });
});

describe("looking", () => {
  it("whether a prediction is right is a colour that is offered by itself", async () => {
    await openMap();
    await page.getByRole("combobox", { name: "Colour by" }).selectOption({ label: "Agreement: Label = predicted" });
    await expect.poll(() => legend().getByRole("listitem").allTextContents()).toEqual(["Same73", "Different7"]);
    expect(page.url()).toContain("agreement");
  });

  it("close up, pictures take the place of points", async () => {
    const { rows } = await running.client.mapRows({ name: "fruit" }, { ordinals: [0] });
    const { x = 0, y = 0 } = rows[0] ?? {};
    const { bounds } = (await versions())[0] ?? {};
    if (!bounds) throw new Error("The map has no bounds.");
    const scale = 5000 / (bounds.x[1] - bounds.x[0]);
    const thumbnail = page.waitForResponse((response) => response.url().includes("thumbnail"));
    await openMap(`&colour=field:label&at=${encodeURIComponent(`"${x},${y},${scale}"`)}`);
    expect((await thumbnail).ok()).toBe(true);
    await expect.poll(overlaidPixels).toBeGreaterThan(1500);
    await takePicture(page, "map-close");
  });

  it("is saved as PNG, twice as sharp as it is seen, and as SVG", async () => {
    await openMap("&colour=field:label");
    const box = await canvas().boundingBox();
    const png = await download("Save as PNG");
    expect(png.name).toBe("fruit.png");
    const { width, height } = await sharp(png.bytes).metadata();
    expect({ width, height }).toEqual({ width: 2 * (box?.width ?? 0), height: 2 * (box?.height ?? 0) });
    const svg = await download("Save as SVG");
    expect(svg.name).toBe("fruit.svg");
    expect(svg.bytes.toString().match(/<circle/g)?.length).toBeGreaterThanOrEqual(ROWS);
  });

  it("says when the graphics card was reset, and draws again", async () => {
    await openMap();
    await canvas().evaluate((element) => {
      for (const one of element.querySelectorAll("canvas")) {
        const lose = one.getContext("webgl2")?.getExtension("WEBGL_lose_context");
        if (lose) Object.assign(window, { lose });
      }
      (window as unknown as { lose: WEBGL_lose_context }).lose.loseContext();
    });
    const message = page.getByText("The graphics card was reset.");
    await message.waitFor();
    await page.evaluate(() => (window as unknown as { lose: WEBGL_lose_context }).lose.restoreContext());
    await message.waitFor({ state: "hidden" });
  });

  it("asks for no further graphics context while it is used", async () => {
    await page.addInitScript(() => {
      const { getContext } = HTMLCanvasElement.prototype;
      Object.assign(window, { contexts: 0 });
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        if (kind === "webgl2") (window as unknown as { contexts: number }).contexts++;
        return getContext.call(this, kind as "2d", ...(rest as [])) as never;
      } as typeof getContext;
    });
    await openMap();
    const count = () => page.evaluate(() => (window as unknown as { contexts: number }).contexts);
    const before = await count();
    for (const colour of ["field:label", "arrival", "field:dataset"]) {
      await page.getByRole("combobox", { name: "Colour by" }).selectOption(colour);
      await legend().getByRole("heading").waitFor();
    }
    expect(await count()).toBe(before);
  });
});

describe("without a mouse", () => {
  it("keys alone choose colours, draw a box and act on the rows in it", async () => {
    await openMap();
    await page.getByRole("combobox", { name: "Colour by" }).focus();
    await page.keyboard.type("Dataset");
    await expect.poll(() => page.url()).toContain("colour=field%3Adataset");
    await page.getByRole("application").focus();
    await page.keyboard.press("b");
    await page.keyboard.press("Enter");
    for (let i = 0; i < 30; i++) {
      await page.keyboard.press("ArrowLeft");
      if (i % 2) await page.keyboard.press("ArrowUp");
    }
    for (let i = 0; i < 60; i++) await page.keyboard.press(i % 2 ? "Shift+ArrowRight" : "Shift+ArrowDown");
    await page.keyboard.press("Enter");
    await selection().getByRole("button", { name: "Filter to it" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).searchParams.get("where")).toContain("region(");
  });

  it("fingers move and zoom the map, and a tap opens a row", async () => {
    const context = await site.browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const phone = await context.newPage();
    await phone.goto(`${running.server.url}/?view=map`);
    await phone.getByText(`${ROWS} on the map`, { exact: true }).waitFor();
    const box = await phone.locator("[data-map]").boundingBox();
    if (!box) throw new Error("There is no map on the page.");
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const fingers = await context.newCDPSession(phone);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", points: [number, number][]) =>
      fingers.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
      });
    const look = () => (new URL(phone.url()).searchParams.get("at") ?? "").replaceAll('"', "").split(",").map(Number);
    await touch("touchStart", [
      [x - 20, y],
      [x + 20, y],
    ]);
    for (let apart = 21; apart <= 26; apart++)
      await touch("touchMove", [
        [x - apart, y],
        [x + apart, y],
      ]);
    await touch("touchEnd", []);
    await expect.poll(() => look()[2]).toBeGreaterThan(0);
    const [lookX = 0, lookY = 0, scale = 1] = look();
    await touch("touchStart", [[x, y]]);
    for (let moved = 10; moved <= 60; moved += 10) await touch("touchMove", [[x + moved, y]]);
    await touch("touchEnd", []);
    await expect.poll(() => Math.round((lookX - (look()[0] ?? 0)) * scale)).toBeGreaterThan(40);
    const [nowX = 0] = look();
    const all = Array.from({ length: ROWS }, (_, i) => i);
    const { rows } = await running.client.mapRows({ name: "fruit" }, { ordinals: all });
    const left = (row: { x: number }): number => x + (row.x - nowX) * scale;
    const top = (row: { y: number }): number => y - (row.y - lookY) * scale;
    const seen = rows.find((row) => Math.abs(left(row) - x) < 130 && Math.abs(top(row) - y) < 200);
    if (!seen) throw new Error("No point is seen.");
    await phone.touchscreen.tap(left(seen), top(seen));
    await phone.getByRole("dialog").waitFor();
    expect(new URL(phone.url()).searchParams.get("row")).toMatch(/^shop\//);
    await context.close();
  });
});

describe("versions", () => {
  it("a slice opens the version that it was saved on, and says so when there is a newer or when it is gone", async () => {
    const [first] = await versions();
    const version = first?.version ?? 0;
    const view = { projection: "fruit", version, camera: { x: 0, y: 0, scale: 20 }, isSplit: false };
    await running.client.createSlice({ name: "as it was", filter: "", view });
    const { job } = await running.client.relayProjection({ name: "fruit" }, { parameters: { seed: 7 } });
    await running.client.waitForJob(job);
    const openSlice = async (): Promise<void> => {
      await page.goto(running.server.url);
      await page.getByRole("button", { name: /^as it was/ }).click();
    };
    await openSlice();
    await page.getByText("An older layout.").waitFor();
    await page.getByRole("button", { name: "Show the newest" }).click();
    await page.getByText("An older layout.").waitFor({ state: "hidden" });
    await running.client.deleteProjection({ name: "fruit", version });
    await openSlice();
    await page.getByText(`Version ${version}, which was asked for, is gone`).waitFor();
  });

  it("maps are renamed and deleted in the settings", async () => {
    await page.goto(`${running.server.url}/settings/maps`);
    await page.getByRole("button", { name: "Actions of fruit" }).click();
    await page.getByRole("menuitem", { name: "Rename" }).click();
    const renaming = page.getByRole("dialog", { name: "Rename map" });
    await renaming.getByRole("textbox", { name: "Name" }).fill("all fruit");
    await renaming.getByRole("button", { name: "Rename" }).click();
    await page.getByRole("heading", { name: "all fruit", exact: true }).waitFor();
    await page.getByRole("button", { name: "Actions of all fruit" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    const deletion = page
      .getByRole("alertdialog")
      .or(page.getByRole("dialog", { name: "Delete the map “all fruit”?" }));
    await deletion.getByRole("textbox").fill("all fruit");
    await deletion.getByRole("button", { name: "Delete" }).click();
    await page.getByText("No maps yet").waitFor();
    expect(await running.client.listProjections()).toEqual([]);
  });

  it("says nothing on the console", () => {
    expect(complaints).toEqual([]);
  });
});
