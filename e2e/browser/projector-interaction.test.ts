import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PointCloud } from "../../packages/projector/src/point-cloud.ts";
import { violationsOn } from "../harness/axe.ts";
import { openProjectorDemo, type ProjectorDemo } from "../harness/projector-demo.ts";

interface Seen {
  clicks: (number | null)[];
  hovers: (number | null)[];
  labels: number[];
  regions: { corners: number; points: number; mode: string }[];
}
/** The demo page, and what it was asked to keep. */
interface DemoWindow {
  demo: { cloud: PointCloud; points: { x: Float32Array; y: Float32Array } };
  seen: Seen;
}

let opened: ProjectorDemo;
let page: Page;
let url: string;
let complaints: string[];

beforeAll(async () => {
  opened = await openProjectorDemo({ hasTouch: true });
  ({ page, url, complaints } = opened);
});
afterAll(async () => {
  await opened?.close();
  expect(complaints).toEqual([]);
});

/** A map of 10,000 points whose events are kept in `seen`. */
const open = async (query = "") => {
  await page.goto(`${url}?points=10000${query}`);
  await page.waitForFunction(() => "demo" in globalThis);
  await page.evaluate(() => {
    const { cloud } = (window as unknown as DemoWindow).demo;
    const seen: Seen = { clicks: [], hovers: [], labels: [], regions: [] };
    (window as unknown as DemoWindow).seen = seen;
    cloud.on("click", ({ point }) => seen.clicks.push(point));
    cloud.on("hover", (hover) => seen.hovers.push(hover?.point ?? null));
    cloud.on("label", ({ id }) => seen.labels.push(id));
    cloud.on("region", ({ polygon, mode }) => {
      const points = cloud
        .pointsIn(polygon)
        .reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0);
      seen.regions.push({ corners: polygon.length / 2, points, mode });
    });
  });
  await page.evaluate(() => (window as unknown as DemoWindow).demo.cloud.settled());
};
const camera = () => page.evaluate(() => (window as unknown as DemoWindow).demo.cloud.camera);
const seen = () => page.evaluate(() => (window as unknown as DemoWindow).seen);
const frames = (count = 3) =>
  page.evaluate(async (wanted) => {
    for (let i = 0; i < wanted; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }, count);
const tool = (name: string) =>
  page.evaluate((chosen) => {
    (window as unknown as DemoWindow).demo.cloud.setTool(chosen as "pan");
  }, name);
/** The element the map is in, and the middle of it. */
const map = () => page.locator("#map");
const middle = async () => {
  const box = (await map().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

beforeEach(() => open());

describe("a pointer on the map", () => {
  it("drags it along, pixel by pixel, and does not click", async () => {
    const [before, { x, y }] = [await camera(), await middle()];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 25, { steps: 5 });
    await page.mouse.up();
    const after = await camera();
    expect((before.x - after.x) * before.scale).toBeCloseTo(60, 3);
    expect((after.y - before.y) * before.scale).toBeCloseTo(25, 3);
    expect((await seen()).clicks).toEqual([]);
  });

  it("zooms by the wheel where it is, and not without end", async () => {
    const [before, { x, y }] = [await camera(), await middle()];
    await page.mouse.move(x + 100, y);
    await page.mouse.wheel(0, -240);
    await expect.poll(async () => (await camera()).scale).toBeGreaterThan(before.scale * 1.2);
    const after = await camera();
    expect(after.x + 100 / after.scale).toBeCloseTo(before.x + 100 / before.scale, 3);
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 2000);
    await expect.poll(async () => (await camera()).scale).toBeGreaterThan(before.scale / 4);
  });

  it("finds the point below it and opens it by a click", async () => {
    const place = await page.evaluate(() => {
      const { cloud, points } = (window as unknown as DemoWindow).demo;
      cloud.setLabels([]);
      cloud.setCamera({ x: points.x[5]!, y: points.y[5]!, scale: cloud.camera.scale * 30 });
      const box = document.querySelector("#map")!.getBoundingClientRect();
      return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
    });
    await page.mouse.move(place.x + 1, place.y);
    await expect.poll(async () => (await seen()).hovers.at(-1)).toBe(5);
    await page.mouse.down();
    await page.mouse.up();
    expect((await seen()).clicks).toEqual([5]);
  });

  it("with two fingers scales the map", async () => {
    const [before, { x, y }] = [await camera(), await middle()];
    const touch = await page.context().newCDPSession(page);
    const fingers = (type: "touchStart" | "touchMove" | "touchEnd", places: number[]) =>
      touch.send("Input.dispatchTouchEvent", { type, touchPoints: places.map((dx, id) => ({ x: x + dx, y, id })) });
    await fingers("touchStart", [-100]);
    await fingers("touchStart", [-100, 100]);
    await fingers("touchMove", [-200, 200]);
    await fingers("touchEnd", []);
    await expect.poll(async () => (await camera()).scale / before.scale).toBeCloseTo(2, 2);
  });
});

describe("regions", () => {
  it("are drawn as a lasso; with Shift they add", async () => {
    await tool("lasso");
    const { x, y } = await middle();
    await page.mouse.move(x, y - 200);
    await page.keyboard.down("Shift");
    await page.mouse.down();
    for (let step = 1; step <= 40; step++) {
      const angle = (step / 40) * 2 * Math.PI;
      await page.mouse.move(x + 200 * Math.sin(angle), y - 200 * Math.cos(angle));
    }
    await page.mouse.up();
    await page.keyboard.up("Shift");
    const { regions, clicks } = await seen();
    expect(regions).toHaveLength(1);
    expect(regions[0]).toMatchObject({ mode: "add" });
    expect(regions[0]!.points).toBeGreaterThan(100);
    expect(clicks).toEqual([]);
  });

  it("are clicked as a polygon, also across labels, and closed by Enter", async () => {
    await tool("polygon");
    const { x, y } = await middle();
    const label = (await page.locator("[data-map-control=label]").first().boundingBox())!;
    const corners = [
      [label.x + label.width / 2, label.y + label.height / 2],
      [x + 250, y - 200],
      [x + 240, y + 210],
      [x - 250, y + 220],
    ] as const;
    for (const [left, top] of corners) {
      await page.mouse.click(left, top);
      // Two clicks that are near in time and place would be a double click.
      await page.waitForTimeout(20);
    }
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Enter");
    expect((await seen()).regions).toMatchObject([{ corners: 3, mode: "replace" }]);
    expect((await seen()).labels).toEqual([]);
  });

  it("are made by keys alone", async () => {
    await tool("box");
    await map().focus();
    for (const key of ["Enter", "ArrowRight", "Shift+ArrowDown", "Alt+Enter"]) await page.keyboard.press(key);
    expect((await seen()).regions).toMatchObject([{ corners: 4, mode: "remove" }]);
  });

  it("are dropped by Escape, and Space pans meanwhile", async () => {
    await tool("lasso");
    const [before, { x, y }] = [await camera(), await middle()];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 90, y + 90, { steps: 4 });
    await page.keyboard.press("Escape");
    await page.mouse.move(x, y + 90, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.down(" ");
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up(" ");
    expect((await seen()).regions).toEqual([]);
    expect((before.x - (await camera()).x) * before.scale).toBeCloseTo(40, 3);
  });
});

describe("what is over the points", () => {
  it("has labels that are clicked, and reached and pressed by keys; a drag on one pans", async () => {
    const first = page.locator("[data-map-control=label]").first();
    await first.click();
    await first.focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    expect((await seen()).labels).toHaveLength(2);
    expect(new Set((await seen()).labels).size).toBe(2);
    const [before, box] = [await camera(), (await first.boundingBox())!];
    await page.mouse.move(box.x + 4, box.y + 4);
    await page.mouse.down();
    await page.mouse.move(box.x + 54, box.y + 4, { steps: 4 });
    await page.mouse.up();
    expect((before.x - (await camera()).x) * before.scale).toBeCloseTo(50, 3);
    expect((await seen()).labels).toHaveLength(2);
  });

  it("has an overview that moves the view and can be hidden", async () => {
    const overview = page.locator("[data-map-control=minimap]");
    await overview.locator("canvas").waitFor();
    const before = await camera();
    await overview.locator("> div").click({ position: { x: 40, y: 30 } });
    const after = await camera();
    expect([after.x < before.x, after.y > before.y, after.scale]).toEqual([true, true, before.scale]);
    expect((await seen()).clicks).toEqual([]);
    await overview.getByRole("button").click();
    expect(await overview.locator("canvas").isVisible()).toBe(false);
  });

  it("has faces when few points are in view", async () => {
    const inked = () =>
      page.evaluate(() => {
        const canvas = [...document.querySelectorAll<HTMLCanvasElement>("#map > canvas")].at(-1)!;
        const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
        return pixels.filter((value, at) => at % 4 === 3 && value > 0).length / (canvas.width * canvas.height);
      });
    await page.evaluate(() => {
      const { cloud, points } = (window as unknown as DemoWindow).demo;
      cloud.setCamera({ x: points.x[0]!, y: points.y[0]!, scale: cloud.camera.scale * 60 });
    });
    await expect.poll(inked).toBeGreaterThan(0.005);
    await page.evaluate(() => (window as unknown as DemoWindow).demo.cloud.fit());
    await expect.poll(inked).toBe(0);
  });

  it("is in the SVG, which is well-formed, and in the PNG", async () => {
    const found = await page.evaluate(async () => {
      const { cloud } = (window as unknown as DemoWindow).demo;
      const image = new DOMParser().parseFromString(await cloud.toSvg(), "image/svg+xml");
      const legend = [{ text: "Colours" }, { text: "birds & bees", colour: "#ff0000" }];
      const withLegend = new DOMParser().parseFromString(await cloud.toSvg(legend), "image/svg+xml");
      const [bare, explained] = [await cloud.toPng(1), await cloud.toPng(1, legend)];
      const bitmap = await createImageBitmap(explained);
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      return {
        error: image.querySelector("parsererror")?.textContent,
        circles: image.querySelectorAll("circle").length,
        texts: image.querySelectorAll("text").length,
        png: bare.size,
        lines: [...withLegend.querySelectorAll("text")].slice(-2).map((text) => text.textContent),
        // The middle of the dot of the second line.
        dot: [...context.getImageData(17, 39, 1, 1).data],
      };
    });
    expect(found.error).toBe(undefined);
    expect(found.circles).toBeGreaterThan(9000);
    expect(found.texts).toBeGreaterThan(3);
    expect(found.png).toBeGreaterThan(10_000);
    expect(found.lines).toEqual(["Colours", "birds & bees"]);
    expect(found.dot).toEqual([255, 0, 0, 255]);
  });

  it("has no violation of WCAG 2.2 AA, large and small, light and dark", async () => {
    for (const theme of ["light", "dark"]) {
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await open(`&theme=${theme}`);
        await frames();
        const own = (await violationsOn(page)).filter((line) => /map|canvas|data-map-control/.test(line));
        expect(own).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });
});
