import { describe, expect, it } from "vitest";
import { exampleAnswers, recordRun } from "../recorded-run.fixture.ts";

const answers = exampleAnswers();
const job = { state: "done", result: { edit: 12, changed: 41, kept: 0 } };
const editing = {
  ...answers,
  getJob: (call: never) => ({ ...((answers.getJob as (call: never) => object)(call) as object), ...job }),
} as typeof answers;

describe("edit rows", () => {
  it("sends the selection and the change, and waits for it", async () => {
    const { calls, stdout } = await recordRun(
      [
        "edit",
        "rows",
        "--where",
        'label = "x"',
        "--key",
        "k",
        "--add-tag",
        "a",
        "--remove-tag",
        "b",
        "--set-label",
        "l",
        "--set",
        "n=2",
        "--expect",
        "44",
        "--json",
      ],
      editing,
    );
    expect(calls.find((call) => call.name === "startEdit")?.body).toMatchObject({
      selection: { filter: 'label = "x"', include: ["k"] },
      edit: { labels: { set: ["l"] }, tags: { add: ["a"], remove: ["b"] }, metadata: { n: 2 } },
      expect: 44,
    });
    expect(JSON.parse(stdout)).toMatchObject({ edit: 12, rows: 44, changed: 41 });
  });

  it("wants to know which rows, and what to change", async () => {
    expect((await recordRun(["edit", "rows", "--add-tag", "a"], editing)).stderr).toContain("Say which rows");
    expect((await recordRun(["edit", "rows", "--all"], editing)).stderr).toContain("Say what to change");
  });
});

describe("edit undo", () => {
  it("undoes the edit that is named, else the newest one", async () => {
    const named = await recordRun(["edit", "undo", "7"], editing);
    expect(named.calls.find((call) => call.name === "undoEdit")?.parameters).toEqual({ id: "7" });
    const newest = await recordRun(["edit", "undo"], editing);
    expect(newest.calls.find((call) => call.name === "undoEdit")?.parameters).toEqual({ id: "12" });
    expect(newest.stdout).toContain("Restored 41 rows");
  });
});

it("compares an edit of a function without making it", async () => {
  const { calls, stdout } = await recordRun(
    ["function", "edit", "green apples", "--like", "a", "--space", "clip", "--compare"],
    editing,
  );
  expect(calls.map((call) => call.name)).toEqual(["compareFunction"]);
  expect(calls[0]?.body).toMatchObject({ space: "clip", add: [{ key: "a", sign: "+" }] });
  expect(stdout).toContain("Would enter: 10 rows");
});
