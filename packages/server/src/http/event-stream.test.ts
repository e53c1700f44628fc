import type { Job } from "@pomona/contract/jobs";
import { expect, test } from "vitest";
import { jobEventStream } from "./event-stream.ts";

const job = (done: number) => ({ id: "j", done, ended: null }) as unknown as Job;

/** A stream of jobs, what tells it of changes, and how many listen. */
function opened() {
  const listeners = new Set<(job: Job) => void>();
  const source = {
    list: async () => [job(0)],
    subscribe: (listener: (job: Job) => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const response = jobEventStream(source, new AbortController().signal);
  const tell = (done: number): void => {
    for (const listener of listeners) listener(job(done));
  };
  return { response, listeners, tell };
}

test("a client that reads is told of every open job and every change", async () => {
  const { response, tell } = opened();
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const next = async () => new TextDecoder().decode((await reader.read()).value);
  expect(await next()).toBe("retry: 2000\n\n");
  expect(await next()).toContain('"done":0');
  for (let done = 1; done <= 3000; done++) {
    tell(done);
    expect(await next()).toContain(`"done":${done},`);
  }
  await reader.cancel();
});

test("a client that does not read is let go, and what waits for it stays bounded", async () => {
  const { response, listeners, tell } = opened();
  for (let done = 1; done <= 3000; done++) tell(done);
  expect(listeners.size).toBe(0);
  const text = await response.text();
  expect(text.match(/event: job/g)?.length).toBeLessThan(1100);
});
