import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { routeExamples } from "@pomona/contract/examples/route-examples";
import { Problem } from "@pomona/contract/problems";
import { describe, expect, it } from "vitest";
import { exampleAnswers, type RecordedOptions, recordRun } from "../../recorded-run.fixture.ts";
import { parseAnswers } from "./answers-file.ts";

const review = (options: RecordedOptions, ...rest: string[]) =>
  recordRun(["function", "review", "green apples", ...rest], exampleAnswers(), options);
const answersOf = ({ calls }: Awaited<ReturnType<typeof review>>) =>
  calls.filter(({ name }) => name === "answerReview").map(({ body }) => (body as { answers: unknown[] }).answers[0]);
const [lime, orange] = ["shop/Lime/031.jpg", "shop/Orange/011.jpg"];

describe("a review in the terminal", () => {
  it("sends each answer at once with its reason, and trains after the round", async () => {
    const run = await review({ typed: ["n", "what", "yes", "q"] });
    expect(answersOf(run)).toEqual([
      { key: lime, answer: "no", reason: "near-threshold" },
      { key: orange, answer: "yes", reason: "random" },
    ]);
    expect(run.calls.map(({ name }) => name).filter((name) => /Draft|askReview/.test(name))).toEqual([
      "askReview",
      "trainDraft",
      "askReview",
    ]);
    expect(run.stderr).toContain("31 rows reach the threshold now, 30 would: 0 would enter, 1 leave");
    expect(run.stderr).toContain(`contradiction: ${lime} is -, nearly the same as shop/Lime/032.jpg is +`);
    expect(run.exitCode).toBe(0);
  });

  it("takes the answer before back, and asks again", async () => {
    const run = await review({ typed: ["n", "u", "y", "q"] });
    expect(answersOf(run)).toMatchObject([
      { key: lime, answer: "no" },
      { key: lime, answer: null },
      { key: lime, answer: "yes" },
    ]);
    expect(run.calls.some(({ name }) => name === "trainDraft")).toBe(false);
  });

  it("says what to do where nobody can be asked", async () => {
    const run = await review({});
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("--ask N");
    // No draft was begun.
    expect(run.calls).toEqual([]);
    expect((await review({}, "--json")).stderr).toContain("With --json, say what to do");
  });
});

describe("a review by files", () => {
  it("prints the rows to ask about", async () => {
    const run = await review({}, "--ask", "2", "--random-share", "0.5", "--kind", "probe", "--json");
    expect(run.calls[0]?.body).toMatchObject({ count: 2, randomShare: 0.5, kind: "probe" });
    expect(JSON.parse(run.stdout)).toMatchObject({ round: 1, rows: [{ key: lime }, { key: orange }] });
  });

  it("sends answers, trains and shows the draft", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "answers.csv");
    writeFileSync(path, 'key,answer\nshop/Lime/031.jpg,no\n"a, b",y\nc,\n');
    const run = await review({}, "--answers", path, "--train");
    expect(run.calls.find(({ name }) => name === "answerReview")?.body).toEqual({
      answers: [
        { key: lime, answer: "no" },
        { key: "a, b", answer: "yes" },
        { key: "c", answer: null },
      ],
    });
    expect(run.stdout).toContain("Draft of green apples: probe, from version 1, round 2");
    expect(run.stderr).toContain("Kept 2 answers, took back 0\n1 to take back was not there");
  });

  it("takes back the answers of others where the file names them, and tells how many were there", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "answers.csv");
    writeFileSync(path, "key,answer,by\na,yes,ann\na,,ben\na,,cid\nb,,\n");
    const answered = { ...routeExamples.answerReview.response, takenBack: 3 };
    const answers = { ...exampleAnswers(), answerReview: () => answered };
    const run = await recordRun(["function", "review", "green apples", "--answers", path], answers);
    expect(run.calls.find(({ name }) => name === "answerReview")?.body).toEqual({
      answers: [
        { key: "a", answer: "yes" },
        { key: "a", answer: null, by: "ben" },
        { key: "a", answer: null, by: "cid" },
        { key: "b", answer: null },
      ],
    });
    expect(run.stderr).toContain("Kept 1 answer, took back 3\n");
    expect(run.stderr).not.toContain("not there");
    expect(parseAnswers('{"key":"a","answer":null,"by":"ben"}', "f")).toEqual([{ key: "a", answer: null, by: "ben" }]);
  });

  it("reads NDJSON and CSV alike, and names the line that is wrong", () => {
    const both = [
      '{"key":"a","answer":"yes","score":0.3}\n\n{"key":"b","answer":null}',
      "score,key,answer\r\n0.3,a,Y\r\n0.1,b,\r\n",
    ];
    for (const content of both)
      expect(parseAnswers(content, "f")).toEqual([
        { key: "a", answer: "yes" },
        { key: "b", answer: null },
      ]);
    expect(() => parseAnswers("key,answer\na,yes\nb,maybe", "f")).toThrow("f, line 3");
    expect(() => parseAnswers('{"key":"a","answer":"yes"}\n{"answer":"yes"}', "f")).toThrow(
      "f, line 2: there is no key",
    );
    expect(() => parseAnswers('{"key":"a","answer":"yes"}\nnull', "f")).toThrow("f, line 2: there is no key");
    expect(() => parseAnswers("a,yes\n", "f")).toThrow("whose first line names both");
  });

  it("points out rows that a file answers differently, of which the last counts, and tells what was kept", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "answers.csv");
    const many = Array.from({ length: 1000 }, (_, i) => `k${i},no`);
    writeFileSync(path, ["key,answer", ...many, "k7,yes", "k8,no", "gone,yes"].join("\n"));
    const whole = await review({}, "--answers", path);
    expect(whole.stderr).toContain("answered differently in the file, the last counts: k7\n");
    expect(whole.stderr).toContain("Kept 1,001 answers");
    let calls = 0;
    const failing = {
      ...exampleAnswers(),
      answerReview: () => {
        if (++calls > 1) throw new Problem("row-not-found", 'There is no row with the key "gone".');
        return routeExamples.answerReview.response;
      },
    };
    const { stderr, exitCode } = await recordRun(["function", "review", "green apples", "--answers", path], failing);
    expect(stderr).toContain("Kept 1,000 answers, those before the refused ones");
    expect(exitCode).toBe(2);
  });

  it("brings a draft up to date, also with answers from a file, and says of one that is behind that it can be", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "pomona-cli-")), "answers.csv");
    writeFileSync(path, "key,answer\na,yes\n");
    const run = await review({}, "--answers", path, "--rebase", "--train");
    expect(run.calls.map(({ name }) => name)).toEqual(["answerReview", "rebaseDraft", "functionDraft"]);
    const behind = { ...routeExamples.functionDraft.response, isBehind: true };
    const answers = { ...exampleAnswers(), functionDraft: () => behind };
    const { stdout } = await recordRun(["function", "review", "green apples", "--status"], answers);
    expect(stdout).toContain("bring it up to date with --rebase, which keeps its answers");
    expect((await review({}, "--discard", "--rebase", "--yes")).exitCode).toBe(2);
  });

  it("asks before it throws a draft away", async () => {
    const refused = await review({}, "--discard");
    expect(refused.exitCode).toBe(2);
    expect(refused.calls.some(({ name }) => name === "discardDraft")).toBe(false);
    expect((await review({}, "--discard", "--yes")).stdout).toContain("Discarded the draft of green apples");
  });
});

it("publish sends threshold, note and force", async () => {
  const line = ["function", "publish", "green apples", "--threshold", "0.6", "--note", "x", "--force", "--no-wait"];
  const { calls } = await recordRun(line, exampleAnswers());
  expect(calls[0]).toMatchObject({ name: "publishDraft", body: { threshold: 0.6, note: "x", force: true } });
});
