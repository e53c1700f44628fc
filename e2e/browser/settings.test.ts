import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";

let site: Site;
let running: Running;
let page: Page;

beforeAll(async () => {
  site = await openSite("settings", (folder) => drawFolder(join(folder, "fruit"), { apple: 6, lime: 4 }));
  ({ running, page } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await idle(running.client);
});
afterAll(() => site?.close());

const visit = (path: string) => page.goto(running.server.url + path);

describe("settings", () => {
  it("lists spaces with model, coverage and size, makes one, and deletes it once its name is typed", async () => {
    await visit("/spaces");
    await expect.poll(() => page.url()).toMatch(/\/settings\/spaces$/);
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "cn3" }) });
    await card.getByText("10 of 10 rows have a vector").waitFor();
    await card.getByText(/^\d+(\.\d)? kB$/).waitFor();
    await page.getByRole("button", { name: "Create space" }).click();
    const dialog = page.getByRole("dialog", { name: "Create space" });
    await dialog.getByLabel("Name").fill("mine");
    await dialog.getByLabel("Vectors come from").selectOption("external");
    await dialog.getByLabel("Dimensions").fill("64");
    await dialog.getByRole("button", { name: "Create space" }).click();
    await page.getByRole("heading", { name: "mine", exact: true }).waitFor();
    expect(await running.client.getSpace({ name: "mine" })).toMatchObject({ kind: "external", dims: 64 });
    await page.getByRole("button", { name: "Delete space mine" }).click();
    const deletion = page.getByRole("dialog", { name: "Delete the space “mine”?" });
    expect(await deletion.getByRole("button", { name: "Delete" }).isDisabled()).toBe(true);
    await deletion.getByLabel("Type mine to confirm").fill("mine");
    await deletion.getByRole("button", { name: "Delete" }).click();
    await page.getByText("Space “mine” is deleted").waitFor();
    expect((await running.client.listSpaces()).map(({ name }) => name)).not.toContain("mine");
  });

  it("counts the rows that a space could take, and embeds those that are left", async () => {
    const { client } = running;
    await client.createSpace({ kind: "model", name: "later", model: "builtin/cn3", embed: false, isDefaultFor: [] });
    await visit("/settings/spaces");
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "later" }) });
    await card.getByText("0 of 10 rows have a vector").waitFor();
    await card.getByRole("button", { name: "Embed the other 10" }).click();
    await card.getByText("10 of 10 rows have a vector").waitFor({ timeout: 30_000 });
    expect(await card.getByRole("button", { name: /^Embed the other/ }).count()).toBe(0);
    await client.deleteSpace({ name: "later" });
  });

  it("says what a space is needed by before it deletes that too", async () => {
    const { client } = running;
    await client.createFunction({
      name: "apples",
      space: "cn3",
      anchors: [{ key: "shop/apple/001.jpg", sign: "+" }],
      threshold: 0.8,
    });
    await idle(client);
    await visit("/settings/spaces");
    await page.getByRole("button", { name: "Delete space cn3" }).click();
    const deletion = page.getByRole("dialog");
    await deletion.getByLabel("Type cn3 to confirm").fill("cn3");
    await deletion.getByRole("button", { name: "Delete" }).click();
    await deletion.getByText('It is needed by function "apples".').waitFor();
    await deletion.getByRole("button", { name: "Cancel" }).click();
    expect(await client.getFunction({ name: "apples" })).toMatchObject({ space: "cn3" });
  });

  it("shows what each store takes, and frees thumbnails", async () => {
    await visit("/");
    await page.getByRole("gridcell").first().waitFor();
    await expect
      .poll(async () => (await running.client.storage()).stores.find(({ store }) => store === "thumbnails")?.bytes, {
        timeout: 20_000,
      })
      .toBeGreaterThan(0);
    await visit("/settings/storage");
    await page.getByRole("button", { name: /^Free .*: Thumbnails$/ }).click();
    await page.getByText("Done: Free space: thumbnails").waitFor();
    await page
      .getByText(/ B freed|kB freed/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: /: Thumbnails$/ }).waitFor({ state: "detached" });
  });

  it("makes a token, shows it once, tells when it was last used, and revokes it", async () => {
    await visit("/settings/access");
    await page.getByText("No tokens yet.").waitFor();
    await page.getByLabel("What it is for").fill("phone");
    await page.getByRole("button", { name: "Create token" }).click();
    const made = page.getByRole("region", { name: "New token" });
    const token = (await made.locator("code").textContent()) ?? "";
    expect(token).toMatch(/^pomona_/);
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${running.server.url}/api/v1/about`, { headers })).status).toBe(200);
    await page.reload();
    const list = page.getByRole("list", { name: "Access tokens" });
    await list.getByText("last used").waitFor();
    expect(await page.content()).not.toContain(token);
    await list.getByRole("button", { name: "Revoke phone" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No tokens yet.").waitFor();
    expect(await running.client.listTokens()).toEqual([]);
    expect((await fetch(`${running.server.url}/api/v1/about`, { headers })).status).toBe(401);
  });

  it("tells what the server is, with documentation that opens", async () => {
    await visit("/settings/about");
    await page.getByText(join(site.folder, "data")).waitFor();
    const links = await page
      .getByRole("main")
      .locator("a[target=_blank]")
      .evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200]);
  });
});

describe("the frame", () => {
  it("goes to every page by keys, names it in the tab and puts the focus at its beginning", async () => {
    await visit("/datasets");
    await page.getByRole("heading", { name: "Datasets" }).waitFor();
    for (const [key, title] of [
      ["j", "Jobs"],
      ["f", "Functions"],
      ["b", "Batches"],
      ["s", "Settings"],
      ["d", "Datasets"],
    ] as const) {
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await expect.poll(() => page.title()).toBe(`${title} · Pomona`);
      await page.getByRole("heading", { name: title, level: 1 }).waitFor();
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
    }
    await page.keyboard.press("i");
    await page.getByRole("heading", { name: "Import rows" }).waitFor();
  });

  it("lists its keys, and skips to the content", async () => {
    await visit("/datasets");
    await page.getByRole("heading", { name: "Datasets" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard" }).getByText("G then D").waitFor();
    await page.keyboard.press("Escape");
    await page.reload();
    await page.getByRole("heading", { name: "Datasets" }).waitFor();
    await page.keyboard.press("Tab");
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  });

  it("says that the server is away, and goes on by itself when it is back", async () => {
    await visit("/datasets");
    await page.getByRole("heading", { name: "shop" }).waitFor();
    // A browser that keeps nothing yet: a page that it has not opened must open all the same.
    const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 } });
    const fresh = await context.newPage();
    await fresh.goto(`${running.server.url}/datasets`);
    await fresh.waitForFunction(() =>
      performance.getEntriesByType("resource").some(({ name }) => name.includes("/batches-page")),
    );
    await running.server.stop();
    await page.getByRole("alert").filter({ hasText: "The server does not answer" }).waitFor({ timeout: 30_000 });
    await fresh.getByRole("link", { name: "Batches" }).click();
    await fresh.getByRole("heading", { name: "Batches", level: 1 }).waitFor();
    await context.close();
    running = await site.restart();
    await page.getByText("The server does not answer").waitFor({ state: "detached", timeout: 30_000 });
    await page.getByRole("heading", { name: "shop" }).waitFor();
  });
});
