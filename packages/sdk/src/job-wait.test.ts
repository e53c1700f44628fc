import type { Job } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import { expect, it } from "vitest";
import { createClient } from "./client.ts";
import { contractFetch } from "./contract-fetch.ts";

const job = (id: string, state: Job["state"], done = 0): Job => ({
  id,
  kind: "embed",
  title: "Embed",
  state,
  done,
  total: 9,
  unit: "rows",
  stage: null,
  failed: 0,
  ratePerSecond: null,
  secondsLeft: null,
  error: null,
  isRepeatable: true,
  result: null,
  created: "",
  started: null,
  ended: null,
});
const over = (fetch: (request: Request) => Promise<Response>) => createClient({ url: "http://pomona.test", fetch });
const eventStream = (...texts: string[]): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    }),
  );

it("waits for several jobs and gives them in the order asked for, failed ones too", async () => {
  const rounds: Record<string, Job["state"][]> = { a: ["queued", "running", "failed"], b: ["done"] };
  const { fetch, calls } = contractFetch({
    getJob: ({ parameters: { id = "" } }) => job(id, rounds[id]?.shift() ?? "done"),
  });
  const seen: string[] = [];
  const jobs = await over(fetch).waitForJob(["a", "b"], {
    onProgress: (now) => seen.push(now.map((one) => one.state).join()),
  });
  expect(jobs.map((one) => [one.id, one.state])).toEqual([
    ["a", "failed"],
    ["b", "done"],
  ]);
  expect(seen).toEqual(["queued,done", "running,done", "failed,done"]);
  expect(calls.filter((call) => call.parameters.id === "b")).toHaveLength(1);
});

it("is idle when no job is queued or running, and gives the jobs that were", async () => {
  const rounds = [
    [job("a", "running"), job("old", "done")],
    [job("b", "queued"), job("a", "done")],
    [job("b", "done"), job("a", "done")],
  ];
  const { fetch } = contractFetch({ listJobs: () => rounds.shift() });
  const jobs = await over(fetch).waitUntilIdle();
  expect(jobs.map((one) => one.id)).toEqual(["b", "a"]);
});

it("stops waiting with the signal's reason", async () => {
  const { fetch } = contractFetch({ getJob: () => job("a", "running") });
  const abort = new AbortController();
  setTimeout(() => abort.abort(new Error("enough")), 60);
  await expect(over(fetch).waitForJob("a", { signal: abort.signal })).rejects.toThrow("enough");
});

it("tells job events across chunks and reconnects when the stream ends", async () => {
  const streams = [
    eventStream(
      ": hello\n\nevent: job\nda",
      `ta: ${JSON.stringify(job("a", "running", 1))}\n`,
      "\nevent: ping\ndata: x\n\n",
    ),
    eventStream(`event: job\r\ndata: ${JSON.stringify(job("a", "done", 9))}\r\n\r\n`),
  ];
  const { fetch } = contractFetch({ jobEvents: () => streams.shift() ?? eventStream() });
  const abort = new AbortController();
  const seen: (number | "open")[] = [];
  for await (const change of over(fetch).events(abort.signal, () => seen.push("open"))) {
    seen.push(change.done);
    if (change.state === "done") abort.abort();
  }
  expect(seen).toEqual(["open", 1, "open", 9]);
});

it("does not reconnect when the server refuses the stream", async () => {
  const { fetch, calls } = contractFetch({
    jobEvents: () => {
      throw new Problem("unauthorized", "A token is needed.");
    },
  });
  await expect(over(fetch).events().next()).rejects.toMatchObject({ code: "unauthorized" });
  expect(calls).toHaveLength(1);
});
