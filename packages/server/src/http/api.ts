import { randomUUID } from "node:crypto";
import type { FilterTree } from "@pomona/contract/filter";
import { checkFilterDepth } from "@pomona/contract/filter-depth";
import { readFilterInput } from "@pomona/contract/filter-input";
import { Problem } from "@pomona/contract/problems";
import type { Route } from "@pomona/contract/route";
import { routes } from "@pomona/contract/routes";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Logger } from "pino";
import { type ContentEncoding, takenEncoding } from "./compressed.ts";
import { type Access, callerName, checkOrigin, checkToken } from "./guards.ts";
import type { Handlers } from "./handlers.ts";
import { parseJsonInTurns } from "./json-in-turns.ts";
import { asProblem, problemResponse } from "./problem-response.ts";
import { setSafeHeaders } from "./safe-headers.ts";

/** JSON bodies beyond this are refused before they are read. */
const BODY_BYTES = 64 * 1024 * 1024;

interface Variables {
  isOwner: boolean;
  by: string;
  tokenId: string | null;
  requestId: string;
}

/** Environment of a request: who it comes from, when the caller is in this process. */
export interface Bindings {
  owner?: boolean;
}

type AnyHandler = (input: {
  params: Record<string, string>;
  query: unknown;
  body: unknown;
  isOwner: boolean;
  by: string;
  tokenId: string | null;
  signal: AbortSignal;
  encoding: ContentEncoding | null;
}) => Promise<unknown>;

/** The HTTP API: every route of the contract below `/api/v1`. */
export function createApi(options: {
  handlers: Handlers;
  access: Access;
  log: Logger;
  /** What callers are told has the details of an error. */
  logName?: string;
}): Hono<{ Bindings: Bindings; Variables: Variables }> {
  const { handlers, access, log, logName = "The server's log" } = options;
  const app = new Hono<{ Bindings: Bindings; Variables: Variables }>();

  app.onError((error, c) => problemResponse(asProblem(error, { requestId: c.get("requestId"), log, logName })));
  app.use(async (c, next) => {
    c.set("requestId", randomUUID());
    await next();
    setSafeHeaders(c.res);
  });
  app.use("/api/*", async (c, next) => {
    if (c.env?.owner !== true) checkOrigin(access, c.req.raw);
    const caller = c.env?.owner === true ? { isOwner: true, tokenId: null } : checkToken(access, c.req.raw);
    c.set("isOwner", caller.isOwner);
    c.set("tokenId", caller.tokenId);
    c.set("by", callerName(access, caller));
    await next();
  });
  app.use(
    "/api/*",
    bodyLimit({
      maxSize: BODY_BYTES,
      onError: () =>
        problemResponse(
          new Problem(
            "too-large",
            `A request may hold ${BODY_BYTES / 1024 / 1024} MB. Send it in parts, or import a file.`,
          ),
        ),
    }),
  );
  for (const [name, route] of Object.entries(routes) as [keyof Handlers, Route][]) {
    const handler = handlers[name] as unknown as AnyHandler;
    app.on(route.method, `/api/v1${route.path}`, async (c) => {
      const query = route.query ? route.query.parse(c.req.query()) : {};
      const body = await readBody(route, c.req.raw);
      const tokenId = c.get("tokenId");
      const { signal } = c.req.raw;
      const result = await handler({
        params: c.req.param() as Record<string, string>,
        query,
        body,
        isOwner: c.get("isOwner"),
        by: c.get("by"),
        tokenId,
        encoding: takenEncoding(c.req.header("accept-encoding") ?? null),
        signal: tokenId === null ? signal : AbortSignal.any([signal, access.endOfToken(tokenId)]),
      });
      if (result instanceof Response) return unlessKnown(c.req.raw, result);
      return c.json(result as object, route.status ?? 200, { "cache-control": "no-store" });
    });
  }
  app.all("/api/*", (c) => noRoute(c.req.method, c.req.path));
  return app;
}

/** 304 in place of an answer that the client says it has. */
function unlessKnown(request: Request, response: Response): Response {
  const tag = response.headers.get("etag");
  const known = request.headers
    .get("if-none-match")
    ?.split(",")
    .map((one) => one.trim().replace(/^W\//, ""));
  if (response.status !== 200 || tag === null || !known?.includes(tag)) return response;
  void response.body?.cancel();
  return new Response(null, { status: 304, headers: response.headers });
}

/** 405 with the methods there are for a path that the contract knows, else 404. */
function noRoute(method: string, path: string): Response {
  const methods = methodsOf(path);
  if (methods.length === 0)
    return problemResponse(
      new Problem("not-found", `There is no route ${method} ${path}. docs/openapi.json lists them.`),
    );
  const detail = `${path} does not take ${method}, only ${methods.join(", ")}. docs/openapi.json lists the routes.`;
  const response = problemResponse(new Problem("method-not-allowed", { detail, fields: { methods } }));
  response.headers.set("allow", methods.join(", "));
  return response;
}

/** The methods of the routes with this path. */
function methodsOf(path: string): string[] {
  const methods = Object.values(routes as Record<string, Route>)
    .filter((route) => new RegExp(`^/api/v1${route.path.replace(/:[A-Za-z]+/g, "[^/]+")}$`).test(path))
    .flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
  return [...new Set(methods)].sort();
}

/** The body as a route takes it. Throws `bad-filter` where the filter in it is at fault, else a ZodError. */
function bodyOf(schema: NonNullable<Route["body"]>, body: unknown): unknown {
  const filters = filtersIn(body);
  // The schema could not walk trees of any depth.
  for (const filter of filters) checkFilterDepth(filter);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  // Of a union of nodes the schema says only that none fits; reading the filter says which node is wrong.
  for (const filter of filters) readFilterInput(filter as FilterTree);
  throw parsed.error;
}

function filtersIn(body: unknown): unknown[] {
  if (typeof body !== "object" || body === null) return [];
  const { filter, selection } = body as { filter?: unknown; selection?: { filter?: unknown } | null };
  return [filter, selection?.filter].filter((one) => one !== undefined);
}

async function readBody(route: Route, request: Request): Promise<unknown> {
  if (route.consumes) return readBytes(request);
  return route.body ? bodyOf(route.body, await readJson(request)) : undefined;
}

async function readBytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  if (!/^application\/octet-stream\b/i.test(request.headers.get("content-type") ?? ""))
    throw new Problem("bad-request", "Send the bytes as they are, with `content-type: application/octet-stream`.");
  return new Uint8Array(await request.arrayBuffer());
}

async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(type))
    throw new Problem("bad-request", "Send the body as JSON, with `content-type: application/json`.");
  try {
    return await parseJsonInTurns(await request.text());
  } catch (cause) {
    if (cause instanceof SyntaxError)
      throw new Problem("bad-request", `The body is not JSON: ${cause.message}`, { cause });
    throw cause;
  }
}
