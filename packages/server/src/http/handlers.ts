import type { Route } from "@pomona/contract/route";
import type { Routes } from "@pomona/contract/routes";
import type { z } from "zod";
import type { ContentEncoding } from "./compressed.ts";

/** Names of the `:parameters` in a path. */
type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParams<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** What a handler is given: parameters, query and body as the contract parsed them. */
export interface HandlerInput<R extends Route> {
  params: Record<PathParams<R["path"]>, string>;
  query: R["query"] extends z.ZodType ? z.output<R["query"]> : Record<string, never>;
  body: R["consumes"] extends "bytes"
    ? Uint8Array<ArrayBuffer>
    : R["body"] extends z.ZodType
      ? z.output<R["body"]>
      : undefined;
  /** True for the owner of the data directory: the command line on this machine. */
  isOwner: boolean;
  /** Who calls, as it is remembered with what they make: `owner`, the name of an access token, or `local`. */
  by: string;
  /** Id of the access token that the caller came with; null for the owner and for callers with the server's own token or none. */
  tokenId: string | null;
  signal: AbortSignal;
  /** How the caller takes bytes compressed; null for not at all. */
  encoding: ContentEncoding | null;
}

/** The value of a JSON route, or a Response for bytes and events. */
export type HandlerOutput<R extends Route> = R["response"] extends z.ZodType ? z.input<R["response"]> : Response;
export type Handler<R extends Route> = (input: HandlerInput<R>) => Promise<HandlerOutput<R>> | HandlerOutput<R>;

/** One handler for each route: a missing one does not compile. */
export type Handlers = { [Name in keyof Routes]: Handler<Routes[Name]> };
