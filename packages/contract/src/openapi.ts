import { z } from "zod";
import { routeExamples } from "./examples/route-examples.ts";
import { problemBody, problems } from "./problems.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

type Json = Record<string, unknown>;
interface Example {
  address?: Json;
  body?: unknown;
  response?: unknown;
}

const MEDIA_TYPES = { bytes: "application/octet-stream", events: "text/event-stream" } as const;
const BINARY = { type: "string", format: "binary" };
const PROBLEM = { $ref: "#/components/responses/Problem" };

/**
 * The OpenAPI 3.1 document of the route table: operation ids are route names, schemas with an id are components. The same
 * table always gives the same document.
 */
export function openApiDocument(version: string): Json {
  const components = new Map<string, Json>();
  const paths: Record<string, Record<string, Json>> = {};
  for (const [name, route] of Object.entries(routes as Record<string, Route>)) {
    const path = route.path.replace(/:([A-Za-z]+)/g, "{$1}");
    const example = (routeExamples as Record<string, Example>)[name] ?? {};
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route, example, components) };
  }
  const problem = inlined(problemBody, "output", components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Pomona",
      version,
      description:
        "A self-hosted catalog of images and texts: embed, search, score, label. Errors are problem documents (RFC 9457) whose `code` is stable.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{}, { token: [] }],
    tags: [...new Set(Object.values(routes).map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: {
        Problem: {
          description: "What went wrong, and what to do",
          content: { "application/problem+json": { schema: problem } },
        },
      },
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "Needed where the server listens beyond its own machine",
        },
      },
    },
    "x-problem-codes": Object.entries(problems).map(([code, { status, title }]) => ({ code, status, title })),
  };
}

function operation(name: string, route: Route, example: Example, components: Map<string, Json>): Json {
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...parametersOf(route, example, components),
    ...(route.consumes
      ? { requestBody: { required: true, content: { [MEDIA_TYPES[route.consumes]]: { schema: BINARY } } } }
      : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": withExample(inlined(route.body, "input", components), example.body) },
          },
        }
      : {}),
    responses: { [String(route.status ?? 200)]: success(route, example, components), default: PROBLEM },
  };
}

function parametersOf(route: Route, { address }: Example, components: Map<string, Json>): Json {
  const inPath = [...route.path.matchAll(/:([A-Za-z]+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    ...exampleOf(address?.[name]),
  }));
  const query = route.query ? inlined(route.query, "output", components) : { properties: {} };
  const isNeeded = (name: string): boolean => !route.query?.shape[name]?.safeParse(undefined).success;
  const inQuery = Object.entries(query.properties as Record<string, Json>).map(([name, schema]) => ({
    name,
    in: "query",
    required: isNeeded(name),
    schema,
    ...exampleOf(address?.[name]),
  }));
  const parameters = [...inPath, ...inQuery];
  return parameters.length > 0 ? { parameters } : {};
}

function success(route: Route, example: Example, components: Map<string, Json>): Json {
  const description = route.status === 202 ? "Accepted; a job does it" : route.status === 201 ? "Made" : "Done";
  if (route.response) {
    return {
      description,
      content: { "application/json": withExample(inlined(route.response, "output", components), example.response) },
    };
  }
  return { description, content: { [MEDIA_TYPES[route.produces ?? "bytes"]]: { schema: { type: "string" } } } };
}

const exampleOf = (value: unknown): Json => (value === undefined ? {} : { example: value });
const withExample = (schema: Json, example: unknown): Json => ({ schema, ...exampleOf(example) });

/** The JSON Schema of a request (`input`) or an answer (`output`); schemas with an id move to `components`. */
function inlined(schema: z.ZodType, io: "input" | "output", components: Map<string, Json>): Json {
  const {
    $schema: _dialect,
    $defs: definitions = {},
    ...own
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      // Answers may gain fields; clients made from the document must not refuse them.
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  }) as Json;
  for (const [id, definition] of Object.entries(definitions as Record<string, Json>)) {
    const { id: _id, ...moved } = relinked(definition) as Json;
    const before = components.get(id);
    if (before && JSON.stringify(before) !== JSON.stringify(moved)) throw new Error(`Two schemas have the id ${id}`);
    components.set(id, moved);
  }
  if (typeof own.id === "string") {
    const { id, ...moved } = relinked(own) as Json & { id: string };
    components.set(id, moved);
    return { $ref: `#/components/schemas/${id}` };
  }
  return relinked(own) as Json;
}

/** References into `$defs` become references to components. */
function relinked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relinked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "$ref" && typeof part === "string" ? part.replace("#/$defs/", "#/components/schemas/") : relinked(part),
    ]),
  );
}
