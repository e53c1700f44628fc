import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { routeExamples } from "@pomona/contract/examples/route-examples";
import type { Job } from "@pomona/contract/jobs";
import { encodeColours, encodePoints } from "@pomona/contract/map-binary";
import type { RouteName } from "@pomona/contract/routes";
import { createClient } from "@pomona/sdk/client";
import { type Answer, contractFetch, type ReceivedCall } from "@pomona/sdk/contract-fetch";
import type { CatalogNeed, Context, Session } from "./context.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { run } from "./run.ts";

export interface RecordedRun {
  exitCode: ExitCode;
  stdout: string;
  stderr: string;
  calls: ReceivedCall[];
  need: CatalogNeed | null;
  isClosed: boolean;
}

export interface RecordedOptions {
  place?: Session["place"];
  columns?: number | null;
  isTty?: boolean;
  /** What the user types when asked, a list one after the other; null: nobody is there. */
  typed?: string | readonly string[] | null;
  onAsk?: (question: string) => void;
  signal?: AbortSignal;
}

/** Runs a command line against answers that are checked against the contract, and records what it sent and printed. */
export async function recordRun(
  commandLine: readonly string[],
  answers: { [Name in RouteName]?: Answer },
  options: RecordedOptions = {},
): Promise<RecordedRun> {
  const { fetch, calls } = contractFetch(answers);
  const recorded: RecordedRun = {
    exitCode: exitCodes.done,
    stdout: "",
    stderr: "",
    calls,
    need: null,
    isClosed: false,
  };
  let asked = 0;
  const output = new PassThrough();
  const streamed = text(output);
  const context: Context = {
    terminal: {
      write: (part) => {
        recorded.stdout += part;
      },
      note: (part) => {
        recorded.stderr += part;
      },
      columns: options.columns ?? null,
      hasColours: false,
      isOutputTty: options.isTty ?? false,
      isNoteTty: options.isTty ?? false,
      canAsk: (options.typed ?? null) !== null,
      ask: async (question) => {
        options.onAsk?.(question);
        return typeof options.typed === "object" ? (options.typed?.[asked++] ?? null) : (options.typed ?? null);
      },
      output,
    },
    signal: options.signal ?? new AbortController().signal,
    exitCode: exitCodes.done,
    open: async (_globals, need) => {
      recorded.need = need;
      const client = createClient({ url: "http://pomona.test", fetch });
      const close = async (): Promise<void> => {
        recorded.isClosed = true;
      };
      return { client, place: options.place ?? "process", close };
    },
  };
  recorded.exitCode = await run(commandLine, context);
  output.end();
  recorded.stdout += await streamed;
  return recorded;
}

export const endedJob = (over: Partial<Job> = {}): Job => ({
  id: "j1",
  kind: "import",
  title: "Import shop",
  state: "done",
  done: 3,
  total: 3,
  unit: "rows",
  stage: null,
  failed: 0,
  ratePerSecond: null,
  secondsLeft: null,
  error: null,
  isRepeatable: true,
  result: null,
  created: "2026-01-01T00:00:00Z",
  started: "2026-01-01T00:00:00Z",
  ended: "2026-01-01T00:00:04Z",
  ...over,
});

/** Rows of a map of three. */
const ordinals = Uint32Array.of(3, 4, 9);
const state = { version: 1, token: "t" };

function mapPoints(): Uint8Array<ArrayBuffer> {
  const places = { x: Float32Array.of(0.5, 1, 2), y: Float32Array.of(-1, 0, 4.25), placed: Uint8Array.of(0, 1, 2) };
  return encodePoints({ ...state, isWhole: true, ordinals, ...places }, { precision: "float32" });
}

function mapColours(): Uint8Array<ArrayBuffer> {
  const categories = [{ value: 'red, "ripe"', count: 2, id: 0 }];
  return encodeColours({
    ...state,
    legend: { kind: "category", categories, other: null, missing: { value: 1, count: 1 }, several: 0 },
    ordinals,
    values: Uint16Array.of(0, 0, 1),
  });
}

type Answers = { [Name in RouteName]: Answer };

/** Every JSON route answers with its example; jobs are done. */
export function exampleAnswers(): Answers {
  const answers = Object.entries(routeExamples).map(([name, { response }]): [string, Answer] => [name, () => response]);
  return {
    ...(Object.fromEntries(answers) as Answers),
    exportRows: () => new Response('{"key":"a"}\n{"key":"b"}\n'),
    mapPoints: () => new Response(mapPoints()),
    mapColours: () => new Response(mapColours()),
    mapImage: () => new Response("picture"),
    getJob: () => endedJob(),
    listJobs: () => [endedJob()],
  };
}
