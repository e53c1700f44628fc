import { readFilterInput } from "@pomona/contract/filter-input";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { fieldsQuery } from "../../api/queries.ts";
import { readFilter } from "../../catalog/filter-parts.ts";
import { CatalogContext, type CatalogState } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { chipText } from "./chip-text.ts";
import { FilterChips } from "./filter-chips.tsx";
import { FilterEditor } from "./filter-editor.tsx";

/** What a component shows of a filter text, as markup. */
function shown(component: React.ReactNode, where: string): string {
  const { filter, problem } = readFilter(where);
  const state = { filter, problem, setFilter: () => undefined, setParts: () => undefined } as unknown as CatalogState;
  const client = new QueryClient();
  client.setQueryData(fieldsQuery.queryKey, []);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <CatalogContext value={state}>{component}</CatalogContext>
    </QueryClientProvider>,
  );
}
const namesIn = (markup: string, of: RegExp): string[] => [...markup.matchAll(of)].map((match) => match[1] ?? "");
const lines = (where: string) => namesIn(shown(<FilterEditor />, where), /aria-label="([^"]*)" aria-keyshortcuts/g);
const crosses = (where: string) =>
  namesIn(shown(<FilterChips />, where), new RegExp(`aria-label="${copy.removeFilter("")}([^"]*)"`, "g"));

it("shows the tree in its order, groups before their parts, each with its negation", () => {
  expect(lines("dataset = a and not (label = b or width > 3) and not tag exists")).toEqual([
    "All of",
    "Dataset: a",
    "not Any of",
    "Label: b",
    "Width &gt; 3",
    "not has tag",
  ]);
  expect(lines("label = b")).toEqual(["Label: b"]);
  expect(lines("not not label = b")).toEqual(["Label: b"]);
});

it("shows no line for every row, one for no row, and none while the text cannot be read", () => {
  expect(lines("")).toEqual([]);
  expect(lines("false")).toEqual(["no row"]);
  expect(shown(<FilterEditor />, "label = =")).toContain("cannot be read");
});

it("shows each condition as a chip, those of a group one by one and the group as a whole", () => {
  expect(
    crosses("dataset = a and (label = b or not label = c) and (width > 3 and width &lt; 5)".replace("&lt;", "<")),
  ).toEqual(["Dataset: a", "Label: b", "Label: not c", "Label: b or Label: not c", "Width &gt; 3", "Width &lt; 5"]);
  expect(shown(<FilterChips />, "")).toBe("");
});

it.each([
  ["label in (a, b, c, d)", "Label: a, b, c and 1 more"],
  ["not label exists", "Label: none"],
  ["metadata.price between 1 and 2", "price 1 – 2"],
  ["function(f) >= 0.8", "f ≥ 0.800"],
  ["function(f) unscored", "f unscored"],
  ["batch(one, project fruit)", "In batch one (fruit)"],
  ["not project(fruit)", "not In project fruit"],
  ["label = a or (tag = b and tag = c)", "Label: a or (Tag: b and Tag: c)"],
  ["not (label = a or tag exists)", "not (Label: a or has tag)"],
  ["similarity(space cn3, like a) >= 0.7", "Similarity in cn3 ≥ 0.700"],
])("tells %s as %s", (text, said) => {
  expect(chipText(readFilterInput(text).filter)).toBe(said);
});
