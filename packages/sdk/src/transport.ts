import { Problem, type ProblemCode, problems } from "@pomona/contract/problems";

export interface ClientOptions {
  /** Where the server is, for example `http://127.0.0.1:4195`; in a browser "" is the page's own server. */
  url: string;
  token?: string;
  /** Sends one request. Default: the runtime's `fetch`; an in-process server gives its own. */
  fetch?: (request: Request) => Promise<Response>;
}

export type Send = (path: string, init?: RequestInit) => Promise<Response>;

/** A sender of requests below `/api/v1` that turns every refusal into a `Problem` with its code. */
export function createSend(options: ClientOptions): Send {
  const base = apiBase(options.url);
  const send = options.fetch ?? ((request: Request) => fetch(request));
  return async (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (options.token) headers.set("authorization", `Bearer ${options.token}`);
    const response = await send(new Request(base + path, { ...init, headers })).catch((error: unknown) => {
      throw init.signal?.aborted ? init.signal.reason : unreachable(options.url, error);
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  };
}

/** `/api/v1` of a server, as an absolute address where there is one. */
export function apiBase(url: string): string {
  const origin = url === "" && typeof location !== "undefined" ? location.origin : url;
  return `${origin.replace(/\/+$/, "")}/api/v1`;
}

/** What Node, Chromium, Firefox and Safari say when no connection comes about; there is no code to tell it by. */
const NO_CONNECTION = /fetch failed|Failed to fetch|NetworkError|Load failed/;

function unreachable(url: string, cause: unknown): unknown {
  if (!(cause instanceof TypeError) || !NO_CONNECTION.test(cause.message)) return cause;
  const place = url === "" ? "this page's address" : url;
  const reason =
    cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message || cause.cause.name})` : "";
  return new Problem(
    "unreachable",
    {
      detail: `No server answers at ${place}${reason}. Start one with \`pomona serve\`, or check the address.`,
      fields: { url },
    },
    { cause },
  );
}

/** Reads a refusal; an answer that is not a problem document (a proxy's error page) becomes `internal`. */
async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => "");
  const body = parseObject(text);
  const code = body?.code;
  if (body && typeof code === "string" && Object.hasOwn(problems, code)) {
    const { type: _type, title, status: _status, detail, code: _code, ...fields } = body;
    return new Problem(code as ProblemCode, { detail: String(detail ?? title ?? code), fields });
  }
  const summary = text.trim().slice(0, 200) || response.statusText;
  return new Problem("internal", {
    detail: `The server answered ${response.status}: ${summary}`,
    fields: { httpStatus: response.status },
  });
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
