import type { z } from "zod";

/** One HTTP route of `/api/v1`: the contract that server, SDK and OpenAPI are made from. */
export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Path below `/api/v1`; `:name` marks a parameter. */
  path: string;
  summary: string;
  tag: string;
  /** String-valued query parameters. */
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Set where the body is bytes as they are (`application/octet-stream`) instead of JSON. */
  consumes?: "bytes";
  /** JSON response; absent for routes that answer with bytes or events. */
  response?: z.ZodType;
  /** What a route answers with when it is not JSON. */
  produces?: "bytes" | "events";
  status?: 200 | 201 | 202;
}

/** Keeps the literal types of a route table. */
export const defineRoutes = <const T extends Record<string, Route>>(routes: T): T => routes;
