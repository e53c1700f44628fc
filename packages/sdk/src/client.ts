import type { Job } from "@pomona/contract/jobs";
import type { RouteAddress } from "@pomona/contract/route-types";
import type { RouteName, Routes } from "@pomona/contract/routes";
import type { QueryRequest, QueryResponse } from "@pomona/contract/rows";
import { jobEvents } from "./job-events.ts";
import { type WaitOptions, waitForJobs, waitUntilIdle } from "./job-wait.ts";
import { type CallOptions, createOperations, type Operations, routeUrl } from "./operations.ts";
import { type ClientOptions, createSend } from "./transport.ts";

/** A method for every route of the contract, named as in the route table, and a few that take several requests. */
export type Client = Operations & ClientExtras;

interface ClientExtras {
  /** Address of a route, with its parameters; for `<img src>` and download links. It carries no token. */
  url<Name extends RouteName>(name: Name, address: RouteAddress<Routes[Name]>): string;
  /**
   * Every change of a job, as it happens and without its result, until `signal` aborts. Reconnects by itself: `onOpen` is
   * called each time it has, as what changed in between is not told.
   */
  events(signal?: AbortSignal, onOpen?: () => void): AsyncGenerator<Job>;
  /** The job with its result, once it has ended: `state` is then done, failed or cancelled. */
  waitForJob(id: string, options?: WaitOptions): Promise<Job>;
  waitForJob(ids: readonly string[], options?: WaitOptions): Promise<Job[]>;
  /** Resolves when no job is queued or running; gives the jobs that were, without their results. */
  waitUntilIdle(options?: WaitOptions): Promise<Job[]>;
  /** Every page of a query, in order. `limit` is the size of a page; facets are counted for the first page only. */
  pages(request: QueryRequest, options?: CallOptions): AsyncGenerator<QueryResponse>;
}

/**
 * A client of the server at `url`. Methods reject with a `Problem` whose `code` says what went wrong (`unreachable` when
 * nothing answers), or with the signal's reason when aborted. Works in browsers and in Node 20 or later.
 */
export function createClient(options: ClientOptions): Client {
  const send = createSend(options);
  const operations = createOperations(send);
  const extras: ClientExtras = {
    url: (name, address) => routeUrl(options.url, name, address),
    events: (signal, onOpen) => jobEvents((stop) => operations.jobEvents({ signal: stop }), signal, onOpen),
    waitForJob: (async (ids: string | readonly string[], wait?: WaitOptions) => {
      const jobs = await waitForJobs(operations, typeof ids === "string" ? [ids] : ids, wait);
      return typeof ids === "string" ? jobs[0] : jobs;
    }) as ClientExtras["waitForJob"],
    waitUntilIdle: (wait) => waitUntilIdle(operations, wait),
    pages: (request, call) => pages(operations, request, call),
  };
  return { ...operations, ...extras };
}

async function* pages(
  operations: Operations,
  request: QueryRequest,
  call?: CallOptions,
): AsyncGenerator<QueryResponse> {
  const first = await operations.query(request, call);
  yield first;
  for (let after = first.next; after !== null; ) {
    const page = await operations.query({ ...request, after, facets: [] }, call);
    yield page;
    after = page.next;
  }
}
