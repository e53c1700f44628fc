import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routeExamples } from "@pomona/contract/examples/route-examples";
import { Problem } from "@pomona/contract/problems";
import type { RouteName } from "@pomona/contract/routes";
import { describe, expect, it } from "vitest";
import { exitCodes } from "../exit-code.ts";
import { endedJob, exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const answers = {
  ...exampleAnswers(),
  getJob: () => endedJob({ kind: "automate", result: { acted: 312, looked: 40_000 } }),
};

async function bodyOf(route: RouteName, ...commandLine: string[]): Promise<unknown> {
  const { calls, stderr } = await recordRun(commandLine, answers);
  const call = calls.find((one) => one.name === route);
  if (!call) throw new Error(`${route} was not called: ${stderr}`);
  return call.body === undefined ? { ...call.parameters, ...call.query } : call.body;
}
const create = (...options: string[]) =>
  bodyOf("createAutomation", "automation", "create", "n", "--when", "label = apple", ...options);
/** An edit of an automation that has this action. */
const editRun = (action: object, ...options: string[]) => {
  const found = { ...routeExamples.getAutomation.response, name: "n", action };
  return recordRun(["automation", "edit", "n", ...options], { ...answers, getAutomation: () => found });
};
async function editOf(action: object, ...options: string[]): Promise<unknown> {
  const { calls, stderr } = await editRun(action, ...options);
  return calls.find(({ name }) => name === "editAutomation")?.body ?? stderr;
}

describe("automation create", () => {
  it("says how many rows it would have matched", async () => {
    const line = ["automation", "create", "n", "--when", "label = apple", "--tag", "x"];
    const { calls, stderr } = await recordRun(line, answers);
    expect(calls.map(({ name }) => name)).toEqual(["dryRunAutomation", "createAutomation"]);
    expect(stderr).toContain("would have matched 312 of 40,000 rows there are; it acts on rows that come from now on");
  });

  it("says nothing of what it will do when it was not made", async () => {
    const line = ["automation", "create", "n", "--when", "label = apple", "--tag", "x"];
    const createAutomation = () => Promise.reject(new Problem("name-taken", "n exists."));
    const { stderr } = await recordRun(line, { ...answers, createAutomation });
    expect(stderr).toContain("n exists.");
    expect(stderr).not.toContain("would have matched");
  });

  it("sends each action with its options", async () => {
    const base = { name: "n", filter: "label = apple", onRescore: true, isPaused: false };
    expect(await create("--tag", "x")).toEqual({ ...base, action: { kind: "tag", tag: "x" } });
    expect(await create("--review", "odd", "--paused", "--no-rescore")).toEqual({
      ...base,
      onRescore: false,
      isPaused: true,
      action: { kind: "review", slice: "odd" },
    });
    expect(await create("--batch", "new", "--project", "fruit", "--daily-cap", "5", "--group", "all")).toEqual({
      ...base,
      action: { kind: "batch", batch: "new", project: "fruit", dailyCap: 5, group: "all" },
    });
    const secretFile = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "secret");
    writeFileSync(secretFile, "known to both\n");
    const hook = ["--webhook", "https://shop.example/", "--secret-file", secretFile, "--allow-private"];
    expect(await create(...hook, "--rows-per-call", "7")).toEqual({
      ...base,
      action: {
        kind: "webhook",
        url: "https://shop.example/",
        secret: "known to both",
        rowsPerCall: 7,
        allowPrivate: true,
      },
    });
  });

  it("shows a secret that was made", async () => {
    const line = ["automation", "create", "n", "--when", "", "--webhook", "https://shop.example/"];
    expect((await recordRun(line, answers)).stdout).toContain(
      "secret, told this once: hB1m0p2yQm3J5yC8r4l9sV6tW7uX8zA0bC1dE2fx7Qk",
    );
  });

  it.each([
    [[], "Say what is done"],
    [["--tag", "x", "--review", "y"], "Give one of --tag and --review"],
    [["--batch", "x"], "--batch needs --project"],
    [["--tag", "x", "--daily-cap", "3"], "--daily-cap goes with --batch"],
    [["--tag", "x", "--allow-private"], "--allow-private goes with --webhook"],
  ])("refuses %j before anything is sent", async (options, reason) => {
    const { exitCode, calls, stderr } = await recordRun(
      ["automation", "create", "n", "--when", "", ...options],
      answers,
    );
    expect([exitCode, calls]).toEqual([exitCodes.usage, []]);
    expect(stderr).toContain(reason);
  });
});

describe("automation run", () => {
  it("asks with the count, and tells it with the request", async () => {
    const asked: string[] = [];
    const { calls, exitCode } = await recordRun(["automation", "run", "n"], answers, {
      typed: "y",
      onAsk: (question) => asked.push(question),
    });
    expect(exitCode).toBe(exitCodes.done);
    expect(asked).toEqual(["Act on 312 rows that are there already? [y/N] "]);
    expect(calls.find(({ name }) => name === "runAutomation")?.body).toEqual({ expect: 312 });
  });

  it("tells what is held back, in the project already, or more than the day has room for", async () => {
    const asked: string[] = [];
    const told = { matched: 15, acted: 3, held: 5, inProject: 1, wouldAct: 6, today: 2, rows: 1800, examples: [] };
    const held = { ...answers, dryRunAutomation: () => told };
    await recordRun(["automation", "run", "n"], held, { typed: "n", onAsk: (question) => asked.push(question) });
    expect(asked).toEqual(["Act on 6 rows that are there already, 2 of them today by its daily cap? [y/N] "]);
    expect((await recordRun(["automation", "dry-run", "n"], held)).stdout).toContain(
      "would have matched 15 of 1,800 rows there are (3 acted on already, 5 held for another day, 1 in its project already; 6 to act on), 2 of them today by its daily cap",
    );
  });

  it("does nothing where the answer is no, or nobody can be asked", async () => {
    for (const typed of ["n", null]) {
      const { calls } = await recordRun(["automation", "run", "n"], answers, { typed });
      expect(calls.map(({ name }) => name)).not.toContain("runAutomation");
    }
  });
});

describe("other commands of automations", () => {
  it("pause, resume and edit send what changes", async () => {
    expect(await bodyOf("editAutomation", "automation", "pause", "n")).toEqual({ isPaused: true, skipWaiting: false });
    expect(await bodyOf("editAutomation", "automation", "resume", "n")).toEqual({
      isPaused: false,
      skipWaiting: false,
    });
    expect(await bodyOf("editAutomation", "automation", "resume", "n", "--skip-waiting")).toEqual({
      isPaused: false,
      skipWaiting: true,
    });
    expect(await bodyOf("editAutomation", "automation", "edit", "n", "--name", "m", "--no-rescore")).toEqual({
      name: "m",
      onRescore: false,
      skipWaiting: false,
    });
    expect(await bodyOf("editAutomation", "automation", "edit", "n", "--rescore")).toEqual({
      onRescore: true,
      skipWaiting: false,
    });
  });

  it("edit leaves out what is not given of an action, and can take a daily cap away", async () => {
    const edit = ["automation", "edit", "n", "--batch", "b", "--project", "p"];
    const action = { kind: "batch", batch: "b", project: "p" };
    expect(await bodyOf("editAutomation", ...edit)).toMatchObject({ action });
    expect((await bodyOf("editAutomation", ...edit)) as object).not.toHaveProperty("action.dailyCap");
    expect(await bodyOf("editAutomation", ...edit, "--no-daily-cap")).toMatchObject({
      action: { ...action, dailyCap: null },
    });
    expect(await bodyOf("editAutomation", ...edit, "--daily-cap", "7")).toMatchObject({
      action: { ...action, dailyCap: 7 },
    });
  });

  it.each([
    [["--no-daily-cap"], { batch: "cards", project: "fruit", dailyCap: null }],
    [["--daily-cap", "100"], { batch: "cards", project: "fruit", dailyCap: 100 }],
    [["--group", "all"], { batch: "cards", project: "fruit", group: "all" }],
    [["--project", "games"], { batch: "cards", project: "games" }],
    [["--batch", "dice"], { batch: "dice", project: "fruit" }],
  ])("edit %j changes the batch that rows are sent to already", async (options, action) => {
    const has = { kind: "batch", batch: "cards", project: "fruit", group: "day", dailyCap: 5 };
    expect(await editOf(has, ...options)).toEqual({ action: { kind: "batch", ...action }, skipWaiting: false });
  });

  it("edit changes the webhook that it calls already, and whom it may call only when that is given", async () => {
    const has = { kind: "webhook", url: "https://shop.example/", secretHint: "2fx7", rowsPerCall: 9 };
    const secretFile = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "secret");
    writeFileSync(secretFile, "known to both\n");
    const kept = { kind: "webhook", url: has.url };
    const isPrivate = { ...has, allowPrivate: true };
    const isPublic = { ...has, allowPrivate: false };
    expect(await editOf(isPrivate, "--rows-per-call", "7")).toMatchObject({
      action: { ...kept, rowsPerCall: 7, allowPrivate: true },
    });
    expect(await editOf(isPublic, "--secret-file", secretFile)).toEqual({
      action: { ...kept, secret: "known to both", allowPrivate: false },
      skipWaiting: false,
    });
    expect(await editOf(isPublic, "--allow-private")).toMatchObject({ action: { ...kept, allowPrivate: true } });
    expect(await editOf(isPrivate, "--webhook", "https://elsewhere.example/")).toMatchObject({
      action: { url: "https://elsewhere.example/", allowPrivate: false },
    });
  });

  it.each([
    [["--no-daily-cap"], '--no-daily-cap goes with --batch, and the action of "n" is another: tag.'],
    [["--rows-per-call", "3"], '--rows-per-call goes with --webhook, and the action of "n" is another: tag.'],
    [["--batch", "b"], "--batch needs --project."],
    [["--tag", "x", "--no-daily-cap"], "--no-daily-cap goes with --batch."],
    [["--group", "all", "--allow-private"], "--allow-private goes with --webhook."],
  ])("edit refuses %j of one that adds a tag, in the words that were typed", async (options, reason) => {
    const { exitCode, calls, stderr } = await editRun({ kind: "tag", tag: "x" }, ...options);
    expect(exitCode).toBe(exitCodes.usage);
    expect(calls.map(({ name }) => name)).not.toContain("editAutomation");
    expect(stderr).toContain(reason);
  });

  it("deliveries asks for one automation's dead calls, or for all", async () => {
    expect(await bodyOf("listDeliveries", "automation", "deliveries")).toEqual({ after: 0, limit: 100 });
    expect(await bodyOf("listDeliveries", "automation", "deliveries", "n", "--dead", "--limit", "3")).toEqual({
      automation: "n",
      state: "dead",
      after: 0,
      limit: 3,
    });
  });

  it("log and list print tables, with --json the documents", async () => {
    const log = (await recordRun(["automation", "log", "n"], answers)).stdout;
    expect(log).toContain("acted");
    expect(log).toContain("granny smith/017.jpg");
    const { stdout } = await recordRun(["automation", "list", "--json"], answers);
    expect((JSON.parse(stdout) as { name: string }[]).map(({ name }) => name)).toEqual([
      "green apples to label",
      "tell the shop",
    ]);
  });

  it("one that is paused and cannot act says both", async () => {
    const stopped = { ...routeExamples.getAutomation.response, state: "paused", problem: 'There is no slice "odd".' };
    const { stdout } = await recordRun(["automation", "show", "n"], { ...answers, getAutomation: () => stopped });
    expect(stdout).toContain(": paused, cannot act");
  });

  it("retry says that the call is queued, not how it ends", async () => {
    const { stdout, stderr } = await recordRun(
      ["automation", "retry", "6c2f1f2e-6f1c-4b0e-9a53-8f0b5f7a1d11"],
      answers,
      { place: "local" },
    );
    expect(stdout).toContain("is queued");
    expect(stderr).toContain("pomona automation deliveries");
  });

  it("delete says what goes, and what stays", async () => {
    const asked: string[] = [];
    await recordRun(["automation", "delete", "n"], answers, { typed: "n", onAsk: (question) => asked.push(question) });
    expect(asked[0]).toContain("312 rows acted on, 40 waiting; what it did stays");
  });

  it("are told of when what they name is deleted", async () => {
    const { stderr } = await recordRun(["function", "delete", "green apples", "--yes"], answers);
    expect(stderr).toContain('2 automations name it and wait until there is a function "green apples" again: "');
  });

  it("slices and linked truths that name it are told as well", async () => {
    const { getFunction, listFunctions, listSlices } = routeExamples;
    const truth = { label: null, filter: 'function("green apples") >= 0.1', among: null };
    const named = {
      ...answers,
      listFunctions: () => [...(listFunctions.response ?? []), { ...getFunction.response, name: "n66", truth }],
      listSlices: () => (listSlices.response ?? []).slice(0, 1).map((slice) => ({ ...slice, filter: truth.filter })),
    };
    const { stderr } = await recordRun(["function", "delete", "green apples", "--yes"], named);
    expect(stderr).toContain(
      '1 slice names it and cannot be read without it: "green apples without a label"\n' +
        '1 function cannot be evaluated without it, as the linked truth names it: "n66"\n',
    );
    const other = await recordRun(["function", "delete", "pears", "--yes"], named);
    expect(other.stderr).not.toMatch(/slice|truth/);
  });

  it("slice reviewed clears a review list, or those of a filter", async () => {
    expect(await bodyOf("clearReviewList", "slice", "reviewed", "s")).toEqual({});
    expect(await bodyOf("clearReviewList", "slice", "reviewed", "s", "--where", "label exists")).toMatchObject({
      selection: { filter: "label exists" },
    });
  });
});
