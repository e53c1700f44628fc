import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { inspect } from "./inspect.ts";
import { sharedData } from "./temp-folder.fixture.ts";
import { makeThumbnail } from "./thumbnails.ts";

const nasty = sharedData("nasty");
const entries =
  nasty === null
    ? []
    : (parse(readFileSync(join(nasty, "MANIFEST.csv")), { columns: true }) as { file: string; expectation: string }[]);
const images = entries.filter(({ file }) => !file.includes("!") && !file.startsWith("tables/"));

describe.skipIf(nasty === null)("collected nasty images", () => {
  test.each(images)("$file: $expectation", async ({ file, expectation }) => {
    const found = await inspect({ path: join(nasty as string, file) });
    if (/^ok/.test(expectation)) expect(found).toMatchObject({ ok: true, mediaType: "image" });
    if (/^bad:/.test(expectation)) expect(found).toMatchObject({ ok: false, message: expect.stringMatching(/\w/) });
    if (/^huge:/.test(expectation)) expect(found).toMatchObject({ ok: false, code: "too-large" });
    if (/^unsupported:|^HEIC/.test(expectation)) expect(found).toMatchObject({ ok: false, code: "unsupported" });
    if (/upright result/.test(expectation)) expect(found).toMatchObject({ width: 1800, height: 1200 });
    if (!found.ok) expect(found.message.length).toBeGreaterThan(10);
    else if (found.mediaType === "image") {
      const thumbnail = await sharp(await makeThumbnail({ path: join(nasty as string, file) }, 64)).metadata();
      expect(thumbnail.format).toBe("webp");
      expect(Math.max(thumbnail.width, thumbnail.height)).toBeLessThanOrEqual(64);
      expect(
        Math.sign(thumbnail.width - thumbnail.height) * Math.sign(found.width - found.height),
      ).toBeGreaterThanOrEqual(0);
    }
  });

  test("photos of every EXIF orientation are drawn the same way up", async () => {
    const drawn = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7, 8].map(async (orientation) => {
        const thumbnail = await makeThumbnail(
          { path: join(nasty as string, `exif-orientation/Landscape_${orientation}.jpg`) },
          48,
        );
        return sharp(thumbnail).raw().toBuffer();
      }),
    );
    const first = drawn[0] as Buffer;
    for (const pixels of drawn) {
      const apart = pixels.reduce((sum, value, at) => sum + Math.abs(value - (first[at] ?? 0)), 0) / pixels.length;
      expect(pixels).toHaveLength(first.length);
      expect(apart).toBeLessThan(8);
    }
  });
});
