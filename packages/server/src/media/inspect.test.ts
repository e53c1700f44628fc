import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { picture } from "./image-bytes.fixture.ts";
import { inspect } from "./inspect.ts";
import { DEFAULT_INSPECT_LIMITS } from "./inspect-limits.ts";
import { tempFolder } from "./temp-folder.fixture.ts";

async function fileOf(name: string, content: string | Uint8Array): Promise<{ path: string }> {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return { path };
}

test("an image is an image whatever its name", async () => {
  const jpeg = await picture().jpeg().toBuffer();
  for (const name of ["a.png", "a.txt", "a", "A.JPG"])
    expect(await inspect(await fileOf(name, jpeg))).toMatchObject({ ok: true, mediaType: "image", format: "jpeg" });
});

test("text is text, except where an image was promised", async () => {
  expect(await inspect(await fileOf("a.txt", "hello"))).toMatchObject({ ok: true, mediaType: "text", text: "hello" });
  expect(await inspect(await fileOf("a.jpg", "hello"))).toMatchObject({ ok: false, code: "wrong-media-type" });
  expect(await inspect({ bytes: Buffer.from("hello") })).toMatchObject({ ok: true, mediaType: "text" });
  expect(await inspect({ bytes: Buffer.from("hello") }, DEFAULT_INSPECT_LIMITS, "image")).toMatchObject({
    ok: false,
    code: "wrong-media-type",
  });
  expect(await inspect({ bytes: Buffer.from("<html>404</html>") })).toMatchObject({
    ok: false,
    code: "wrong-media-type",
  });
});

test("UTF-16 with a mark is read, Latin-1 is refused where it goes wrong", async () => {
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("žluťoučký", "utf16le")]);
  expect(await inspect({ bytes: wide })).toMatchObject({ ok: true, text: "žluťoučký" });
  expect(
    await inspect({ bytes: Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from("ab", "utf16le").swap16()]) }),
  ).toMatchObject({ ok: true, text: "ab" });
  expect(await inspect({ bytes: Buffer.from([0xef, 0xbb, 0xbf, 0x61]) })).toMatchObject({ ok: true, text: "a" });
  expect(await inspect({ bytes: Buffer.from("café", "latin1") })).toMatchObject({
    ok: false,
    code: "invalid-utf8",
    message: expect.stringContaining("at 4)"),
  });
});

test("empty, blank and too long texts are refused", async () => {
  expect(await inspect(await fileOf("a.txt", ""))).toMatchObject({ ok: false, code: "empty" });
  expect(await inspect(await fileOf("a.txt", " \n"))).toMatchObject({ ok: false, code: "empty" });
  expect(await inspect({ bytes: Buffer.alloc(101, "a") }, { ...DEFAULT_INSPECT_LIMITS, textBytes: 100 })).toMatchObject(
    { ok: false, code: "too-large" },
  );
});

test("a named pipe is refused instead of waited for", async () => {
  const path = join(await tempFolder(), "pipe.jpg");
  execFileSync("mkfifo", [path]);
  expect(await inspect({ path })).toMatchObject({ ok: false, code: "unsupported" });
});
