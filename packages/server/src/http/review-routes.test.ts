import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScoringFunction } from "@pomona/contract/functions";
import type { AskReason, FunctionDraft, ReviewConflict } from "@pomona/contract/reviews";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openTestApp, type TestApp } from "../app.fixture.ts";

const DIMS = 16;
const ROWS = 400;
/** Every tenth row is of the class: its vector lies near one direction. */
const isOne = (row: number): boolean => row % 10 === 0;
const keyOf = (row: number): string => `k${row}`;
const rowOf = (key: string): number => Number(key.slice(1));
function vectorOf(row: number): number[] {
  return Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1) * 1.7) + (isOne(row) && i < 3 ? 1.4 : 0));
}

interface Asked {
  round: number;
  rows: { key: string; score: number | null; reason: AskReason }[];
}
interface Answered {
  draft: FunctionDraft;
  takenBack: number;
  conflicts: ReviewConflict[];
}

let app: TestApp;
/** Called once, when the time is looked at next. */
let atClock: (() => void) | undefined;
beforeEach(async () => {
  atClock = undefined;
  const clock = (): Date => {
    const called = atClock;
    atClock = undefined;
    called?.();
    return new Date();
  };
  app = await openTestApp({ clock });
  await importTexts(Array.from({ length: ROWS }, (_, row) => [keyOf(row), `text ${row}`]));
  await good("POST", "/spaces", { kind: "external", name: "own", dims: DIMS, modalities: ["text"] });
  await putVectors(Array.from({ length: ROWS }, (_, row) => ({ key: keyOf(row), vector: vectorOf(row) })));
  const anchors = [{ key: "k0" }, { key: "k1", sign: "-" }];
  await good("POST", "/functions", { name: "f", space: "own", anchors, threshold: 0.7 });
  await app.app.whenIdle();
});
afterEach(() => app.close());

async function good<T>(method: string, path: string, body?: unknown): Promise<T> {
  const { status, body: answer } = await app.call<T>(method, path, body);
  expect([200, 201, 202], JSON.stringify(answer)).toContain(status);
  return answer;
}
/** Without vectors of a model. */
async function importTexts(texts: [key: string, text: string][]): Promise<void> {
  const path = join(app.sources, `${texts[0]?.[0]}.csv`);
  await writeFile(path, ["key,text", ...texts.map((row) => row.join())].join("\n"));
  const mapping = { key: "key", text: "text" };
  await good("POST", "/imports", { path, dataset: "d", embed: false, keyPrefix: "", mapping });
  await app.app.whenIdle();
}
const putVectors = (vectors: { key: string; vector: number[] }[]) =>
  good("POST", "/vectors", { space: "own", vectors });
const ask = (body: object = {}): Promise<Asked> => good("POST", "/functions/f/review", { kind: "similarity", ...body });
const answer = (answers: { key: string; answer: string | null; reason?: AskReason }[]): Promise<Answered> =>
  good("POST", "/functions/f/review/answers", { answers });
const train = (): Promise<FunctionDraft> => good("POST", "/functions/f/draft/train");
const rebase = (): Promise<FunctionDraft> => good("POST", "/functions/f/draft/rebase");
const draft = (): Promise<FunctionDraft> => good("GET", "/functions/f/draft");
const oracle = ({ rows }: Asked) =>
  answer(rows.map(({ key, reason }) => ({ key, answer: isOne(rowOf(key)) ? "yes" : "no", reason })));

/** Answers as another person. */
async function annAnswers(): Promise<(answers: unknown[]) => Promise<Answered>> {
  const { token } = await good<{ token: string }>("POST", "/tokens", { name: "ann" });
  return async (answers) => {
    const said = await app.app.fetch(
      new Request("http://127.0.0.1/api/v1/functions/f/review/answers", {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ answers }),
      }),
      {},
    );
    expect(said.status).toBe(200);
    return (await said.json()) as Answered;
  };
}

/** All that others see of the function and its scores. */
async function published(): Promise<string> {
  const seen = [
    await good("GET", "/functions/f"),
    await good("GET", "/functions"),
    await good("POST", "/query", {
      filter: 'function("f") >= 0.6',
      sort: { function: "f" },
      scores: ["f"],
      facets: ["dataset"],
      limit: 400,
    }),
  ];
  return JSON.stringify(seen).replaceAll(/"hasDraft":(true|false)/g, "");
}

describe("a draft", () => {
  test("is begun by asking, and leaves what is published as it was, to the byte, until it is discarded", async () => {
    const before = await published();
    expect(await app.call("GET", "/functions/f/draft")).toMatchObject({
      status: 404,
      body: { code: "draft-not-found" },
    });
    await oracle(await ask());
    expect(await good("GET", "/functions/f")).toMatchObject({ hasDraft: true, version: 1 });
    expect(await published()).toBe(before);
    const trained = await train();
    expect(trained).toMatchObject({ basedOn: 1, isBehind: false, kind: "similarity", round: 2, threshold: 0.7 });
    expect(trained.rounds).toHaveLength(1);
    expect(await published()).toBe(before);
    expect(await good("DELETE", "/functions/f/draft")).toEqual({ deleted: true });
    expect(await published()).toBe(before);
    expect(await good("GET", "/functions/f")).toMatchObject({ hasDraft: false });
    expect(await app.call("DELETE", "/functions/f/draft")).toMatchObject({
      status: 404,
      body: { code: "draft-not-found" },
    });
  });

  test("becomes the newest version with who answered, when and why; the answers are gone from the next draft", async () => {
    const asked = await ask();
    await oracle(asked);
    await train();
    const made = await good<ScoringFunction>("POST", "/functions/f/draft/publish", { threshold: 0.75 });
    expect(made).toMatchObject({ version: 2, hasDraft: false, threshold: 0.75, by: "owner" });
    expect(made.note).toMatch(/^Reviewed: \d+ yes, \d+ no\.$/);
    expect(made.anchors).toHaveLength(2 + asked.rows.length);
    const [first] = asked.rows;
    const anchor = made.anchors.find(({ key }) => key === first?.key);
    expect(anchor).toMatchObject({ by: "owner", sign: isOne(rowOf(first?.key ?? "")) ? "+" : "-" });
    expect(anchor?.why).toMatch(/^review: /);
    expect(Date.parse(anchor?.at ?? "")).toBeGreaterThan(0);
    await app.app.whenIdle();
    expect(await good("GET", "/functions/f")).toMatchObject({ servedVersion: 2, state: "complete", scored: ROWS });
    const again = await ask();
    expect(again.round).toBe(1);
    expect(again.rows.filter(({ key }) => asked.rows.some((row) => row.key === key))).toEqual([]);
  });

  test("tells what it would change, exactly as publishing then does", async () => {
    await oracle(await ask());
    const { rounds, threshold } = await train();
    const changes = rounds.at(-1)?.changes;
    await good("POST", "/functions/f/draft/publish", {});
    await app.app.whenIdle();
    const hits = await good<{ total: number }>("POST", "/query", { filter: `function("f") >= ${threshold}` });
    expect(changes?.after.above).toBe(hits.total);
    expect((changes?.entering.count ?? 0) + (changes?.staying ?? 0)).toBe(hits.total);
  });

  test("is published only once a row was answered with yes or no", async () => {
    const asked = await ask();
    const before = await published();
    const refused = () => app.call("POST", "/functions/f/draft/publish", { force: true });
    expect(await refused()).toMatchObject({ status: 422, body: { code: "no-evidence", answered: 0 } });
    const key = asked.rows[0]?.key ?? "";
    await answer([{ key, answer: "skip" }]);
    expect(await refused()).toMatchObject({
      body: { code: "no-evidence", answered: 1, detail: expect.stringContaining("--discard") },
    });
    expect(await published()).toBe(before);
    // Nothing was trained, either.
    expect((await draft()).rounds).toEqual([]);
    await answer([{ key, answer: "no" }]);
    expect(await good("POST", "/functions/f/draft/publish", {})).toMatchObject({ version: 2 });
  });

  test("that is behind is published only by force", async () => {
    await oracle(await ask());
    await good("PATCH", "/functions/f", { add: [{ key: "k20" }] });
    await app.app.whenIdle();
    expect(await draft()).toMatchObject({ basedOn: 1, isBehind: true });
    const refused = await app.call("POST", "/functions/f/draft/publish", {});
    expect(refused).toMatchObject({ status: 409, body: { code: "draft-behind", basedOn: 1, version: 2 } });
    expect(await good("GET", "/functions/f")).toMatchObject({ version: 2, hasDraft: true });
    expect(await good("POST", "/functions/f/draft/publish", { force: true, note: "mine" })).toMatchObject({
      version: 3,
      note: "mine",
    });
  });

  test("that is behind is brought up to date: the newest version with its answers, trained anew", async () => {
    const asked = await ask();
    await oracle(asked);
    await train();
    await good("PATCH", "/functions/f", {
      add: [{ key: "k20" }],
      parameters: { negativeWeight: 0.25 },
      threshold: 0.6,
    });
    await app.app.whenIdle();
    const refused = await app.call<{ detail: string }>("POST", "/functions/f/draft/publish", {});
    expect(refused.body.detail).toMatch(/--rebase.*--force.*discard/);
    const before = await draft();
    const rebased = await rebase();
    const { created, answers } = before;
    expect(rebased).toMatchObject({ basedOn: 2, isBehind: false, round: 3, threshold: 0.6, created, answers });
    expect(rebased.rounds).toEqual([...before.rounds, expect.objectContaining({ round: 2 })]);
    expect(rebased.anchors).toHaveLength(3 + asked.rows.length);
    // Repeated after a lost reply, it changes nothing.
    expect(await rebase()).toEqual(rebased);
    expect(await app.call("POST", "/functions/f/draft/publish", {})).toMatchObject({
      status: 200,
      body: {
        version: 3,
        kind: "similarity",
        parameters: { negativeWeight: 0.25 },
        threshold: 0.6,
        anchors: rebased.anchors,
      },
    });
    expect(await app.call("POST", "/functions/f/draft/rebase")).toMatchObject({ body: { code: "draft-not-found" } });
  });

  test("that is brought up to date follows its function to another space, and keeps the kind it was begun with", async () => {
    await oracle(await ask({ kind: "probe" }));
    await train();
    await good("POST", "/spaces", { kind: "external", name: "half", dims: DIMS / 2, modalities: ["text"] });
    const halves = Array.from({ length: ROWS }, (_, row) => ({
      key: keyOf(row),
      vector: vectorOf(row).slice(0, DIMS / 2),
    }));
    await good("POST", "/vectors", { space: "half", vectors: halves });
    await good("PATCH", "/functions/f", { space: "half" });
    await app.app.whenIdle();
    const { answers } = await draft();
    expect(await rebase()).toMatchObject({ basedOn: 2, kind: "probe", answers });
    const made = await good<ScoringFunction>("POST", "/functions/f/draft/publish", {});
    expect(made).toMatchObject({ version: 3, kind: "probe", space: "half" });
    expect(made.probe?.report.positives).toBe(1 + answers.yes);
    await app.app.whenIdle();
    expect(await good("GET", "/functions/f")).toMatchObject({ servedVersion: 3, scored: ROWS });
  });

  test("that is brought up to date tells where answers disagree with the newer version", async () => {
    await importTexts([["near", "near"]]);
    await putVectors([{ key: "near", vector: vectorOf(20).map((value, i) => value + (i === 0 ? 0.01 : 0)) }]);
    await ask();
    expect((await answer([{ key: "near", answer: "no" }])).conflicts).toEqual([]);
    await good("PATCH", "/functions/f", { add: [{ key: "k20" }] });
    expect((await rebase()).conflicts).toMatchObject([
      { kind: "near-duplicate", key: "near", other: "k20", isContradiction: true },
    ]);
  });

  test("that is brought up to date without answers begins from the newest version, and loses none that come meanwhile", async () => {
    await ask();
    await good("PATCH", "/functions/f", { add: [{ key: "k20" }] });
    expect(await rebase()).toMatchObject({ basedOn: 2, rounds: [] });
    await good("PATCH", "/functions/f", { add: [{ key: "k40" }] });
    const keys = Array.from({ length: 12 }, (_, i) => keyOf(100 + i));
    await Promise.all([...keys.map((key) => answer([{ key, answer: "no" }])), rebase()]);
    const now = await rebase();
    expect(now).toMatchObject({ basedOn: 3, answers: { no: 12 } });
    expect(now.anchors).toHaveLength(4 + 12);
  });

  test("goes with its function, and is told apart from one of another kind", async () => {
    await ask();
    const other = await app.call("POST", "/functions/f/review", { kind: "probe" });
    expect(other).toMatchObject({ status: 400, body: { code: "bad-request" } });
    await good("DELETE", "/functions/f");
    await good("POST", "/functions", { name: "f", space: "own", anchors: [{ key: "k3" }] });
    expect(await app.call("GET", "/functions/f/draft")).toMatchObject({ body: { code: "draft-not-found" } });
  });

  test("survives a restart with its answers", async () => {
    await oracle(await ask());
    const before = await draft();
    await app.reopen();
    expect(await draft()).toEqual(before);
  });
});

describe("asking", () => {
  test("gives the same rows until they are answered, and never one that is an anchor, answered or skipped", async () => {
    const first = await ask({ count: 30 });
    expect(await ask({ count: 30 })).toEqual(first);
    expect(first.rows).toHaveLength(30);
    const seen = new Set(["k0", "k1"]);
    for (let round = 0; round < 4; round++) {
      const { rows } = await ask({ count: 30 });
      for (const { key } of rows) expect(seen.has(key)).toBe(false);
      for (const { key } of rows) seen.add(key);
      await answer(
        rows.map(({ key }, i) => ({ key, answer: i % 3 === 0 ? "skip" : isOne(rowOf(key)) ? "yes" : "no" })),
      );
    }
    expect((await draft()).answers).toMatchObject({ skip: 40 });
  });

  test("finds more than twice the rows of a class that asking at random would", async () => {
    let asked = 0;
    for (let round = 0; round < 5; round++) {
      const rows = await ask({ count: 16 });
      asked += rows.rows.length;
      await oracle(rows);
      await train();
    }
    expect(asked).toBe(80);
    expect((await draft()).answers.yes).toBeGreaterThan(16);
  });

  test("ends when every row was answered", async () => {
    let asked = await ask({ count: 200 });
    let total = 0;
    for (; asked.rows.length > 0; asked = await ask({ count: 200 })) {
      await oracle(asked);
      total += asked.rows.length;
    }
    expect(total).toBe(ROWS - 2);
  });

  test("leaves rows of an answered content out", async () => {
    await ask();
    await importTexts([["twin", "text 10"]]);
    await putVectors([{ key: "twin", vector: vectorOf(10) }]);
    await answer([{ key: "twin", answer: "yes" }]);
    for (let round = 0; round < 2; round++) {
      const { rows } = await ask({ count: 200 });
      expect(rows.map(({ key }) => key)).not.toContain("k10");
      await answer(rows.map(({ key }) => ({ key, answer: "no" })));
    }
  });

  test("draws the share that is to be random; they alone make the estimate", async () => {
    const asked = await ask({ count: 50, randomShare: 0.5 });
    const random = asked.rows.filter(({ reason }) => reason === "random");
    expect(random).toHaveLength(25);
    await answer(
      random.map(({ key }) => ({ key, answer: isOne(rowOf(key)) ? "yes" : "no", reason: "random" as const })),
    );
    const estimate = (await train()).rounds[0]?.randomSample;
    const positives = random.filter(({ key }) => isOne(rowOf(key))).length;
    expect(estimate).toMatchObject({ answered: 25, positives, prevalence: { value: positives / 25 } });
    expect(estimate?.prevalence.low).toBeLessThan(0.1);
    expect(estimate?.prevalence.high).toBeGreaterThan(0.1);
    const others = await ask({ count: 50, randomShare: 0 });
    expect(others.rows.filter(({ reason }) => reason === "random")).toEqual([]);
  });
});

describe("answers", () => {
  test("of several people are kept side by side, and a contradiction is pointed out", async () => {
    await ask();
    await answer([{ key: "k30", answer: "yes" }]);
    const ann = await annAnswers();
    const { conflicts, draft: now } = await ann([{ key: "k30", answer: "no" }]);
    const contradiction = { kind: "same-row", key: "k30", other: null, isContradiction: true };
    expect(conflicts).toMatchObject([contradiction]);
    expect(now.conflicts).toMatchObject([contradiction]);
    expect(now.anchors.filter(({ key }) => key === "k30").map(({ by }) => by)).toEqual(["owner", "ann"]);
    expect((await train()).round).toBe(2);
    expect((await answer([{ key: "k30", answer: "no" }])).draft.conflicts).toMatchObject([{ isContradiction: false }]);
  });

  test("at once are all kept", async () => {
    const keys = Array.from({ length: 20 }, (_, i) => keyOf(100 + i));
    await Promise.all(keys.map((key) => answer([{ key, answer: "no" }])));
    expect((await draft()).answers).toMatchObject({ no: 20, sinceTraining: 20 });
  });

  test("that repeat an anchor, a content or a vector are pointed out", async () => {
    await importTexts([
      ["copy", "text 0"],
      ["near", "near"],
    ]);
    const near = vectorOf(0).map((value, i) => value + (i === 0 ? 0.01 : 0));
    await putVectors([
      { key: "copy", vector: vectorOf(0) },
      { key: "near", vector: near },
    ]);
    const { conflicts } = await answer([
      { key: "k1", answer: "yes" },
      { key: "copy", answer: "yes" },
      { key: "near", answer: "no" },
    ]);
    expect(conflicts.filter(({ key }) => key === "k1")).toMatchObject([
      { kind: "same-row", keySign: "+", otherSign: "-", isContradiction: true },
    ]);
    expect(conflicts.filter(({ key }) => key === "copy")).toMatchObject([
      { kind: "same-content", other: "k0", isContradiction: false },
    ]);
    const twins = conflicts.filter(({ key }) => key === "near");
    expect(twins.map(({ kind, other, isContradiction }) => [kind, other, isContradiction])).toEqual([
      ["near-duplicate", "k0", true],
      ["near-duplicate", "copy", true],
    ]);
    expect(twins[0]?.similarity).toBeGreaterThan(0.999);
    expect((await answer([{ key: "near", answer: null }])).draft.conflicts).toHaveLength(2);
  });

  test("are changed and taken back by key", async () => {
    await answer([{ key: "k5", answer: "yes" }]);
    expect((await answer([{ key: "k5", answer: "no" }])).draft.answers).toMatchObject({ yes: 0, no: 1 });
    expect((await answer([{ key: "k5", answer: null }])).draft.answers).toMatchObject({ yes: 0, no: 0 });
  });

  test("are taken back from who gave them: others' only by name, and repeating it takes nothing more", async () => {
    const ann = await annAnswers();
    await answer([{ key: "k5", answer: "yes" }]);
    await ann([{ key: "k5", answer: "no" }]);
    const whose = async (): Promise<(string | null)[]> =>
      (await draft()).anchors.filter(({ key }) => key === "k5").map(({ by }) => by);
    const takesBack = (by?: string) => [{ key: "k5", answer: null, ...(by && { by }) }];
    expect((await ann(takesBack())).takenBack).toBe(1);
    expect((await ann(takesBack())).takenBack).toBe(0);
    expect((await ann(takesBack("ann"))).takenBack).toBe(0);
    expect(await whose()).toEqual(["owner"]);
    const both = [...takesBack("owner"), { key: "k5", answer: "no" }];
    expect(await ann(both)).toMatchObject({ takenBack: 1, draft: { answers: { yes: 0, no: 1 } } });
    expect(await whose()).toEqual(["ann"]);
    const path = "/functions/f/review/answers";
    expect(await app.call("POST", path, { answers: [{ key: "k5", answer: "no", by: "ann" }] })).toMatchObject({
      status: 400,
      body: { code: "bad-request" },
    });
  });

  test("that are given again once they were learned from keep the score that they had before", async () => {
    const asked = await ask({ count: 60, randomShare: 1 });
    await oracle(asked);
    const before = (await train()).rounds.at(-1)?.randomSample;
    expect(before?.recall?.value).toBeLessThan(1);
    await oracle(asked);
    expect((await draft()).answers.sinceTraining).toBe(60);
    expect((await train()).rounds.at(-1)?.randomSample).toEqual(before);
  });

  test("about a row that is not there, or has no vector, are refused with its key", async () => {
    await importTexts([["bare", "bare"]]);
    const path = "/functions/f/review/answers";
    const missing = await app.call("POST", path, { answers: [{ key: "nope", answer: "yes" }] });
    expect(missing).toMatchObject({ status: 404, body: { code: "row-not-found", key: "nope" } });
    const bare = await app.call("POST", path, { answers: [{ key: "bare", answer: "yes" }] });
    expect(bare).toMatchObject({ status: 422, body: { code: "anchor-unusable", key: "bare" } });
  });

  test("given while the draft is trained belong to the next round", async () => {
    await oracle(await ask());
    let answered: Promise<Answered> | undefined;
    // Training reads the answers, then the time, and then stores what it learned.
    atClock = () => {
      answered = answer([{ key: "k77", answer: "no" }]);
    };
    await train();
    await answered;
    const { answers, round } = await draft();
    expect(round).toBe(2);
    expect(answers.sinceTraining).toBe(1);
  });
});

describe("a draft of a probe", () => {
  const probe = { kind: "probe" };

  test("learns from answers round by round, with figures, and is published with what it learned", async () => {
    for (let round = 1; round <= 3; round++) {
      const asked = await ask({ ...probe, count: 20, randomShare: 0.25 });
      expect(asked.round).toBe(round);
      await oracle(asked);
      await train();
    }
    const { rounds, threshold, answers } = await draft();
    expect(rounds.map(({ round }) => round)).toEqual([1, 2, 3]);
    const last = rounds.at(-1);
    expect(last?.report?.positives).toBe(1 + answers.yes);
    expect(last?.report?.negatives).toBe(1 + answers.no);
    expect(last?.randomSample?.answered).toBeGreaterThanOrEqual(15);
    const made = await good<ScoringFunction>("POST", "/functions/f/draft/publish", {});
    expect(made).toMatchObject({ version: 2, kind: "probe", threshold });
    expect(made.probe?.report).toEqual(last?.report);
    await app.app.whenIdle();
    const hits = await good<{ total: number; rows: { key: string }[] }>("POST", "/query", {
      filter: `function("f") >= ${threshold}`,
      limit: 400,
    });
    expect(hits.total).toBe(last?.changes?.after.above);
    const right = hits.rows.filter(({ key }) => isOne(rowOf(key))).length;
    expect(right / hits.total).toBeGreaterThan(0.8);
    expect(right).toBeGreaterThan(20);
  });

  test("asks the same rows for the same seed and round, and is trained anew where answers came since", async () => {
    await oracle(await ask(probe));
    await train();
    const asked = await ask({ ...probe, seed: 3 });
    expect(await ask({ ...probe, seed: 3 })).toEqual(asked);
    await oracle(asked);
    const anchors = (await draft()).anchors.length;
    const made = await good<ScoringFunction>("POST", "/functions/f/draft/publish", {});
    expect((made.probe?.report.positives ?? 0) + (made.probe?.report.negatives ?? 0)).toBe(anchors);
  });

  test("of a combination cannot be begun", async () => {
    const combination = { operator: "not", parts: [{ function: "f" }] };
    await good("POST", "/functions", { name: "c", kind: "combination", combination });
    const refused = await app.call("POST", "/functions/c/review", {});
    expect(refused).toMatchObject({ status: 400, body: { code: "bad-request", kind: "combination" } });
  });
});
