import { describe, expect, it } from "vitest";
import { routeExamples } from "./examples/route-examples.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes.ts";

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: unknown;
}
const document = openApiDocument("0.1.0") as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);
const table: [string, Route][] = Object.entries(routes);

describe("the OpenAPI document", () => {
  it("has each route once, under its name", () => {
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(routes).sort());
  });

  it("declares every parameter of every path", () => {
    for (const { path, operation } of operations) {
      const inPath = operation.parameters?.filter((parameter) => parameter.in === "path").map(({ name }) => name) ?? [];
      expect(inPath).toEqual([...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name));
    }
  });

  it("marks query parameters with a default as optional", () => {
    const find = (id: string) => operations.find(({ operation }) => operation.operationId === id)?.operation.parameters;
    expect(find("deleteDataset")).toContainEqual(expect.objectContaining({ name: "expect", required: true }));
    expect(find("rowThumbnail")).toContainEqual(expect.objectContaining({ name: "size", required: false }));
  });

  it("refers only to components that it has", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, id]) => id,
    );
    expect(references).toContain("Filter");
    expect(references.filter((id) => !Object.hasOwn(document.components.schemas, id ?? ""))).toEqual([]);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  it("is the same each time", () => {
    expect(JSON.stringify(openApiDocument("0.1.0"))).toBe(JSON.stringify(document));
  });
});

describe("the examples", () => {
  it.each(table)("of %s meet its schemas", (name, route) => {
    const example = (routeExamples as Record<string, { address?: object; body?: unknown; response?: unknown }>)[name];
    if (route.body) expect(route.body.safeParse(example?.body).error).toBeUndefined();
    if (route.response) expect(route.response.safeParse(example?.response).error).toBeUndefined();
    const onWire = Object.fromEntries(
      Object.entries(example?.address ?? {}).map(([key, value]) => [key, String(value)]),
    );
    if (route.query) expect(route.query.safeParse(onWire).error).toBeUndefined();
    for (const [, parameter = ""] of route.path.matchAll(/:([A-Za-z]+)/g)) expect(onWire).toHaveProperty(parameter);
  });
});
