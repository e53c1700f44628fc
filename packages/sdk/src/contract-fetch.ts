import { Problem, type ProblemCode } from "@pomona/contract/problems";
import type { Route } from "@pomona/contract/route";
import { type RouteName, routes } from "@pomona/contract/routes";

export interface ReceivedCall {
  name: RouteName;
  parameters: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
  headers: Headers;
}
export type Answer = (call: ReceivedCall) => unknown;

/**
 * A stand-in for the network in tests: it finds the route of a request, checks parameters and body against the
 * contract's schemas as a server must, and checks the answer too, so that neither side of a test can drift from it.
 */
export function contractFetch(answers: { [Name in RouteName]?: Answer }): {
  fetch: (request: Request) => Promise<Response>;
  calls: ReceivedCall[];
} {
  const calls: ReceivedCall[] = [];
  const fetch = async (request: Request): Promise<Response> => {
    try {
      const call = await received(request);
      calls.push(call);
      const answer = answers[call.name];
      if (!answer) throw new Problem("not-found", `The test has no answer for ${call.name}.`);
      return respond(routes[call.name], await answer(call));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return Response.json(error.toBody(), {
        status: error.status,
        headers: { "content-type": "application/problem+json" },
      });
    }
  };
  return { fetch, calls };
}

async function received(request: Request): Promise<ReceivedCall> {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/api\/v1/, "");
  for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
    const parameters = route.method === request.method ? matchPath(route.path, path) : null;
    if (!parameters) continue;
    const query = checked(route.query, Object.fromEntries(url.searchParams)) as Record<string, unknown>;
    const body = route.consumes
      ? new Uint8Array(await request.arrayBuffer())
      : route.body
        ? checked(route.body, await request.json())
        : undefined;
    return { name: name as RouteName, parameters, query: query ?? {}, body, headers: request.headers };
  }
  throw new Problem("not-found", `No route is ${request.method} ${path}.`);
}

function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [position, part] of wanted.entries()) {
    const value = given[position] ?? "";
    if (part.startsWith(":")) parameters[part.slice(1)] = decodeURIComponent(value);
    else if (part !== value) return null;
  }
  return parameters;
}

function checked(schema: Route["body"], value: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  if (!result.success) throw new Problem("bad-request" satisfies ProblemCode, result.error.message);
  return result.data;
}

function respond(route: Route, answer: unknown): Response {
  if (answer instanceof Response) return answer;
  return Response.json(route.response ? route.response.parse(answer) : answer, { status: route.status ?? 200 });
}
