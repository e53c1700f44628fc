import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { violationsOn } from "../harness/axe.ts";
import { idle, importRows, type Running } from "../harness/catalog.ts";
import { DESKTOP, PHONE } from "../harness/open-browser.ts";
import { openSite, type Site } from "../harness/open-site.ts";
import { drawFolder } from "../harness/pictures.ts";
import { takePicture } from "../harness/take-picture.ts";
import { widePartsOf } from "../harness/wide-parts.ts";

let site: Site;
let running: Running;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  site = await openSite("review", async (folder) => {
    const fruit = join(folder, "fruit");
    await drawFolder(fruit, { apple: 30, orange: 30, lime: 40, banana: 30 });
    await mkdir(join(fruit, "copies"));
    await copyFile(join(fruit, "apple/000.jpg"), join(fruit, "copies/apple.jpg"));
  });
  ({ running, page, complaints } = site);
  await importRows(running.client, { path: join(site.folder, "fruit"), dataset: "shop", labelFrom: "folder" });
  await idle(running.client);
  await running.client.createFunction({
    name: "apples",
    kind: "probe",
    space: "cn3",
    anchors: [{ key: "shop/apple/001.jpg" }, { key: "shop/lime/001.jpg", sign: "-" }],
  });
  await idle(running.client);
  page.setDefaultTimeout(8000);
});
afterAll(() => site?.close());

const open = (path: string) => page.goto(`${running.server.url}${path}`);
const openReview = () => open("/functions/apples/review");
const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
const strip = () => page.getByRole("list", { name: "Answers of this round" }).getByRole("button");
const draft = () => running.client.functionDraft({ name: "apples" });
const asked = () => page.getByRole("complementary", { name: "Is this one?" }).getByRole("link").first();

/** Answers what is asked by its key's folder, with the keyboard, until so many rows of the round are answered. */
async function answerUntil(count: number): Promise<void> {
  for (let done = await strip().count(); done < count; done++) {
    const key = (await asked().textContent()) ?? "";
    await page.keyboard.press(key.includes("apple") ? "y" : "n");
    await expect.poll(() => strip().count()).toBe(done + 1);
  }
}
const saved = () => page.getByText("Saved", { exact: true }).waitFor({ timeout: 15_000 });

describe("a round", () => {
  it("is begun on request, and answered with keys that may be taken back", async () => {
    await openReview();
    await page.getByText("Teach it by answering").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByLabel("Rows in a round").selectOption("10");
    await button("Begin").click();
    await page.getByText("Round 1: 0 of 10 answered").waitFor();
    const first = await asked().textContent();
    await page.keyboard.press("y");
    await page.getByText("Round 1: 1 of 10 answered").waitFor();
    await page.keyboard.press("u");
    await page.getByText("Round 1: 0 of 10 answered").waitFor();
    expect(await asked().textContent()).toBe(first);
    await page.keyboard.press("s");
    await answerUntil(4);
    await takePicture(page, "review");
    expect(await violationsOn(page)).toEqual([]);
    await saved();
    const { answers } = await draft();
    expect(answers.yes + answers.no).toBe(3);
    expect(answers.skip).toBe(1);
  });

  it("loses no answer when the server is away and the page is loaded again", async () => {
    await page.route("**/review/answers", (route) => route.abort());
    await answerUntil(7);
    await page.getByText("The server does not answer: answers are kept here").waitFor();
    await page.reload();
    await page.getByText("Round 1: 7 of 10 answered").waitFor();
    const { answers } = await draft();
    expect(answers.yes + answers.no).toBe(3);
    await page.unroute("**/review/answers");
    await saved();
    await expect.poll(async () => (await draft()).answers).toMatchObject({ skip: 1, sinceTraining: 7 });
    expect(complaints.splice(0).filter((line) => !/net::ERR_/.test(line))).toEqual([]);
  });

  it("is one in two tabs, and neither loses what the other could not send", async () => {
    const other = await page.context().newPage();
    const otherAsked = other.getByRole("complementary", { name: "Is this one?" }).getByRole("link").first();
    await other.goto(`${running.server.url}/functions/apples/review`);
    await other.getByText("Round 1: 7 of 10 answered").waitFor();
    await page.context().route("**/review/answers", (route) => route.abort());
    await page.keyboard.press("s");
    await expect.poll(() => otherAsked.textContent()).toBe(await asked().textContent());
    await other.keyboard.press("s");
    await page.getByText("Round 1: 9 of 10 answered").waitFor();
    await page.reload();
    await page.getByText("Round 1: 9 of 10 answered").waitFor();
    await other.reload();
    await page.context().unroute("**/review/answers");
    await expect.poll(async () => (await draft()).answers.skip, { timeout: 15_000 }).toBe(3);
    await other.getByText("Saved", { exact: true }).waitFor({ timeout: 15_000 });
    await other.close();
    await button("Undo").click();
    await button("Undo").click();
    await page.getByText("Round 1: 7 of 10 answered").waitFor();
    await saved();
    expect((await draft()).answers.skip).toBe(1);
    complaints.splice(0);
  });

  it("can be looked over: an answer is flipped in the strip, by a finger on a phone too", async () => {
    await page.setViewportSize(PHONE);
    for (let done = 7; done < 10; done++) {
      const key = (await asked().textContent()) ?? "";
      await button(key.includes("apple") ? "Yes" : "No").click();
      await expect.poll(() => strip().count()).toBe(done + 1);
    }
    await page.getByText("Round 1 is answered").waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await saved();
    const before = (await draft()).answers;
    const newest = strip().first();
    const wasYes = ((await newest.getAttribute("aria-label")) ?? "").includes(", yes:");
    await newest.click();
    await saved();
    await expect.poll(async () => (await draft()).answers.yes).toBe(before.yes + (wasYes ? -1 : 1));
    await newest.click();
    await saved();
    await expect.poll(async () => (await draft()).answers.yes).toBe(before.yes);
    await page.setViewportSize(DESKTOP);
  });
});

describe("between rounds", () => {
  it("shows what the answers change, while the published version stays as it is", async () => {
    const before = await running.client.getFunction({ name: "apples" });
    await button("Show what changes").click();
    await page.getByRole("heading", { name: "What changes" }).waitFor({ timeout: 20_000 });
    await page.getByRole("table").getByText("Average precision").waitFor();
    await takePicture(page, "review-changes");
    expect(await violationsOn(page)).toEqual([]);
    const now = await running.client.getFunction({ name: "apples" });
    expect({ ...now, hasDraft: false }).toEqual({ ...before, hasDraft: false });
  });

  it("takes the last answer back, and asks about its row again", async () => {
    const before = (await draft()).answers;
    const strip = page.getByRole("list", { name: "Answers so far" }).getByRole("button");
    expect(await strip.count()).toBe(10);
    const name = (await strip.first().getAttribute("aria-label")) ?? "";
    await button("Undo last answer").click();
    await page.getByText("Round 2: 0 of 1 answered").waitFor();
    expect(name).toContain((await asked().textContent()) ?? "no row");
    await saved();
    const { yes, no, skip } = (await draft()).answers;
    expect(yes + no + skip).toBe(9);
    await page.keyboard.press(name.includes(", yes:") ? "y" : "n");
    await page.getByText("Round 2 is answered").waitFor();
    await saved();
    // The focus was nowhere while the answer was being saved.
    await expect.poll(() => page.locator(":focus").textContent()).toBe("Show what changes");
    await page.keyboard.press("Enter");
    await page
      .getByText(/^\d+ at or above the threshold of [\d.]+ now, \d+ at or above that of the draft, [\d.]+$/)
      .waitFor();
    expect((await draft()).answers).toMatchObject({ ...before, sinceTraining: 0 });
  });

  it("points out answers that disagree, with both rows, and takes one back", async () => {
    await running.client.answerReview(
      { name: "apples" },
      {
        answers: [
          { key: "shop/apple/000.jpg", answer: "yes" },
          { key: "shop/copies/apple.jpg", answer: "no" },
        ],
      },
    );
    await openReview();
    const conflicts = page.getByRole("region", { name: "Answers that disagree" });
    await conflicts.getByText("1 contradiction").waitFor();
    expect(await conflicts.getByRole("link").count()).toBe(2);
    expect(await violationsOn(page)).toEqual([]);
    await button("Take back the answer of owner to shop/copies/apple.jpg").click();
    // What only says the same twice may be told still.
    await conflicts.getByText("1 contradiction").waitFor({ state: "hidden" });
    expect((await draft()).conflicts.filter(({ isContradiction }) => isContradiction)).toEqual([]);
  });

  it("can be ended before every row of it is answered", async () => {
    await openReview();
    await button("Ask about more rows").click();
    await page.getByText("Round 3: 0 of 10 answered").waitFor();
    await page.keyboard.press("n");
    await page.getByText("Round 3: 1 of 10 answered").waitFor();
    await saved();
    await button("End the round here").click();
    await page.getByRole("heading", { name: "What changes" }).waitFor({ timeout: 20_000 });
    expect(await draft()).toMatchObject({ round: 4, answers: { sinceTraining: 0 } });
  });

  it("is brought up to date where the function was changed since it began", async () => {
    await running.client.editFunction({ name: "apples" }, { add: [{ key: "shop/orange/001.jpg", sign: "-" }] });
    await idle(running.client);
    const before = await draft();
    await openReview();
    await page.getByText(/^The function was changed since this draft began from version 1/).waitFor();
    await button("Bring up to date").click();
    await page.getByText("The draft is on version 2 now, with all answers").waitFor({ timeout: 20_000 });
    const { answers, anchors } = await draft();
    expect(await draft()).toMatchObject({ basedOn: 2, isBehind: false, round: before.round + 1 });
    expect({ answers, anchors: anchors.length }).toEqual({
      answers: before.answers,
      anchors: before.anchors.length + 1,
    });
    expect(await button("Bring up to date").count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
  });

  it("publishes over a version that was made meanwhile only when told to", async () => {
    await running.client.editFunction({ name: "apples" }, { add: [{ key: "shop/orange/002.jpg", sign: "-" }] });
    await idle(running.client);
    await openReview();
    await button("Publish").click();
    const dialog = page.getByRole("dialog", { name: "Publish the draft" });
    await dialog.getByText(/^The function was changed since this draft began from version 2/).waitFor();
    await dialog.getByLabel("Threshold", { exact: true }).fill("0.5");
    await dialog.getByLabel("Why, for the list of versions").fill("reviewed ten rows");
    expect(await dialog.getByRole("button", { name: "Publish" }).isDisabled()).toBe(true);
    await dialog.getByLabel("Publish over the newer version").check();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Publish" }).click();
    await expect.poll(() => new URL(page.url()).pathname, { timeout: 20_000 }).toBe("/functions/apples");
    await idle(running.client);
    const published = await running.client.getFunction({ name: "apples" });
    expect(published).toMatchObject({ version: 4, threshold: 0.5, note: "reviewed ten rows", hasDraft: false });
    expect(published.anchors.some(({ key }) => key === "shop/apple/000.jpg")).toBe(true);
  });

  it("publishes nothing before something is answered", async () => {
    await running.client.askReview({ name: "apples" }, { count: 1 });
    await openReview();
    await page.getByText(/^Nothing is answered with yes or no yet/).waitFor();
    expect(await button("Publish").isDisabled()).toBe(true);
    await running.client.discardDraft({ name: "apples" });
  });

  it("throws a draft away after asking", async () => {
    await openReview();
    await button("Begin").click();
    await page.getByText(/^Round 1: 0 of/).waitFor();
    await page.keyboard.press("n");
    await saved();
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await button("Discard").click();
    const dialog = page.getByRole("dialog", { name: "Discard the draft?" });
    await dialog.getByText(/^Its 1 answer is thrown away/).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Discard" }).click();
    await page.getByText("Teach it by answering").waitFor();
    expect((await running.client.getFunction({ name: "apples" })).hasDraft).toBe(false);
    expect(complaints.splice(0)).toEqual([]);
  });
});

describe("proposals", () => {
  it("are asked for from a selection, named, and become functions with one click each or all at once", async () => {
    await open(`/?where=${encodeURIComponent('label = "apple" or label = "orange"')}`);
    await button(/^Select all/).click();
    const bar = page.getByRole("region", { name: "Selection" });
    await bar.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Propose functions…" }).click();
    const dialog = page.getByRole("dialog", { name: "Proposed functions" });
    await dialog.getByLabel("Space").selectOption("cn3");
    await dialog.getByLabel("Times denser, at least").fill("1.2");
    expect(await violationsOn(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Find them" }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe("/proposals");
    const cards = page.getByRole("list", { name: "Proposed functions" }).locator("> li");
    await cards.first().waitFor({ timeout: 30_000 });
    await takePicture(page, "proposals");
    expect(await violationsOn(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    expect(await widePartsOf(page)).toEqual([]);
    await page.setViewportSize(DESKTOP);
    const before = (await running.client.listFunctions()).length;
    await cards.first().getByLabel("Name").fill("first one");
    await cards.first().getByRole("button", { name: "Create function" }).click();
    await cards.first().getByRole("link", { name: "first one" }).waitFor();
    const proposals = await cards.count();
    expect(proposals).toBeGreaterThan(1);
    await button(`Create all ${proposals - 1}`).click();
    await expect.poll(async () => (await running.client.listFunctions()).length).toBe(before + proposals);
    await idle(running.client);
    expect(await running.client.getFunction({ name: "first one" })).toMatchObject({ kind: "probe", state: "complete" });
    expect(complaints.splice(0)).toEqual([]);
  });
});
