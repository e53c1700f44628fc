import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { picture, pngHeaderOf } from "./image-bytes.fixture.ts";
import { inspectImage } from "./inspect-image.ts";
import { DEFAULT_INSPECT_LIMITS } from "./inspect-limits.ts";
import { tempFolder } from "./temp-folder.fixture.ts";

const limits = DEFAULT_INSPECT_LIMITS;
const look = (bytes: Uint8Array) => inspectImage({ bytes }, limits);
const svg = (inside: string, attributes = 'width="20" height="10"') =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${inside}</svg>`);

describe("good images", () => {
  test.each([
    ["jpeg", () => picture().jpeg().toBuffer()],
    ["jpeg", () => picture().jpeg({ progressive: true }).toBuffer()],
    ["jpeg", () => picture().toColourspace("cmyk").jpeg().toBuffer()],
    ["jpeg", () => picture().greyscale().jpeg().toBuffer()],
    ["png", () => picture().png().toBuffer()],
    ["png", () => picture(4).png({ palette: true }).toBuffer()],
    ["png", () => picture().toColourspace("rgb16").png().toBuffer()],
    ["png", () => picture(2).png({ progressive: true }).toBuffer()],
    ["webp", () => picture(4).webp({ lossless: true }).toBuffer()],
    ["gif", () => picture().gif().toBuffer()],
    ["tiff", () => picture().tiff({ compression: "lzw" }).toBuffer()],
    ["avif", () => picture().avif({ effort: 0 }).toBuffer()],
  ])("%s is told from its content with size, bytes and hash", async (format, make) => {
    const bytes = await make();
    expect(await look(bytes)).toEqual({
      ok: true,
      mediaType: "image",
      format,
      width: 64,
      height: 48,
      bytes: bytes.length,
      contentHash: createHash("sha256").update(bytes).digest("hex"),
    });
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])("EXIF orientation %i gives the upright size", async (orientation) => {
    const bytes = await picture().jpeg().withMetadata({ orientation }).toBuffer();
    const [width, height] = orientation >= 5 ? [48, 64] : [64, 48];
    expect(await look(bytes)).toMatchObject({ ok: true, width, height });
  });

  test("of an animation the first frame counts", async () => {
    const frames = sharp(Buffer.alloc(16 * 30 * 3, 90), {
      raw: { width: 16, height: 30, channels: 3, pageHeight: 10 },
    });
    const gif = await frames.gif({ delay: [10, 10, 10] }).toBuffer();
    expect((await sharp(gif).metadata()).pages ?? 1).toBeGreaterThanOrEqual(1);
    expect(await look(await frames.webp().toBuffer())).toMatchObject({
      ok: true,
      format: "webp",
      width: 16,
      height: 10,
    });
  });

  test("an SVG is measured and drawn", async () => {
    expect(await look(svg('<rect width="20" height="10"/>'))).toMatchObject({
      ok: true,
      format: "svg",
      width: 20,
      height: 10,
    });
    expect(await look(Buffer.from(`<?xml version="1.0"?>\n<!-- drawn by hand -->\n${svg("<g/>")}`))).toMatchObject({
      ok: true,
      format: "svg",
    });
  });
});

describe("damaged images", () => {
  test("a JPEG without its end marker goes in with a warning", async () => {
    const bytes = await picture().jpeg().toBuffer();
    expect(await look(bytes.subarray(0, -2))).toMatchObject({ ok: true, width: 64, warning: { code: "truncated" } });
  });

  test("bytes after the end do no harm", async () => {
    const bytes = Buffer.concat([await picture().jpeg().toBuffer(), Buffer.alloc(4096), Buffer.from("PK\x05\x06")]);
    const found = await look(bytes);
    expect(found).toMatchObject({ ok: true, width: 64 });
    expect(found).not.toHaveProperty("warning");
  });

  test("stray bytes between JPEG segments are skipped with a warning", async () => {
    const bytes = await picture().jpeg().toBuffer();
    const at = bytes.indexOf(Buffer.from([0xff, 0xc4]));
    expect(await look(Buffer.concat([bytes.subarray(0, at), Buffer.from("stray"), bytes.subarray(at)]))).toMatchObject({
      ok: true,
      warning: { code: "corrupt" },
    });
  });

  test.each(["jpeg", "png", "webp", "gif", "tiff"] as const)("%s cut in half is refused", async (format) => {
    const bytes = await picture().toFormat(format).toBuffer();
    const found = await look(bytes.subarray(0, Math.floor(bytes.length / 2)));
    expect(found.ok).toBe(false);
    expect(["truncated", "corrupt"]).toContain(!found.ok && found.code);
  });

  test("a JPEG or PNG cut in half is called truncated", async () => {
    for (const format of ["jpeg", "png"] as const) {
      const bytes = await picture().toFormat(format).toBuffer();
      expect(await look(bytes.subarray(0, Math.floor(bytes.length / 2)))).toMatchObject({
        ok: false,
        code: "truncated",
      });
    }
  });

  test("only a header, one byte and no byte are refused with their reasons", async () => {
    const bytes = await picture().jpeg().toBuffer();
    expect(await look(bytes.subarray(0, 120))).toMatchObject({ ok: false, code: "truncated" });
    expect(await look(Buffer.from([0x89]))).toMatchObject({ ok: false });
    expect(await look(Buffer.alloc(0))).toMatchObject({ ok: false, code: "empty" });
  });
});

describe("what is refused before it costs memory", () => {
  test("a PNG that promises more pixels than the limit", async () => {
    expect(await look(pngHeaderOf(60_000, 60_000))).toMatchObject({ ok: false, code: "too-large" });
    expect(await inspectImage({ bytes: await picture().png().toBuffer() }, { ...limits, pixels: 3000 })).toMatchObject({
      ok: false,
      code: "too-large",
    });
    expect(
      await inspectImage({ bytes: await picture().png().toBuffer() }, { ...limits, pixels: 64 * 48 }),
    ).toMatchObject({ ok: true });
  });

  test("an SVG of a huge size or view box", async () => {
    expect(await look(svg("<g/>", 'width="100000" height="100000"'))).toMatchObject({ ok: false });
    expect(await look(svg("<g/>", 'viewBox="0 0 30000 30000"'))).toMatchObject({ ok: false, code: "too-large" });
  });

  test("SVG entities that multiply or reach out", async () => {
    const entities = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">';
    expect(
      await look(Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg [${entities}]>${svg("<text>&b;</text>")}`)),
    ).toMatchObject({ ok: false });
    expect(
      await look(Buffer.from(`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg("<text>&x;</text>")}`)),
    ).toMatchObject({ ok: false });
  });

  test("a file over the byte limit", async () => {
    const path = join(await tempFolder(), "a.png");
    await writeFile(path, await picture().png().toBuffer());
    expect(await inspectImage({ path }, { ...limits, fileBytes: 100 })).toMatchObject({ ok: false, code: "too-large" });
  });
});

test("references of an SVG to a neighbouring file are not followed", async () => {
  const folder = await tempFolder();
  await writeFile(
    join(folder, "red.png"),
    await sharp({ create: { width: 20, height: 10, channels: 3, background: "red" } })
      .png()
      .toBuffer(),
  );
  const bytes = svg('<image href="red.png" width="20" height="10"/>');
  const path = join(folder, "a.svg");
  await writeFile(path, bytes);
  expect(await inspectImage({ path }, limits)).toMatchObject({ ok: true });
  const { makeThumbnail } = await import("./thumbnails.ts");
  const { data } = await sharp(await makeThumbnail({ path }, 32))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(data.every((value) => value === 0)).toBe(true);
});

test.each([
  [
    "HEIC",
    Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic", "latin1"), Buffer.alloc(64)]),
  ],
  ["JPEG 2000", Buffer.concat([Buffer.from("0000000c6a5020200d0a870a", "hex"), Buffer.alloc(64)])],
  ["PSD", Buffer.concat([Buffer.from("8BPS\0\x01", "latin1"), Buffer.alloc(64)])],
  ["BMP", Buffer.concat([Buffer.from("BM"), Buffer.from("36000000000000003600000028000000", "hex"), Buffer.alloc(64)])],
  ["libvips", Buffer.concat([Buffer.from("b6a6f208", "hex"), Buffer.alloc(64)])],
])("%s is refused and says what to do", async (_, bytes) => {
  const found = await look(bytes);
  expect(found.ok).toBe(false);
  if (!found.ok) expect(found.message).toMatch(/Convert it to JPEG/);
});

test("text and HTML are the wrong media type", async () => {
  expect(await look(Buffer.from("not an image"))).toMatchObject({ ok: false, code: "wrong-media-type" });
  const page = await look(Buffer.from("<!DOCTYPE html><html><body>404</body></html>"));
  expect(page).toMatchObject({ ok: false, code: "wrong-media-type" });
  if (!page.ok) expect(page.message).toContain("HTML");
});

test("folders and missing files are reasons, not errors", async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, "a.jpg"));
  expect(await inspectImage({ path: join(folder, "a.jpg") }, limits)).toMatchObject({ ok: false, code: "unsupported" });
  expect(await inspectImage({ path: join(folder, "none.jpg") }, limits)).toMatchObject({
    ok: false,
    code: "not-found",
  });
});
