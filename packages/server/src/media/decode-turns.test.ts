import sharp from "sharp";
import { expect, test } from "vitest";
import { inspectImage } from "./inspect-image.ts";

test("the same bytes get the same verdict, whatever is decoded beside them", async () => {
  const noise = Buffer.from(Array.from({ length: 120 * 120 * 3 }, (_, index) => (index * index * 31) % 251));
  const jpeg = await sharp(noise, { raw: { width: 120, height: 120, channels: 3 } })
    .jpeg()
    .toBuffer();
  const noEnd = jpeg.subarray(0, -2);
  const half = jpeg.subarray(0, jpeg.length >> 1);
  const bytes = Array.from({ length: 24 }, (_, index) => (index % 2 ? noEnd : half));
  const verdicts = await Promise.all(bytes.map((content) => inspectImage({ bytes: content })));
  const told = verdicts.map((verdict) => (verdict.ok ? `ok ${verdict.warning?.code}` : verdict.code));
  expect(told).toEqual(bytes.map((content) => (content === noEnd ? "ok truncated" : "truncated")));
});
