import { spawn } from "node:child_process";
import { once } from "node:events";
import type { FunctionDraft } from "@pomona/contract/reviews";
import { expect, test } from "vitest";
import { openTestApp } from "./app.fixture.ts";

const DIMS = 8;
const vectorOf = (row: number) => Array.from({ length: DIMS }, (_, i) => Math.sin((row + 1) * (i + 1)));

/** Answers one row after the other in a process of its own, which prints each that was acknowledged and then kills itself. */
async function answerAndCrash(dataDirectory: string, answers: number): Promise<string[]> {
  const script = `
    const { openApp } = await import(${JSON.stringify(new URL("./app.ts", import.meta.url).href)});
    const app = await openApp({ dataDirectory: ${JSON.stringify(dataDirectory)}, logLevel: "silent" });
    for (let row = 1; row <= ${answers}; row++) {
      const body = JSON.stringify({ answers: [{ key: "k" + row, answer: row % 2 ? "yes" : "no" }] });
      const headers = { "content-type": "application/json" };
      const url = "http://127.0.0.1/api/v1/functions/f/review/answers";
      const response = await app.fetch(new Request(url, { method: "POST", body, headers }), { owner: true });
      if (response.status === 200) process.stdout.write("k" + row + "\\n");
    }
    process.kill(process.pid, "SIGKILL");`;
  const options = ["--import", "tsx", "--conditions=@pomona/source", "--input-type=module", "-e", script];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (part: Buffer) => {
    printed += part.toString();
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  expect({ code, signal }).toEqual({ code: null, signal: "SIGKILL" });
  return printed.trim().split("\n");
}

test("kill -9 loses no answer that was acknowledged", async () => {
  const opened = await openTestApp();
  try {
    const rows = Array.from({ length: 20 }, (_, row) => ({ key: `k${row}`, text: `text ${row}` }));
    await opened.call("POST", "/rows", { dataset: "d", rows });
    const vectors = rows.map(({ key }, row) => ({ key, vector: vectorOf(row) }));
    await opened.call("POST", "/vectors", { space: "own", vectors });
    await opened.call("POST", "/functions", { name: "f", space: "own", anchors: [{ key: "k0" }] });
    await opened.app.whenIdle();
    await opened.app.close();
    const acknowledged = await answerAndCrash(opened.directory, 12);
    expect(acknowledged).toHaveLength(12);
    await opened.reopen();
    const draft = (await opened.call<FunctionDraft>("GET", "/functions/f/draft")).body;
    expect(draft.answers).toMatchObject({ yes: 6, no: 6 });
    expect(draft.anchors.slice(1).map(({ key }) => key)).toEqual(acknowledged);
  } finally {
    await opened.close();
  }
}, 120_000);
