import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FunctionComparison, ScoringFunction } from "@pomona/contract/functions";
import type { QueryResponse } from "@pomona/contract/rows";
import type { SimilarResponse } from "@pomona/contract/search";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openTestApp, type TestApp } from "./app.fixture.ts";

const DIMS = 8;
const ROWS = 900;
const FUNCTIONS = ["a", "b", "c", "d"];
const PROBE = "probe";
let opened: TestApp;

beforeEach(async () => {
  opened = await openTestApp();
});
afterEach(() => opened.close());

async function post(path: string, body: unknown): Promise<void> {
  const answer = await opened.call("POST", path, body);
  expect([200, 201, 202], JSON.stringify(answer.body)).toContain(answer.status);
}
const vectorOf = (row: number) => Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1)));
const anchorsOf = (index: number) => [{ vector: vectorOf(index + 0.5) }, { vector: vectorOf(index + 7.5), sign: "-" }];

/** Has every function scored anew in a process of its own, which is killed within its `nth` write, before the commit. */
async function crash(dataDirectory: string, nth: number): Promise<void> {
  const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    const { Database } = await import(${at("./store/database.ts")});
    const { openApp } = await import(${at("./app.ts")});
    const { write } = Database.prototype;
    let writes = 0;
    Database.prototype.write = function (use) {
      return write.call(this, async (tx) => {
        const result = await use(tx);
        if (++writes === ${nth}) process.kill(process.pid, "SIGKILL");
        return result;
      });
    };
    const app = await openApp({ dataDirectory: ${JSON.stringify(dataDirectory)}, logLevel: "silent" });
    for (const name of ${JSON.stringify([PROBE, ...FUNCTIONS])}) {
      const request = new Request("http://127.0.0.1/api/v1/functions/" + name + "/rescore", { method: "POST" });
      await app.fetch(request, { owner: true });
    }
    await app.whenIdle();
    await app.close();`;
  const options = ["--import", "tsx", "--conditions=@pomona/source", "--input-type=module", "-e", script];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "inherit", "inherit"] });
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
}

/** The stored scores of a function are those that its definition gives. */
async function expectWhole(name: string): Promise<void> {
  const made = (await opened.call<ScoringFunction>("GET", `/functions/${name}`)).body;
  expect(made).toMatchObject({ state: "complete", scored: ROWS, total: ROWS, servedVersion: made.version });
  const exact = (await opened.call<FunctionComparison>("POST", `/functions/${name}/compare`, { bins: 1000 })).body;
  const asked = { of: { function: name }, low: 0, high: 1, bins: 1000 };
  const stored = (await opened.call<{ counts: number[] }>("POST", "/histogram", asked)).body;
  expect(stored.counts).toEqual(exact.before.histogram.counts);
}

test("kill -9 while functions are scored together loses none and leaves no wrong score", async () => {
  const path = join(opened.sources, "rows.csv");
  await writeFile(path, ["key,text", ...Array.from({ length: ROWS }, (_, row) => `k${row},text ${row}`)].join("\n"));
  await post("/imports", { path, dataset: "d", embed: false, keyPrefix: "", mapping: { key: "key", text: "text" } });
  await opened.app.whenIdle();
  const vectors = Array.from({ length: ROWS }, (_, row) => ({ key: `k${row}`, vector: vectorOf(row) }));
  await post("/vectors", { space: "own", vectors });
  for (const [index, name] of FUNCTIONS.entries())
    await post("/functions", { name, space: "own", anchors: anchorsOf(index), threshold: 0.5 });
  await post("/functions", { name: PROBE, kind: "probe", space: "own", anchors: anchorsOf(3) });
  const parts = [{ function: PROBE }, { function: "a" }];
  await post("/functions", { name: "both", kind: "combination", combination: { operator: "and", parts } });
  await opened.app.whenIdle();
  for (const nth of [5, 10, 15]) {
    await opened.app.close();
    await crash(opened.directory, nth);
    await opened.reopen();
    await opened.app.whenIdle();
    for (const [index, name] of FUNCTIONS.entries()) {
      const made = (await opened.call<ScoringFunction>("GET", `/functions/${name}`)).body;
      expect(made).toMatchObject({ state: "complete", scored: ROWS, total: ROWS, servedVersion: made.version });
      const best = { filter: `function("${name}") exists`, sort: { function: name }, limit: 50 };
      const stored = (await opened.call<QueryResponse>("POST", "/query", best)).body;
      const search = { space: "own", anchors: anchorsOf(index), limit: 50 };
      const exact = (await opened.call<SimilarResponse>("POST", "/similar", search)).body;
      expect(stored.total).toBe(ROWS);
      expect(stored.rows.map(({ key }) => key)).toEqual(exact.results.map(({ key }) => key));
    }
    await expectWhole(PROBE);
    await expectWhole("both");
  }
}, 120_000);
