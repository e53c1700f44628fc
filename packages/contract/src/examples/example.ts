import type { RouteAddress, RouteAnswer, RouteBody } from "../route-types.ts";
import type { RouteName, Routes } from "../routes.ts";

/** A request and its answer as the API reference shows them; checked against the route's schemas. */
export interface RouteExample<Name extends RouteName> {
  address?: RouteAddress<Routes[Name]>;
  body?: RouteBody<Routes[Name]>;
  response?: RouteAnswer<Routes[Name], never>;
}
export type RouteExamples<Names extends RouteName = RouteName> = { [Name in Names]: RouteExample<Name> };
