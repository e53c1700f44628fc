import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { readPixels } from "./image-pixels.ts";
import { syntheticPng } from "./synthetic-images.fixture.ts";

const size = { width: 4, height: 2, fit: "fill" } as const;
const solid = (background: { r: number; g: number; b: number; alpha: number }) =>
  sharp({ create: { width: 40, height: 20, channels: 4, background } });
const decode = async (bytes: Buffer) => {
  const prepared = await readPixels({ bytes }, size);
  if ("error" in prepared) throw new Error(prepared.error.message);
  return prepared.value;
};

test("puts transparent pixels on white and gives three channels", async () => {
  const { data, width, height } = await decode(await solid({ r: 255, g: 0, b: 0, alpha: 0 }).png().toBuffer());
  expect([width, height, data.length]).toEqual([4, 2, 24]);
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
});

test("turns grey, CMYK and 16-bit images into RGB of 8 bits", async () => {
  const grey = solid({ r: 100, g: 100, b: 100, alpha: 1 }).removeAlpha();
  const files = [
    await grey.clone().toColourspace("b-w").png().toBuffer(),
    await grey.clone().toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer(),
    await grey.clone().toColourspace("rgb16").png().toBuffer(),
  ];
  for (const file of files)
    for (const value of (await decode(file)).data) expect(Math.abs(value - 100)).toBeLessThan(16);
});

test("turns a photo upright as its EXIF orientation says", async () => {
  const left = {
    input: { create: { width: 20, height: 20, channels: 3, background: "#000" } },
    left: 0,
    top: 0,
  } as const;
  const upright = await sharp({ create: { width: 40, height: 20, channels: 3, background: "#fff" } })
    .composite([left])
    .png()
    .toBuffer();
  const turned = await sharp(upright).rotate(180).withMetadata({ orientation: 3 }).jpeg({ quality: 100 }).toBuffer();
  const { data } = await decode(turned);
  expect(data[0]).toBeLessThan(30);
  expect(data[9]).toBeGreaterThan(225);
});

test("decodes a truncated file as far as it goes", async () => {
  const noise = await sharp(await syntheticPng(200))
    .jpeg()
    .toBuffer();
  expect((await decode(noise.subarray(0, noise.length / 2))).data.length).toBe(24);
});

test("refuses a decompression bomb before it is decoded", async () => {
  const bomb = `<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"><rect width="9" height="9"/></svg>`;
  // The width and height of a PNG's header, replaced.
  const wide = Buffer.from(await syntheticPng(20));
  wide.writeUInt32BE(10_001, 16);
  wide.writeUInt32BE(10_000, 20);
  wide.writeUInt32BE(crc32(wide.subarray(12, 29)), 29);
  for (const bytes of [Buffer.from(bomb), wide]) {
    const started = performance.now();
    expect(await readPixels({ bytes }, size)).toMatchObject({ error: { code: "too_large" } });
    expect(performance.now() - started).toBeLessThan(2000);
  }
});

test("names an empty and a missing file", async () => {
  const directory = await mkdtemp(join(tmpdir(), "pomona-pixels-"));
  const path = join(directory, "empty.jpg");
  await writeFile(path, "");
  expect(await readPixels({ path }, size)).toMatchObject({ error: { code: "empty" } });
  expect(await readPixels({ path: join(directory, "missing.jpg") }, size)).toMatchObject({
    error: { code: "decode", message: expect.stringContaining("missing.jpg") },
  });
  await rm(directory, { recursive: true });
});

test("names HEIC as unsupported and a broken file as damaged", async () => {
  const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypmif1\0\0\0\0heic"), Buffer.alloc(40)]);
  expect(await readPixels({ bytes: heic }, size)).toMatchObject({
    error: { code: "unsupported", message: expect.stringContaining("HEIC") },
  });
  const broken = (await syntheticPng(20)).subarray(0, 20);
  expect(await readPixels({ bytes: broken }, size)).toMatchObject({
    error: { code: "decode", message: expect.not.stringContaining(":") },
  });
});
