import { expect, test } from "vitest";
import { endedJob } from "../recorded-run.fixture.ts";
import { renderFollowUps } from "./follow-ups.ts";

const derive = (id: string, done: number) =>
  endedJob({ id, kind: "derive", title: "Derive cn3-256", done, failed: 0, unit: "rows" });
const act = (id: string, acted: number) =>
  endedJob({ id, kind: "automate", title: "Act on rows that arrived", done: 300, result: { acted, looked: 300 } });

test("work in several jobs is one line, and what did nothing is left out but for the import's own", () => {
  const embed = endedJob({ id: "e", kind: "embed", title: "Embed in cn3", done: 0, failed: 0, unit: "rows" });
  expect(
    renderFollowUps([embed, derive("a", 0), derive("b", 40), derive("c", 2), act("d", 3), act("f", 2)], ["e"]),
  ).toEqual(["Embed in cn3: 0 rows", "Derive cn3-256: 42 rows", "Act on rows that arrived: acted 5 times"]);
  expect(renderFollowUps([derive("a", 0), act("d", 0)], ["e"])).toEqual([]);
});
