import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { functionsQuery, slicesQuery } from "../api/queries.ts";
import { LostUses } from "./lost-uses.tsx";

it("names the slices and the functions whose linked truth a deletion takes something from, and nothing else", () => {
  const client = new QueryClient();
  const filter = 'function("tf") >= 0.1';
  client.setQueryData(slicesQuery.queryKey, [
    { name: "sl", filter },
    { name: "other", filter: "" },
  ] as never);
  client.setQueryData(functionsQuery.queryKey, [
    { name: "n66", truth: { label: null, filter, among: null } },
    { name: "n67", truth: { label: null, filter, among: null } },
  ] as never);
  const shown = (name: string): string =>
    renderToStaticMarkup(
      <QueryClientProvider client={client}>
        <LostUses thing={{ kind: "function", name }} />
      </QueryClientProvider>,
    );
  expect(shown("tf")).toMatch(/The slice “sl” names it.*The linked truths of 2 functions name it.*“n66”, “n67”/);
  expect(shown("green")).toBe("");
});
