import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { dryRunQuery } from "../../api/automation-queries.ts";
import { copy } from "../../copy.ts";
import { DryRun } from "./dry-run.tsx";

const told = { matched: 20, rows: 20, acted: 0, held: 0, inProject: 0, wouldAct: 20, today: 20, examples: [] };

/** What the dialog says of a filter. */
function shown(filter: string): string {
  const client = new QueryClient();
  client.setQueryData(dryRunQuery(filter).queryKey, told);
  return renderToStaticMarkup(
    <QueryClientProvider client={client}>
      <DryRun filter={filter} />
    </QueryClientProvider>,
  );
}

it("says of no condition that every row matches, and of one how many do", () => {
  expect(shown("")).toContain(copy.automation.wouldHaveEvery("20"));
  expect(shown("")).not.toContain(copy.automation.wouldHave("20", "20"));
  expect(shown("label exists")).toContain(copy.automation.wouldHave("20", "20"));
});
