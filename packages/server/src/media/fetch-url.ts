import { lookup as resolveName } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { ItemFailureCode } from "@pomona/contract/imports";
import { addressRefusal } from "./address-policy.ts";
import { tooLarge } from "./read-content.ts";

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

const refusedAddress = (host: string, address: string, why: string): Refusal =>
  new Refusal(
    "url-refused",
    `${host === address ? host : `${host} (${address})`} ${why}; only public addresses are fetched. Allow private addresses for this import if you trust its list.`,
  );

/** Resolves a name itself and hands the connection the addresses that were checked, so a second DNS answer cannot swap them. */
const checkedLookup =
  (allowPrivate: boolean): LookupFunction =>
  (host, options, done) => {
    resolveName(host, { all: true, family: options.family as 0 | 4 | 6, hints: options.hints ?? 0 }).then(
      (addresses) => {
        if (!allowPrivate)
          for (const { address } of addresses) {
            const why = addressRefusal(address);
            if (why) return done(refusedAddress(host, address, why), "", 4);
          }
        const first = addresses[0];
        if (!first) return done(new Refusal("url-failed", `${host} has no address.`), "", 4);
        return options.all ? done(null, addresses) : done(null, first.address, first.family);
      },
      (error: Error) => done(error, "", 4),
    );
  };

function checkUrl(text: string, relativeTo: string | undefined, allowPrivate: boolean): URL {
  const url = URL.canParse(text, relativeTo) ? new URL(text, relativeTo) : null;
  if (!url) throw new Refusal("url-refused", `"${text.slice(0, 200)}" is not a URL.`);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new Refusal("url-refused", `${url.protocol}// addresses are not fetched, only http:// and https://.`);
  // Addresses written as such never pass through the name lookup. The URL parser has already made 0x7f.1 and 2130706433 to 127.0.0.1.
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  const isLiteral = url.hostname.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(literal);
  const why = isLiteral && !allowPrivate ? addressRefusal(literal) : null;
  if (why) throw refusedAddress(literal, literal, why);
  return url;
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
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof Refusal) return { ok: false, code: error.code, message: error.message };
    if (timeout.aborted)
      return { ok: false, code: "url-failed", message: `The site did not answer within ${timeoutMs / 1000} s.` };
    const { code, message } = error as NodeJS.ErrnoException;
    return { ok: false, code: "url-failed", message: `It could not be fetched: ${code ?? message}.` };
  }
}
