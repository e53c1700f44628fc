import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { DESKTOP, PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];
let receiver: Server;
/** What the receiver of the webhook answers, and the calls it got. */
let status = 200;
const calls: { signature: string; delivery: string; rows: number }[] = [];

beforeAll(async () => {
  site = await openSite("automations", async (folder) => {
    await drawFolder(join(folder, "fruit"), { apple: 12, lime: 8 });
    await drawFolder(join(folder, "later"), { lime: 3 }, { first: 100 });
  });
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await idle(running.client);
  await running.client.createSlice({ name: "limes", filter: 'label = "lime"' });
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { "pomona-signature": signature, "pomona-delivery": delivery } = request.headers;
    const { rows } = JSON.parse(body) as { rows: unknown[] };
    calls.push({ signature: String(signature), delivery: String(delivery), rows: rows.length });
    response.writeHead(status).end();
  });
  await new Promise<void>((settle) => receiver.listen(0, "127.0.0.1", settle));
  page.setDefaultTimeout(8000);
});
afterAll(async () => {
  await site?.close();
  await new Promise((settle) => receiver.close(settle));
});

const open = (path: string) => page.goto(`${running.server.url}${path}`);
const dialog = (name: string | RegExp) => page.getByRole("dialog", { name });
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const tagged = async (tag: string) => (await running.client.query({ filter: `tag = "${tag}"`, limit: 0 })).total;

describe("an automation", () => {
  it("is made from a slice, after it was told what it would have matched, and acts on the past when asked to", async () => {
    await open("/automations");
    await page.getByText("No automations yet").waitFor();
    await open("/");
    await button("Actions of limes").click();
    await page.getByRole("menuitem", { name: "Automate…" }).click();
    const form = dialog("New automation");
    await form.getByText("Would have matched 8 of 20 rows.").waitFor();
    expect(await form.getByLabel("Slice").inputValue()).toBe("limes");
    await form.getByLabel("Name", { exact: true }).fill("limes to look at");
    await form.getByLabel("Also act now").check();
    await takePicture(page, "new-automation");
    expect(await violationsOn(page)).toEqual([]);
    await form.getByRole("button", { name: "Create automation" }).click();
    await page.getByRole("heading", { name: "limes to look at", exact: true }).waitFor();
    await page.getByRole("list", { name: "Log" }).getByText("Acted on 8 rows").waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  it("shows its review list beside the slice, which filters and is cleared", async () => {
    await open("/");
    await button("8 to review: limes").click();
    await expect.poll(() => new URL(page.url()).searchParams.get("where")).toBe('review("limes")');
    await expect.poll(() => page.getByRole("grid", { name: "Rows" }).getByRole("gridcell").count()).toBe(8);
    await button("Actions of limes").click();
    await page.getByRole("menuitem", { name: "Clear the review list" }).click();
    const confirm = dialog("Clear the review list of “limes”?");
    expect(await violationsOn(page)).toEqual([]);
    await confirm.getByRole("button", { name: "Clear the review list" }).click();
    await confirm.waitFor({ state: "hidden" });
    expect((await running.client.listSlices())[0]?.reviewRows).toBe(0);
  });

  it("takes the filter of the catalog, refuses one that cannot be read, and adds a tag to rows that arrive", async () => {
    await open("/?where=label+%3D+%22lime%22");
    await page.getByText("8 rows").waitFor();
    await page.getByRole("link", { name: "Automations" }).click();
    await button("New automation").click();
    const form = dialog("New automation");
    const filter = form.getByLabel("Filter as text");
    await filter.fill("label = ");
    await form.getByLabel("Name", { exact: true }).fill("tag limes");
    await form.getByLabel("Tag").fill("green");
    expect(await form.getByRole("button", { name: "Create automation" }).isDisabled()).toBe(true);
    await form.getByRole("button", { name: "Use the catalog’s filter" }).click();
    expect(await filter.inputValue()).toBe('label = "lime"');
    await form.getByRole("button", { name: "Create automation" }).click();
    await page.getByRole("heading", { name: "tag limes", exact: true }).waitFor();
    expect(await tagged("green")).toBe(0);
    await importRows(running.client, { path: join(site.folder, "later"), dataset: "later", labelFrom: "folder" });
    await idle(running.client);
    await page.getByRole("list", { name: "Log" }).getByText("Acted on 3 rows").waitFor();
    expect(await tagged("green")).toBe(3);
  });

  it("waits while it is paused, and asks what is to become of the rows that came", async () => {
    await button("Pause tag limes").click();
    await button("Resume tag limes").waitFor();
    await running.client.putRows({ dataset: "texts", rows: [{ key: "t1", text: "sour", labels: ["lime"] }] });
    await idle(running.client);
    await page.getByText("Waiting").first().waitFor();
    await expect
      .poll(async () => (await running.client.getAutomation({ name: "tag limes" })).waiting)
      .toBeGreaterThan(0);
    await page.reload();
    await button("Resume tag limes").click();
    const asked = dialog("Let “tag limes” go on");
    expect(await violationsOn(page)).toEqual([]);
    await asked.getByRole("button", { name: "Leave them out" }).click();
    await button("Pause tag limes").waitFor();
    await idle(running.client);
    expect(await tagged("green")).toBe(3);
  });

  it("runs on the past after its rows were counted, on those it has not acted on", async () => {
    await button("Run on the past").click();
    const asked = dialog("Run “tag limes” on the rows there are");
    await asked.getByText(/^Would have matched 12 of 24 rows/).waitFor();
    await asked.getByText("It has acted on 3 of them already.").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await asked.getByRole("button", { name: "Act on 9 rows" }).click();
    await asked.waitFor({ state: "hidden" });
    await idle(running.client);
    expect(await tagged("green")).toBe(12);
  });

  it("is edited under another name, and deleted with its log", async () => {
    await button("Edit").click();
    const form = dialog("Edit “tag limes”");
    await form.getByLabel("Name", { exact: true }).fill("mark limes");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "mark limes", exact: true }).waitFor();
    await button("Delete mark limes").click();
    await dialog("Delete the automation “mark limes”?").getByRole("button", { name: "Delete" }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/automations");
    expect((await running.client.listAutomations()).map(({ name }) => name)).toEqual(["limes to look at"]);
    expect(await tagged("green")).toBe(12);
    await open("/automations/mark%20limes");
    await page.getByText("There is no automation “mark limes”").waitFor();
    // The browser itself writes of the refused request.
    expect(complaints.splice(0).filter((line) => !/status of 404/.test(line))).toEqual([]);
  });
});

describe("a new automation that is to act on the rows there are", () => {
  it("is created, by the keyboard too, only once the rows of this very filter are counted", async () => {
    let count = (): void => undefined;
    let held = new Promise<void>((settle) => {
      count = settle;
    });
    await page.route("**/automations/dry-run", async (route) => {
      await held;
      await route.continue();
    });
    await open("/automations?create=1");
    const form = dialog("New automation");
    const create = form.getByRole("button", { name: "Create automation" });
    const name = form.getByLabel("Name", { exact: true });
    await name.fill("limes of old");
    await form.getByLabel("Tag").fill("old");
    expect(await create.isDisabled()).toBe(false);
    await form.getByLabel("Also act now").check();
    await form.getByText("It can be created once these rows are counted.").waitFor();
    expect(await create.isDisabled()).toBe(true);
    await name.press("Enter");
    count();
    await form.getByText("Without a condition every row matches").waitFor();
    await expect.poll(() => create.isDisabled()).toBe(false);
    held = new Promise((settle) => {
      count = settle;
    });
    await form.getByLabel("Filter as text").fill('label = "lime"');
    expect(await create.isDisabled()).toBe(true);
    await name.press("Enter");
    expect(await violationsOn(page)).toEqual([]);
    expect((await running.client.listAutomations()).map((one) => one.name)).not.toContain("limes of old");
    count();
    await form.getByText(/^Would have matched/).waitFor();
    await expect.poll(() => create.isDisabled()).toBe(false);
    await name.press("Enter");
    await page.getByRole("heading", { name: "limes of old", exact: true }).waitFor();
    await idle(running.client);
    const { total } = await running.client.query({ filter: 'label = "lime"', limit: 0 });
    expect([await tagged("old"), total]).toEqual([total, total]);
    await page.unroute("**/automations/dry-run");
    await open("/automations");
    await running.client.deleteAutomation({ name: "limes of old" });
  });

  it("says that they could not be counted, and is created without them", async () => {
    await page.route("**/automations/dry-run", (route) => route.abort());
    await open("/automations?create=1");
    const form = dialog("New automation");
    const create = form.getByRole("button", { name: "Create automation" });
    await form.getByLabel("Name", { exact: true }).fill("uncounted");
    await form.getByLabel("Tag").fill("uncounted");
    await form.getByLabel("Also act now").check();
    await form.getByText("These rows could not be counted").waitFor();
    expect(await create.isDisabled()).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    await form.getByLabel("Also act now").uncheck();
    await create.click();
    await page.getByRole("heading", { name: "uncounted", exact: true }).waitFor();
    expect(await tagged("uncounted")).toBe(0);
    await page.unroute("**/automations/dry-run");
    await open("/automations");
    await running.client.deleteAutomation({ name: "uncounted" });
    // The browser itself writes of the request that did not get through.
    expect(complaints.splice(0).filter((line) => !/ERR_FAILED/.test(line))).toEqual([]);
  });
});

describe("a webhook", () => {
  it("has a secret that is told once, and may not call into a private network", async () => {
    await open("/automations?create=1");
    const form = dialog("New automation");
    await form.getByLabel("Name", { exact: true }).fill("tell others");
    await form.getByLabel("Filter as text").fill('label = "banana"');
    await form.getByLabel("Then").selectOption("webhook");
    const address = form.getByLabel("Address", { exact: true });
    await address.fill("http://127.0.0.1/hook");
    await form.getByText("Would have matched 0 of 24 rows.").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await form.getByRole("button", { name: "Create automation" }).click();
    await form.getByRole("alert").waitFor();
    await address.fill("https://hooks.example.org/pomona");
    await form.getByRole("button", { name: "Create automation" }).click();
    const told = dialog("The secret of the webhook");
    const secret = (await told.locator("code").textContent()) ?? "";
    expect(secret.length).toBeGreaterThan(15);
    expect(await violationsOn(page)).toEqual([]);
    await told.getByRole("button", { name: "Done" }).click();
    await page.getByRole("heading", { name: "tell others", exact: true }).waitFor();
    await page.getByText("No calls.").waitFor();
    expect(await page.locator("body").textContent()).not.toContain(secret);
    // The browser itself writes of the refused address.
    expect(complaints.splice(0).filter((line) => !/status of 403/.test(line))).toEqual([]);
  });

  it("shows calls that were given up, which are tried again as the same delivery", async () => {
    status = 410;
    const { port } = receiver.address() as AddressInfo;
    await running.client.createAutomation({
      name: "tell the shop",
      filter: 'label = "apple"',
      action: { kind: "webhook", url: `http://127.0.0.1:${port}/hook`, allowPrivate: true },
    });
    await running.client.runAutomation({ name: "tell the shop" }, {});
    await open("/automations/tell%20the%20shop");
    const line = page.getByRole("region", { name: "Calls of the webhook" }).getByRole("row").nth(1);
    await line.getByText("Given up").waitFor({ timeout: 20_000 });
    await takePicture(page, "automation");
    expect(await violationsOn(page)).toEqual([]);
    status = 200;
    await line.getByRole("button", { name: /^Try now/ }).click();
    await line.getByText("Delivered").waitFor({ timeout: 20_000 });
    expect(calls.map(({ rows }) => rows)).toEqual([12, 12]);
    expect(new Set(calls.map(({ delivery }) => delivery)).size).toBe(1);
    expect(calls[0]?.signature).toMatch(/^sha256=[0-9a-f]{64}$/);
  });

  it("tries all calls that were given up again at once, and shows each whole on a phone", async () => {
    status = 410;
    calls.length = 0;
    const { port } = receiver.address() as AddressInfo;
    await running.client.createAutomation({
      name: "tell by fours",
      filter: 'label = "apple"',
      action: { kind: "webhook", url: `http://127.0.0.1:${port}/hook`, allowPrivate: true, rowsPerCall: 4 },
    });
    await running.client.runAutomation({ name: "tell by fours" }, {});
    await page.setViewportSize(PHONE);
    await open("/automations/tell%20by%20fours");
    const table = page.getByRole("region", { name: "Calls of the webhook" }).getByRole("region");
    await expect.poll(() => table.getByText("Given up").count(), { timeout: 20_000 }).toBe(3);
    expect(await table.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    status = 200;
    await page.getByRole("button", { name: "Try all 3 given up again" }).click();
    await expect.poll(() => table.getByText("Delivered").count(), { timeout: 20_000 }).toBe(3);
    expect(new Set(calls.map(({ delivery }) => delivery)).size).toBe(3);
    await page.setViewportSize(DESKTOP);
  });

  it("leaves a webhook that may be private to its owner, and says so", async () => {
    await open("/automations/tell%20the%20shop");
    await page.getByRole("button", { name: "Edit" }).click();
    const form = dialog(/Edit/);
    expect(await form.getByLabel("Address").isDisabled()).toBe(true);
    await form.getByLabel("Name").fill("tell the old shop");
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByRole("heading", { name: "tell the old shop", exact: true }).waitFor();
    await page.getByRole("button", { name: "Edit" }).click();
    await form.getByLabel("May be in a private network, as the owner allowed").uncheck();
    await form.getByLabel("Address").fill("https://example.org/hook");
    expect(await violationsOn(page)).toEqual([]);
    await form.getByRole("button", { name: "Save" }).click();
    await page.getByText("Call https://example.org/hook").waitFor();
    const { action } = await running.client.getAutomation({ name: "tell the old shop" });
    expect(action).toMatchObject({ url: "https://example.org/hook", allowPrivate: false });
    // Off its page, which may ask for it at any time.
    await open("/automations");
    await running.client.editAutomation({ name: "tell the old shop" }, { name: "tell the shop" });
    expect(complaints.splice(0)).toEqual([]);
  });
});

describe("the list", () => {
  it("tells that one is paused as well as that it cannot act, and what to do", async () => {
    await running.client.createSlice({ name: "gone", filter: 'label = "lime"' });
    await running.client.createAutomation({
      name: "stopped twice",
      filter: 'label = "lime"',
      action: { kind: "review", slice: "gone" },
      isPaused: true,
    });
    await running.client.deleteSlice({ name: "gone" });
    await page.setViewportSize(DESKTOP);
    await open("/automations");
    const one = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "stopped twice" }) });
    for (const said of ["Paused", "Cannot act"]) await one.getByText(said, { exact: true }).waitFor();
    await one.getByText("Rows wait until that is there again, or the automation is edited.").waitFor();
    await running.client.deleteAutomation({ name: "stopped twice" });
  });

  it("tells of each what it does and how far it is, on a phone too, where the pages are a menu", async () => {
    await page.setViewportSize(DESKTOP);
    await open("/automations");
    const list = page.getByRole("list", { name: "Automations" });
    await list.getByText("Add to the review list of “limes”").waitFor();
    await list.getByText("12 acted on · 1 call delivered").waitFor();
    await takePicture(page, "automations");
    await page.setViewportSize(PHONE);
    await button("Automations: other pages").click();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Batches" }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/batches");
    expect(complaints.splice(0)).toEqual([]);
  });
});
