import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PointCloud } from "../../packages/projector/src/point-cloud.ts";
import { openProjectorDemo, type ProjectorDemo } from "../harness/projector-demo.ts";

interface DemoWindow {
  demo: { cloud: PointCloud; points: { x: Float32Array; y: Float32Array; groups: Uint16Array }; events: string[] };
}
/** Bytes of red, green and blue. */
interface Picture {
  bytes: Buffer;
  width: number;
  height: number;
}

const GROUND = [250, 250, 251] as const;
/** Of the first groups, as the demo page has them. */
const COLOURS = [0xe69f00, 0x56b4e9, 0x009e73, 0xd55e00, 0x0072b2, 0xcc79a7].map(
  (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const,
);

let opened: ProjectorDemo;
let page: Page;
let url: string;
let complaints: string[];

beforeAll(async () => {
  opened = await openProjectorDemo();
  ({ page, url, complaints } = opened);
});
afterAll(async () => {
  await opened?.close();
});
beforeEach(() => {
  complaints.length = 0;
});

/** The demo page with so many points; only the points are to be seen. */
const open = async (query: string) => {
  await page.goto(`${url}?labels=false&${query}`);
  await page.waitForFunction(() => "demo" in globalThis);
  await page.addStyleTag({ content: "#map > :not(canvas:first-child) { visibility: hidden !important }" });
  await settled();
};
/** Does something with the cloud in the page. */
const act = <T>(work: (demo: DemoWindow["demo"]) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${work})(window.demo)`) as Promise<T>;
const settled = () => act(({ cloud }) => cloud.settled());
const choose = async (control: string, value: string) => {
  await page.locator(`[name=${control}]`).selectOption(value);
  await settled();
};
const pictureOf = async (png: Buffer): Promise<Picture> => {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { bytes: data, width: info.width, height: info.height };
};
const picture = async () => pictureOf(await page.locator("#map").screenshot());

const far = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i]!)));
function* pixels({ bytes }: Picture) {
  for (let at = 0; at < bytes.length; at += 3) yield [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!] as const;
}
const shareOf = (some: Picture, holds: (pixel: readonly [number, number, number]) => boolean) => {
  let count = 0;
  for (const pixel of pixels(some)) if (holds(pixel)) count++;
  return count / (some.width * some.height);
};
const litShare = (some: Picture) => shareOf(some, (pixel) => far(pixel, GROUND) > 12);
/** Mean distance of a pixel from the ground, 0 to 255. */
const contrast = (some: Picture) => {
  let sum = 0;
  for (const pixel of pixels(some)) sum += far(pixel, GROUND);
  return sum / (some.width * some.height);
};
const differing = (one: Picture, other: Picture) => {
  let count = 0;
  for (let at = 0; at < one.bytes.length; at += 3)
    if ([0, 1, 2].some((c) => Math.abs(one.bytes[at + c]! - other.bytes[at + c]!) > 2)) count++;
  return count / (one.width * one.height);
};

describe.each([
  [10_000, 0.01],
  [100_000, 0.06],
  [1_000_000, 0.12],
])("a map of %d points", (count, leastLit) => {
  it("has its points in their colours, dims what a filter leaves out, and comes back as it was", async () => {
    await open(`points=${count}&density=off`);
    const whole = await picture();
    expect(litShare(whole)).toBeGreaterThan(leastLit);
    expect(litShare(whole)).toBeLessThan(0.6);
    for (const colour of COLOURS) expect(shareOf(whole, (pixel) => far(pixel, colour) < 40)).toBeGreaterThan(0.0003);
    await choose("filter", "one");
    const dimmed = await picture();
    expect(contrast(dimmed)).toBeLessThan(contrast(whole) * 0.75);
    expect(litShare(dimmed)).toBeGreaterThan(litShare(whole) * 0.3);
    // Only the group that passes, the fourth, keeps its colour.
    expect(shareOf(dimmed, (pixel) => far(pixel, COLOURS[3]!) < 40)).toBeGreaterThan(0.0003);
    expect(shareOf(dimmed, (pixel) => far(pixel, COLOURS[4]!) < 40)).toBeLessThan(0.0003);
    await choose("filter", "");
    expect(differing(whole, await picture())).toBe(0);
    expect(complaints).toEqual([]);
  });

  it("draws the same view the same, wherever the camera was before", async () => {
    await open(`points=${count}`);
    const before = await picture();
    await act(async ({ cloud }) => {
      const { camera } = cloud;
      for (let i = 1; i <= 5; i++) {
        cloud.setCamera({ x: camera.x + i * 0.3, y: camera.y, scale: camera.scale * (1 + i / 5) });
        await new Promise(requestAnimationFrame);
      }
      await cloud.settled();
      cloud.setCamera(camera);
    });
    await settled();
    expect(differing(before, await picture())).toBe(0);
  });
});

describe("a million new points", () => {
  it("are seen as a fair sample in the first frame, and whole later, as if they had always been there", async () => {
    await open("points=1000000&density=off");
    const whole = await picture();
    const url = await act(async ({ cloud, points }) => {
      cloud.setPoints(points);
      // After the map's own frame, before the canvas is shown.
      return new Promise<string>((resolve) =>
        requestAnimationFrame(() => resolve(document.querySelector("canvas")!.toDataURL())),
      );
    });
    const first = await pictureOf(Buffer.from(url.split(",")[1]!, "base64"));
    expect(litShare(first)).toBeGreaterThan(0.01);
    for (const colour of COLOURS) expect(shareOf(first, (pixel) => far(pixel, colour) < 40)).toBeGreaterThan(0.0001);
    await settled();
    expect(differing(whole, await picture())).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe("contours", () => {
  it("are there by themselves where points cover each other, and can be left out", async () => {
    await open("points=1000000");
    const [auto, isInk] = [await picture(), (pixel: readonly number[]) => far(pixel, [166, 172, 184]) < 14];
    await choose("density", "off");
    const off = await picture();
    expect(differing(auto, off)).toBeGreaterThan(0.01);
    expect(shareOf(auto, isInk)).toBeGreaterThan(shareOf(off, isInk) + 0.002);
  });

  it("are not there by themselves where points stand apart", async () => {
    await open("points=10000");
    await act(({ cloud }) => cloud.setCamera({ ...cloud.camera, scale: cloud.camera.scale * 8 }));
    await settled();
    const auto = await picture();
    await choose("density", "off");
    expect(differing(auto, await picture())).toBe(0);
    await choose("density", "on");
    expect(differing(auto, await picture())).toBeGreaterThan(0.05);
  });
});

describe("colours on a scale", () => {
  it("go from one end of the palette to the other across the map", async () => {
    await open("points=100000&density=off&colour=scale");
    const { bytes, width, height } = await picture();
    /** Mean of blue less red of lit pixels of a part of the picture. */
    const blueness = (from: number, to: number) => {
      let [sum, count] = [0, 0];
      for (let y = 0; y < height; y++)
        for (let x = Math.floor(from * width); x < to * width; x++) {
          const at = 3 * (y * width + x);
          if (far([bytes[at]!, bytes[at + 1]!, bytes[at + 2]!], GROUND) < 60) continue;
          sum += bytes[at + 2]! - bytes[at]!;
          count++;
        }
      return sum / count;
    };
    expect(blueness(0, 0.45)).toBeGreaterThan(blueness(0.55, 1) + 50);
  });
});

describe("a selection", () => {
  it("is drawn above the others, with a rim", async () => {
    await open("points=10000&density=off");
    const before = await picture();
    await act(({ cloud, points }) => {
      const bits = new Uint8Array((points.x.length + 7) >> 3);
      for (let i = 0; i < points.x.length; i += 20) bits[i >> 3]! |= 1 << (i & 7);
      cloud.setSelected(bits);
    });
    await settled();
    const after = await picture();
    const isDark = (pixel: readonly number[]) => far(pixel, [17, 20, 28]) < 60;
    expect(shareOf(after, isDark)).toBeGreaterThan(shareOf(before, isDark) + 0.001);
    await act(({ cloud }) => cloud.setSelected(null));
    await settled();
    expect(differing(before, await picture())).toBe(0);
  });
});

describe("arrivals", () => {
  it("are shown up to a number, and the rest of the points later", async () => {
    await open("points=100000&density=off");
    const all = await picture();
    await act(({ cloud }) => cloud.setShown(5000));
    await settled();
    expect(contrast(await picture())).toBeLessThan(contrast(all) * 0.7);
    await act(({ cloud }) => cloud.setShown(null));
    await settled();
    expect(differing(all, await picture())).toBe(0);
  });

  it("that were added are drawn, without a colour of their own at first", async () => {
    await open("points=10000&density=off");
    await act(({ cloud }) => {
      // A block of points where there are none.
      const side = 100;
      const x = Float32Array.from({ length: side * side }, (_, i) => 6 + (i % side) / 60);
      const y = Float32Array.from({ length: side * side }, (_, i) => 4 + Math.floor(i / side) / 60);
      cloud.addPoints({ x, y });
    });
    await settled();
    expect(shareOf(await picture(), (pixel) => far(pixel, [118, 126, 141]) < 25)).toBeGreaterThan(0.001);
  });
});

describe("a lost context", () => {
  it("is told, and what was to be seen is drawn again when it comes back", async () => {
    await open("points=100000&filter=half&theme=light");
    const before = await picture();
    await page.evaluate(async () => {
      const { events } = (window as unknown as DemoWindow).demo;
      const canvas = document.querySelector("canvas")!;
      const loss = canvas.getContext("webgl2")!.getExtension("WEBGL_lose_context")!;
      const told = async (event: string) => {
        while (!events.includes(event)) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      loss.loseContext();
      await told("lost");
      loss.restoreContext();
      await told("restored");
    });
    await settled();
    expect(differing(before, await picture())).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe("odd points", () => {
  it.each<[string, number[], number[]]>([
    ["no point", [], []],
    ["one point", [3], [-4]],
    ["all points in one place", [5, 5, 5, 5], [1, 1, 1, 1]],
    ["a line", [0, 1, 2, 3], [2, 2, 2, 2]],
    ["places that are no numbers", [0, NaN, 1, Infinity], [0, 1, NaN, -Infinity]],
    ["only places that are no numbers", [NaN, Infinity], [NaN, 0]],
    ["far out", [1e9, 1e9 + 128, -1e9], [5, 6, 7]],
  ])("are drawn without an error: %s", async (_, x, y) => {
    await open("points=10000&density=on");
    const result = await page.evaluate(
      async ([some, others]) => {
        const { cloud } = (window as unknown as DemoWindow).demo;
        cloud.setMask(null);
        cloud.setPoints({ x: Float32Array.from(some), y: Float32Array.from(others) });
        await cloud.settled();
        const gl = document.querySelector("canvas")!.getContext("webgl2")!;
        const inside = cloud.pointsIn(Float64Array.of(-1e10, -1e10, 1e10, -1e10, 1e10, 1e10, -1e10, 1e10));
        return { camera: cloud.camera, error: gl.getError(), inside: Array.from(inside) };
      },
      [x, y] as const,
    );
    expect(Object.values(result.camera).every(Number.isFinite)).toBe(true);
    expect(result.camera.scale).toBeGreaterThan(0);
    expect(result.error).toBe(0);
    const isPlaced = x.map((place, i) => Number.isFinite(place) && Number.isFinite(y[i]));
    expect(x.map((__, i) => ((result.inside[i >> 3]! >> (i & 7)) & 1) === 1)).toEqual(isPlaced);
    if (isPlaced.includes(true)) expect(litShare(await picture())).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });
});

describe("the canvas", () => {
  it("is left alone while nothing changes", async () => {
    await open("points=100000");
    const calls = await page.evaluate(async () => {
      let count = 0;
      for (const name of ["drawElements", "drawArrays", "clear"] as const) {
        const original = WebGL2RenderingContext.prototype[name] as (...given: unknown[]) => void;
        WebGL2RenderingContext.prototype[name] = function (this: unknown, ...given: unknown[]) {
          count++;
          original.apply(this, given);
        };
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
      const idle = count;
      const { cloud } = (window as unknown as DemoWindow).demo;
      cloud.setDensity("on");
      await cloud.settled();
      return { idle, changed: count };
    });
    expect(calls.idle).toBe(0);
    expect(calls.changed).toBeGreaterThan(0);
  });

  it("has the size of its element, whatever that becomes", async () => {
    await open("points=10000");
    await page.setViewportSize({ width: 900, height: 500 });
    await expect
      .poll(() =>
        page
          .locator("#map canvas")
          .first()
          .evaluate((canvas: HTMLCanvasElement) => canvas.height),
      )
      .toBe(500);
    await settled();
    expect(litShare(await picture())).toBeGreaterThan(0.01);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it("is a PNG of what is seen", async () => {
    await open("points=100000");
    const shown = await picture();
    const base64 = await act(async ({ cloud }) => {
      const bytes = new Uint8Array(await (await cloud.toPng(1)).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    });
    const saved = await pictureOf(Buffer.from(base64, "base64"));
    expect([saved.width, saved.height]).toEqual([shown.width, shown.height]);
    expect(differing(shown, saved)).toBe(0);
  });

  it("is gone after the map was disposed of, as is all that lay over it", async () => {
    await open("points=10000");
    await act(({ cloud }) => cloud.dispose());
    expect(await page.locator("#map > *").count()).toBe(0);
    await settled();
    expect(complaints).toEqual([]);
  });
});
