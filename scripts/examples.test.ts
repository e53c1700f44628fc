import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A fact that each example must find. */
const facts: Record<string, RegExp[]> = {
  "import-dataset.ts": [/^3 imported, 1 refused$/m, /line 5: .*\(duplicate-key\)/, /^2 mails from 2 March on:/m],
  "make-batch.ts": [/^round 1: 3 of 3 sent$/m, /^round 2: 1 of 4 sent, 3 were in the project$/m],
  "make-function.ts": [/^scored 7 of 7;/m, /^arrivals\/1 scored on arrival: 0\.\d{4}$/m],
  "page-through.ts": [/^7 rows in 3 pages: reviews\/1, reviews\/2,/m, /^reviews\/3$/m],
  "search.ts": [
    /^nearest of 7 in space /m,
    /^ {2}0\.\d{4} reviews\/[127]$/m,
    /a filter that cannot be read: Column \d+:/,
  ],
  "upload-vectors.ts": [/^7 imported, 1 refused$/m, /reviews\/none: .*\(unknown-key\)/, /^1\.0000 reviews\/[47]$/m],
};

it("covers every example", () => {
  const files = readdirSync(new URL("../examples", import.meta.url)).filter(
    (name) => name.endsWith(".ts") && name !== "connect.ts",
  );
  expect(files.sort()).toEqual(Object.keys(facts).sort());
});

it.each(Object.entries(facts))("examples/%s runs and finds what it says", { timeout: 120_000 }, async (name, found) => {
  const { POMONA_URL: _url, ...env } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@pomona/source", "--import=tsx", `examples/${name}`],
    { cwd: root, env },
  );
  for (const fact of found) expect(stdout).toMatch(fact);
});
