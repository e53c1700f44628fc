import { readFileSync } from "node:fs";
import { openApiDocument } from "@pomona/contract/openapi";
import { expect, it } from "vitest";

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));

it("docs/openapi.json is what the route table gives (else run scripts/openapi.mjs)", () => {
  const document = openApiDocument(read("../package.json").version);
  expect(read("../docs/openapi.json")).toEqual(JSON.parse(JSON.stringify(document)));
});
