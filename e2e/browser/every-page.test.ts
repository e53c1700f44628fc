import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running, start, temporaryFolder } from "../harness/catalog.ts";
import { DESKTOP, type OpenPage, openBrowser, PHONE } from "../harness/open-browser.ts";
import { drawFolder } from "../harness/pictures.ts";
import { widePartsOf } from "../harness/wide-parts.ts";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let running: Running;
let empty: Running;
let open: OpenPage;
let failedJob: string;
let proposalJob: string;

beforeAll(async () => {
  folder = await temporaryFolder("pages");
  const fruit = join(folder.path, "fruit");
  await drawFolder(fruit, { apple: 6, lime: 4 });
  await writeFile(join(fruit, "apple", "broken.jpg"), "no picture");
  await writeFile(join(folder.path, "reviews.csv"), "id,body,stars\nr1,Crisp and sweet.,5\nr2,Too soft.,2\n");
  for (const name of ["data", "empty"]) await mkdir(join(folder.path, name));
  running = await start(join(folder.path, "data"), [folder.path]);
  empty = await start(join(folder.path, "empty"), []);
  const { client } = running;
  await importRows(client, { path: fruit, dataset: "shop", labelFrom: "folder" });
  await importRows(client, { path: join(folder.path, "reviews.csv"), dataset: "reviews" });
  await idle(client);
  failedJob = (await client.listJobs()).find(({ failed }) => failed > 0)?.id ?? "";
  await client.createFunction({
    name: "apples",
    space: "cn3",
    anchors: [{ key: "shop/apple/001.jpg", sign: "+" }],
    threshold: 0.8,
  });
  await client.createFunction({
    name: "red",
    space: "cn3",
    kind: "probe",
    anchors: [
      { key: "shop/apple/001.jpg", sign: "+" },
      { key: "shop/apple/002.jpg", sign: "+" },
      { key: "shop/lime/001.jpg", sign: "-" },
    ],
  });
  await idle(client);
  await client.editFunction({ name: "red" }, { add: [{ key: "shop/apple/003.jpg", sign: "+" }] });
  await client.createFunction({
    name: "either",
    kind: "combination",
    combination: { operator: "or", parts: [{ function: "apples" }, { function: "red" }] },
  });
  await idle(client);
  await client.evaluateFunction({ name: "red" }, { versions: [1, 2], truth: { label: "apple" } });
  await client.createFunction({
    name: "both",
    kind: "combination",
    combination: { operator: "not", parts: [{ function: "apples" }] },
  });
  await client.createAutomation({
    name: "tag limes",
    filter: 'label = "lime"',
    action: { kind: "tag", tag: "green" },
    isPaused: true,
  });
  proposalJob = (
    await client.proposeFunctions({ selection: { filter: 'label = "apple"' }, space: "cn3", smallest: 2, leastLift: 1 })
  ).job;
  await client.createProject({ name: "fruit" });
  await client.createBatch({
    project: "fruit",
    name: "first",
    selection: { filter: 'label = "lime"' },
  });
  await client.createToken({ name: "labeling laptop" });
  await client.createProjection({ name: "fruit", space: "cn3" });
  await idle(client);
  open = await openBrowser();
});
afterAll(async () => {
  await open?.browser.close();
  await running?.server.stop();
  await empty?.server.stop();
  await folder?.remove();
});

/** Addresses for every route of the web app; a route with parameters has one for each kind of page it shows. */
const ADDRESSES: Record<string, () => string[]> = {
  "/": () => ["/", "/?row=shop%2Fapple%2F002.jpg", "/?where=label+%3D+%22none%22", "/?view=map", "/?view=split"],
  "/functions": () => ["/functions"],
  "/functions/$name": () => [
    "/functions/apples",
    "/functions/red",
    "/functions/either",
    ...["evaluation", "versions", "health"].map((section) => `/functions/red?section=${section}`),
    "/functions/apples?section=evaluation",
    "/functions/none",
  ],
  "/functions/$name/review": () => ["/functions/apples/review", "/functions/both/review", "/functions/none/review"],
  "/automations": () => ["/automations", "/automations?create=1&where=label+%3D+%22lime%22"],
  "/automations/$name": () => ["/automations/tag%20limes", "/automations/none"],
  "/proposals": () => ["/proposals", `/proposals?job=${proposalJob}`, `/proposals?job=${failedJob}`],
  "/batches": () => ["/batches"],
  "/datasets": () => ["/datasets"],
  "/import": () => [
    "/import",
    `/import?path=${encodeURIComponent(join(folder.path, "reviews.csv"))}`,
    "/import?path=%2Fnot%2Fgranted",
    `/import?job=${failedJob}`,
  ],
  "/jobs": () => ["/jobs", `/jobs?job=${failedJob}`, "/jobs?job=none"],
  "/settings": () => ["/settings"],
  "/settings/$section": () => ["spaces", "maps", "storage", "access", "about"].map((section) => `/settings/${section}`),
  "/spaces": () => ["/spaces"],
};

/** Requests of a page that have no answer yet, but for the stream of job events, which never ends. */
function requestsUnderWay(page: Page): ReadonlySet<Request> {
  const waiting = new Set<Request>();
  page.on("request", (request) => {
    if (!request.url().endsWith("/api/v1/events")) waiting.add(request);
  });
  page.on("requestfinished", (request) => void waiting.delete(request));
  page.on("requestfailed", (request) => void waiting.delete(request));
  return waiting;
}

it("every route of the web app is looked at", () => {
  const source = readFileSync(new URL("../../packages/web/src/app/router.tsx", import.meta.url), "utf8");
  const paths = [
    ...[...source.matchAll(/\bpath: "([^"]+)"/g)].map(([, path]) => path),
    ...[...source.matchAll(/\btoSettings\("([^"]+)"\)/g)].map(([, path]) => path),
  ];
  expect(paths.length).toBeGreaterThan(5);
  expect(Object.keys(ADDRESSES).sort()).toEqual([...new Set(paths)].sort());
});

describe.each([
  ["1440 pixels", DESKTOP],
  ["390 pixels", PHONE],
] as const)("at %s", (_name, viewport) => {
  it.each(["light", "dark"] as const)("no page in %s colours has an accessibility violation", async (colorScheme) => {
    const { page } = open;
    const waiting = requestsUnderWay(page);
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const found: string[] = [];
    const addresses = Object.values(ADDRESSES).flatMap((of) => of());
    for (const [server, paths] of [
      [running, [...addresses, "/no/such/page"]],
      [
        empty,
        [
          "/",
          "/?view=map",
          "/functions",
          "/automations",
          "/batches",
          "/datasets",
          "/jobs",
          "/settings/spaces",
          "/settings/maps",
          "/settings/access",
        ],
      ],
    ] as const) {
      for (const path of paths) {
        await page.goto(server.server.url + path);
        await page.locator("main").waitFor();
        await expect.poll(() => waiting.size, { timeout: 10_000 }).toBe(0);
        await expect.poll(() => page.locator(".skeleton").count(), { timeout: 10_000 }).toBe(0);
        for (const line of await violationsOn(page)) found.push(`${path}: ${line}`);
        for (const wide of await widePartsOf(page)) found.push(`${path}: ${wide} scrolls sideways`);
      }
    }
    expect(found).toEqual([]);
  });
});
