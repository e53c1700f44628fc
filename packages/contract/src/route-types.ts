import type { z } from "zod";
import type { Route } from "./route.ts";

type ParameterNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterNames<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** A query parameter is written as the value it stands for (`force: true`), not as its text on the wire. */
type QueryOf<R extends Route> = R extends { query: infer Q extends z.ZodObject }
  ? { [K in keyof z.input<Q>]: K extends keyof z.output<Q> ? Exclude<z.output<Q>[K], undefined> : never }
  : unknown;

/** What names the thing a route acts on: path parameters and query parameters, flat. */
export type RouteAddress<R extends Route> = { [K in ParameterNames<R["path"]>]: string } & QueryOf<R>;

/** Body of a request, with what has a default left optional; `undefined` for routes that take none. */
export type RouteBody<R extends Route> = R extends { consumes: "bytes" }
  ? Uint8Array<ArrayBuffer>
  : R extends { body: infer B extends z.ZodType }
    ? z.input<B>
    : undefined;

/** What a JSON route answers with; `Bytes` for routes that answer with bytes or events. */
export type RouteAnswer<R extends Route, Bytes> = R extends { response: infer S extends z.ZodType }
  ? z.output<S>
  : Bytes;
