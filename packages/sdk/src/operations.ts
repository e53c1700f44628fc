import type { Route } from "@pomona/contract/route";
import type { RouteAddress, RouteAnswer, RouteBody } from "@pomona/contract/route-types";
import { type RouteName, type Routes, routes } from "@pomona/contract/routes";
import { apiBase, type Send } from "./transport.ts";

export interface CallOptions {
  signal?: AbortSignal;
}

type IsEmpty<T> = keyof T extends never ? true : false;
type IsOptional<T> = Record<never, never> extends T ? true : false;
type AddressArguments<A> = IsEmpty<A> extends true ? [] : IsOptional<A> extends true ? [address?: A] : [address: A];
type BodyArguments<B> = [B] extends [undefined] ? [] : [body: B];

/**
 * A call of one route: first what names the thing (path and query parameters, flat), then the body, each only where the
 * route has it, then options. JSON routes answer with the parsed body, the others with the `Response`.
 */
export type Operation<R extends Route> = (
  ...call: [...AddressArguments<RouteAddress<R>>, ...BodyArguments<RouteBody<R>>, options?: CallOptions]
) => Promise<RouteAnswer<R, Response>>;

export type Operations = { [Name in RouteName]: Operation<Routes[Name]> };

/** One function per route of the contract. */
export function createOperations(send: Send): Operations {
  const operations = Object.entries(routes as Record<string, Route>).map(([name, route]) => [
    name,
    operation(route, send),
  ]);
  return Object.fromEntries(operations) as Operations;
}

function operation(route: Route, send: Send): (...call: unknown[]) => Promise<unknown> {
  const takesAddress = route.path.includes(":") || route.query !== undefined;
  return async (...call) => {
    const address = takesAddress ? (call.shift() as Record<string, unknown> | undefined) : {};
    const body = route.body || route.consumes ? call.shift() : undefined;
    const options = call.shift() as CallOptions | undefined;
    const response = await send(pathOf(route, address ?? {}), {
      method: route.method,
      ...(route.body ? { body: JSON.stringify(body ?? {}), headers: { "content-type": "application/json" } } : {}),
      ...(route.consumes
        ? { body: body as Uint8Array<ArrayBuffer>, headers: { "content-type": "application/octet-stream" } }
        : {}),
      ...(options?.signal ? { signal: options.signal } : {}),
    });
    return route.response ? response.json() : response;
  };
}

/** Address of a route, for places that take one: `<img src>`, a download link. */
export function routeUrl<Name extends RouteName>(url: string, name: Name, address: RouteAddress<Routes[Name]>): string {
  return apiBase(url) + pathOf(routes[name], address as Record<string, unknown>);
}

function pathOf(route: Route, address: Record<string, unknown>): string {
  const path = route.path.replace(/:([A-Za-z]+)/g, (_match, name: string) => {
    const value = address[name];
    if (value === undefined) throw new TypeError(`${route.method} ${route.path} needs \`${name}\``);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const name of Object.keys(route.query?.shape ?? {})) {
    const value = address[name];
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
