import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { inspect } from "./inspect.ts";
import { sharedData } from "./temp-folder.fixture.ts";

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
  });
});
