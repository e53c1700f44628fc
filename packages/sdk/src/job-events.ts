import type { Job } from "@pomona/contract/jobs";
import { isProblem } from "@pomona/contract/problems";
import { pause } from "./pause.ts";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 5000;

/**
 * Every change of a job as the server tells it, until `signal` aborts (then the loop ends without an error). A lost
 * connection is taken up again; changes in between are not told, so `onOpen` is called at each beginning, for the jobs to
 * be read anew. Throws a `Problem` when the server refuses the stream.
 */
export async function* jobEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  signal?: AbortSignal,
  onOpen?: () => void,
): AsyncGenerator<Job> {
  const stop = signal ?? new AbortController().signal;
  let delayMs = FIRST_DELAY_MS;
  while (!stop.aborted) {
    try {
      const response = await open(stop);
      onOpen?.();
      for await (const event of serverSentEvents(response, stop)) {
        delayMs = FIRST_DELAY_MS;
        if (event.name === "job") yield JSON.parse(event.text) as Job;
      }
    } catch (error) {
      if (stop.aborted) return;
      if (isProblem(error) && error.code !== "unreachable" && error.code !== "stopping" && error.code !== "internal")
        throw error;
    }
    await pause(delayMs, stop).catch(() => undefined);
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
  }
}

interface ServerSentEvent {
  name: string;
  text: string;
}

/** Reads an event stream (WHATWG HTML, 9.2.6): blocks of `event:` and `data:` lines ended by an empty line. */
async function* serverSentEvents(response: Response, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", cancel, { once: true });
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

function parseBlock(block: string): ServerSentEvent | null {
  let name = "message";
  const text: string[] = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) text.push(line.slice(5).replace(/^ /, ""));
  }
  return text.length > 0 ? { name, text: text.join("\n") } : null;
}
