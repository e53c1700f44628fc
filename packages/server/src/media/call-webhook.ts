import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { AddressRefusal, checkedLookup, checkUrl } from "./checked-address.ts";
import { refuseUpgrade } from "./refuse-upgrade.ts";

/** Of an answer, more is not read: the connection is cut. */
const ANSWER_BYTES = 64 * 1024;

export interface WebhookCall {
  /** JSON. */
  body: string;
  headers: Record<string, string>;
  /** Also to loopback, private and link-local addresses. */
  allowPrivate: boolean;
  timeoutMs: number;
  signal: AbortSignal;
}

/** How a call ended. A redirect is an answer: it is not followed. */
export type CallOutcome =
  | { kind: "answered"; status: number; retryAfterMs: number | null }
  | { kind: "refused" | "failed"; message: string; retryAfterMs: null };

/**
 * Posts JSON to an http(s) address. The host is resolved here, checked, and connected to at exactly the address that was
 * checked; proxies of the environment are not used. What the answer says beside its status is not kept. Never throws.
 */
export async function callWebhook(address: string, call: WebhookCall): Promise<CallOutcome> {
  const timeout = AbortSignal.timeout(call.timeoutMs);
  try {
    const url = checkUrl(address, undefined, call.allowPrivate);
    const response = await send(url, call, AbortSignal.any([call.signal, timeout]));
    const outcome = { kind: "answered", status: response.statusCode ?? 0, retryAfterMs: retryAfter(response) } as const;
    await drain(response);
    return outcome;
  } catch (error) {
    if (error instanceof AddressRefusal && error.reason !== "missing")
      return { kind: "refused", message: `Refused: ${error.message}`, retryAfterMs: null };
    if (timeout.aborted)
      return {
        kind: "failed",
        message: `The receiver did not answer within ${call.timeoutMs / 1000} s.`,
        retryAfterMs: null,
      };
    const { code, message } = error as NodeJS.ErrnoException;
    return { kind: "failed", message: `The receiver could not be called: ${code ?? message}.`, retryAfterMs: null };
  }
}

const send = (url: URL, { body, headers, allowPrivate }: WebhookCall, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const start = url.protocol === "https:" ? httpsRequest : httpRequest;
    const all = {
      ...headers,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
      "user-agent": "pomona",
    };
    start(url, { method: "POST", agent: false, lookup: checkedLookup(allowPrivate), signal, headers: all }, resolve)
      .on("error", reject)
      .on("upgrade", refuseUpgrade(reject))
      .end(body);
  });

/** The status has come, and with it the answer: what follows, or fails to, changes nothing. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > ANSWER_BYTES) break;
    }
  } catch {
  } finally {
    response.destroy();
  }
}

/** `Retry-After` in milliseconds: seconds, or a date. */
function retryAfter({ headers }: IncomingMessage): number | null {
  const asked = headers["retry-after"];
  if (asked === undefined) return null;
  if (/^\d+$/.test(asked.trim())) return Number(asked) * 1000;
  const date = Date.parse(asked);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
