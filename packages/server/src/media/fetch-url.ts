import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { ItemFailureCode } from "@pomona/contract/imports";
import { AddressRefusal, checkedLookup, checkUrl } from "./checked-address.ts";
import { tooLarge } from "./read-content.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";

export interface FetchUrlOptions {
  /** Also from loopback, private and link-local addresses. */
  allowPrivate: boolean;
  limitBytes: number;
  /** For the whole of it, redirects included. Default 30 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

export type Fetched =
  | { ok: true; bytes: Uint8Array; url: string }
  | { ok: false; code: ItemFailureCode; message: string };

const REDIRECTS = 5;

class Refusal extends Error {
  readonly code: ItemFailureCode;
  constructor(code: ItemFailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What an import tells of an address that is not connected to. */
function asRefusal({ reason, message }: AddressRefusal): Refusal {
  if (reason !== "private") return new Refusal(reason === "missing" ? "url-failed" : "url-refused", message);
  const advice = "only public addresses are fetched. Allow private addresses for this import if you trust its list.";
  return new Refusal("url-refused", `${message}; ${advice}`);
}

const openUrl = (url: URL, options: FetchUrlOptions, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const start = url.protocol === "https:" ? httpsRequest : httpRequest;
    const headers = {
      accept: "image/*, text/plain;q=0.9, */*;q=0.5",
      "accept-encoding": "identity",
      "user-agent": "pomona",
    };
    start(url, { agent: false, lookup: checkedLookup(options.allowPrivate), signal, headers }, resolve)
      .on("error", reject)
      .on("upgrade", refuseUpgrade(reject))
      .end();
  });

async function readBody(response: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const announced = Number(response.headers["content-length"] ?? 0);
  const refuse = (bytes: number): Refusal => new Refusal("too-large", tooLarge(bytes, limitBytes).message);
  if (announced > limitBytes) throw refuse(announced);
  const encoding = response.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity")
    throw new Refusal("url-failed", `The site answered in ${encoding} encoding although none was asked for.`);
  const chunks: Buffer[] = [];
  let total = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > limitBytes) throw refuse(total);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function follow(text: string, options: FetchUrlOptions, signal: AbortSignal): Promise<Fetched> {
  let url = checkUrl(text, undefined, options.allowPrivate);
  for (let hop = 0; hop <= REDIRECTS; hop++) {
    const response = await openUrl(url, options, signal);
    const status = response.statusCode ?? 0;
    try {
      const to = response.headers.location;
      if ([301, 302, 303, 307, 308].includes(status) && to !== undefined) {
        url = checkUrl(to, url.href, options.allowPrivate);
        continue;
      }
      if (status !== 200)
        throw new Refusal("url-failed", `The site answered ${status} ${response.statusMessage ?? ""}`.trim());
      return { ok: true, bytes: await readBody(response, options.limitBytes), url: url.href };
    } finally {
      response.destroy();
    }
  }
  throw new Refusal("url-failed", `It was redirected more than ${REDIRECTS} times.`);
}

/**
 * The bytes behind an http(s) address, or a reason. Each hop's host is resolved here, checked and connected to at exactly the address
 * that was checked; proxies of the environment are not used. Throws only when `signal` was aborted.
 */
export async function fetchUrl(url: string, options: FetchUrlOptions): Promise<Fetched> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    return await follow(url, options, signal);
  } catch (thrown) {
    options.signal?.throwIfAborted();
    const error = thrown instanceof AddressRefusal ? asRefusal(thrown) : thrown;
    if (error instanceof Refusal) return { ok: false, code: error.code, message: error.message };
    if (timeout.aborted)
      return { ok: false, code: "url-failed", message: `The site did not answer within ${timeoutMs / 1000} s.` };
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, code: "url-failed", message: `It could not be fetched: ${code ?? message}.` };
  }
}
