import type { Job } from "@pomona/contract/jobs";

const KEEP_ALIVE_MS = 15_000;
/** Events kept for a client that does not read, as one on a laptop that sleeps. */
const MOST_WAITING = 1000;

/** Server-sent events: a `job` event for each job now open, then one for each change, until the client leaves, or is so far behind that it had better begin anew. */
export function jobEventStream(
  source: { list(): Promise<Job[]>; subscribe(listener: (job: Job) => void): () => void },
  signal: AbortSignal,
): Response {
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: async (controller) => {
      const send = (text: string): void => {
        try {
          controller.enqueue(encoder.encode(text));
          if ((controller.desiredSize ?? 0) > -MOST_WAITING) return;
          stop();
          controller.close();
        } catch {
          stop();
        }
      };
      const event = (job: Job): void => send(`event: job\ndata: ${JSON.stringify(job)}\n\n`);
      const unsubscribe = source.subscribe(event);
      const keepAlive = setInterval(() => send(": still here\n\n"), KEEP_ALIVE_MS);
      keepAlive.unref();
      stop = () => {
        unsubscribe();
        clearInterval(keepAlive);
      };
      signal.addEventListener("abort", () => {
        stop();
        try {
          controller.close();
        } catch {
          // Already closed by the client.
        }
      });
      send("retry: 2000\n\n");
      for (const job of (await source.list()).filter((candidate) => candidate.ended === null)) event(job);
    },
    cancel: () => stop(),
  });
  return new Response(stream, {
    headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}
