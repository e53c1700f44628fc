import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import sharp from "sharp";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ThumbnailStore } from "../../media/thumbnails.ts";
import { reclaimDisk } from "../storage/reclaim-disk.ts";
import { openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { addPicture, picturePath } from "./pictures.ts";

let opened: TestWorkspace;
let workspace: Workspace;
beforeEach(async () => {
  opened = await openTestWorkspace(1);
  workspace = { ...opened.workspace, limits: { pixels: 10_000, textBytes: 1000, fileBytes: 100_000 } };
});
afterEach(() => opened.close());

const png = (widthPx: number, heightPx: number): Promise<Buffer> =>
  sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: "#c8202c" } })
    .png()
    .toBuffer();
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

it("keeps an image by the hash of its bytes, once", async () => {
  const bytes = await png(20, 10);
  const hash = createHash("sha256").update(bytes).digest("hex");
  const made = await addPicture(workspace, { image: bytes.toString("base64"), name: "red.png" });
  expect(made).toEqual({ picture: hash, name: "red.png", width: 20, height: 10, format: "png" });
  await addPicture(workspace, { image: bytes.toString("base64") });
  expect(await workspace.database.all("SELECT hash FROM pictures")).toEqual([{ hash }]);
  expect(await isThere(await picturePath(workspace, hash))).toBe(true);
});

it("refuses what is no image, what is damaged, and what has too many pixels, with the reason", async () => {
  const bytes = await png(20, 10);
  const refused = (image: Buffer) => addPicture(workspace, { image: image.toString("base64") });
  await expect(refused(Buffer.from("hello"))).rejects.toMatchObject({ code: "image-unusable" });
  await expect(refused(bytes.subarray(0, 40))).rejects.toMatchObject({ code: "image-unusable" });
  await expect(refused(await png(200, 200))).rejects.toMatchObject({
    code: "image-unusable",
    fields: { reason: "too-large" },
  });
  expect(await workspace.database.all("SELECT hash FROM pictures")).toEqual([]);
});

it("is swept when it is a week old and no function has it among its anchors", async () => {
  const [kept, loose] = [await png(20, 10), await png(21, 10)];
  const hashes: string[] = [];
  for (const bytes of [kept, loose])
    hashes.push((await addPicture(workspace, { image: bytes.toString("base64") })).picture);
  const paths = hashes.map((hash) => workspace.blobs.path(hash));
  const anchors = JSON.stringify([{ sign: "+", kind: "image", key: null, text: null, picture: hashes[0] }]);
  await workspace.database.write((tx) =>
    tx.run(
      "INSERT INTO function_versions VALUES (1, 1, ?, '{}', ''::BLOB, 'complete', NULL, now()::TIMESTAMP, 1, NULL, NULL, 0.8, NULL, NULL, 0, NULL)",
      [anchors],
    ),
  );
  const sweep = (now: Date) =>
    reclaimDisk({ ...workspace, clock: () => now }, new ThumbnailStore(`${workspace.directory}/thumbnails`), {
      before: new Date(Date.now() + 60_000),
      signal: new AbortController().signal,
    });
  await sweep(new Date());
  expect(await Promise.all(paths.map(isThere))).toEqual([true, true]);
  await sweep(new Date(Date.now() + 8 * 24 * 60 * 60 * 1000));
  expect(await Promise.all(paths.map(isThere))).toEqual([true, false]);
  await expect(picturePath(workspace, hashes[1] as string)).rejects.toMatchObject({ code: "not-found" });
});
