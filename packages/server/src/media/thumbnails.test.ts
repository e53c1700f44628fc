import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { picture } from "./image-bytes.fixture.ts";
import { tempFolder } from "./temp-folder.fixture.ts";
import { makeThumbnail, ThumbnailStore } from "./thumbnails.ts";

const hashOf = (digit: string): string => digit.repeat(64);

test("a thumbnail is upright WebP no larger than asked", async () => {
  const bytes = await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const made = await sharp(await makeThumbnail({ bytes }, 32)).metadata();
  expect(made).toMatchObject({ format: "webp", width: 24, height: 32 });
});

test("small images are not enlarged and transparency is kept", async () => {
  const clear = await sharp({
    create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .png()
    .toBuffer();
  expect(await sharp(await makeThumbnail({ bytes: clear }, 128)).metadata()).toMatchObject({
    width: 8,
    height: 8,
    hasAlpha: true,
  });
});

test("CMYK and 16 bit come out as 8 bit sRGB", async () => {
  for (const space of ["cmyk", "rgb16"] as const) {
    const bytes = await picture().toColourspace(space).tiff().toBuffer();
    expect(await sharp(await makeThumbnail({ bytes }, 32)).metadata()).toMatchObject({ space: "srgb", depth: "uchar" });
  }
});

test("a drawing fills the size asked for, whether it is tiny or near the pixel limit", async () => {
  for (const [width, height] of [
    [4, 2],
    [9000, 4500],
  ]) {
    const bytes = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="red"/></svg>`,
    );
    const thumbnail = sharp(await makeThumbnail({ bytes }, 128));
    expect(await thumbnail.metadata()).toMatchObject({ width: 128, height: 64 });
    expect((await thumbnail.stats()).dominant.r).toBeGreaterThan(200);
  }
});

test("what is no image throws", async () => {
  await expect(makeThumbnail({ bytes: Buffer.from("text") }, 32)).rejects.toThrow(/not an image/);
});

test("asked for twice at once it is made once, later it is read", async () => {
  const store = new ThumbnailStore(await tempFolder());
  let made = 0;
  const make = async () => {
    made++;
    return Buffer.from("picture");
  };
  const [a, b] = await Promise.all([store.get(hashOf("a"), 64, make), store.get(hashOf("a"), 64, make)]);
  expect([Buffer.from(a).toString(), Buffer.from(b).toString(), made]).toEqual(["picture", "picture", 1]);
  expect(Buffer.from(await store.get(hashOf("a"), 64, make)).toString()).toBe("picture");
  expect(made).toBe(1);
  await store.get(hashOf("a"), 128, make);
  expect(made).toBe(2);
});

test("two are made at a time, and a failure lets the next one in", async () => {
  const store = new ThumbnailStore(await tempFolder());
  let running = 0;
  let most = 0;
  const work = ["1", "2", "3", "4", "5"].map((digit) =>
    store.get(hashOf(digit), 64, async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      if (digit === "1") throw new Error("cannot");
      return Buffer.from(digit);
    }),
  );
  const results = await Promise.allSettled(work);
  expect(results.map((result) => result.status)).toEqual([
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect(most).toBe(2);
});

test("the folder may be deleted at any time", async () => {
  const folder = await tempFolder();
  const store = new ThumbnailStore(folder);
  await store.get(hashOf("b"), 64, async () => Buffer.from("x"));
  await rm(folder, { recursive: true });
  expect(Buffer.from(await store.get(hashOf("b"), 64, async () => Buffer.from("y"))).toString()).toBe("y");
  const shard = join(folder, "bb", "bb");
  const [name] = await readdir(shard);
  expect(await readFile(join(shard, name as string), "utf8")).toBe("y");
});

test("a sweep removes pictures of content that is gone, and only those", async () => {
  const store = new ThumbnailStore(await tempFolder());
  for (const digit of ["a", "b"])
    for (const size of [64, 128]) await store.get(hashOf(digit), size, async () => new Uint8Array([1]));
  const asked: string[] = [];
  const sweep = (before: Date) =>
    store.sweep({
      live: async (shard) => {
        asked.push(shard);
        return new Set([hashOf("a")]);
      },
      before,
    });
  expect(await sweep(new Date(0))).toBe(0);
  expect(await sweep(new Date(Date.now() + 60_000))).toBe(2);
  expect(asked.sort()).toEqual(["aa", "aa", "bb", "bb"]);
  expect(await readdir(join(store.folder, "aa", "aa"))).toHaveLength(2);
  expect(await readdir(join(store.folder, "bb", "bb"))).toEqual([]);
});

test("one that nobody waits for any more is not made, and the last one asked for comes first", async () => {
  const store = new ThumbnailStore(await tempFolder());
  const made: string[] = [];
  const ends: (() => void)[] = [];
  const get = (digit: string, signal?: AbortSignal) =>
    store.get(
      hashOf(digit),
      64,
      async () => {
        made.push(digit);
        await new Promise<void>((resolve) => ends.push(resolve));
        return Buffer.from(digit);
      },
      signal,
    );
  const gone = new AbortController();
  const work = [get("1"), get("2")];
  await expect.poll(() => made.length).toBe(2);
  for (const [digit, signal] of [["3"], ["4", gone.signal], ["5"]] as const) {
    work.push(get(digit, signal));
    // Each has looked for its file, and waits for its turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const settled = Promise.allSettled(work);
  gone.abort();
  for (let i = 0; i < 4; i++) {
    await expect.poll(() => ends.length).toBeGreaterThan(0);
    ends.shift()?.();
  }
  expect((await settled).map((one) => one.status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "fulfilled",
  ]);
  expect(made.slice(2)).toEqual(["5", "3"]);
});
