import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { dryRunQuery } from "../../api/automation-queries.ts";
import { copy } from "../../copy.ts";
import { pastRunOf } from "./past-run.ts";

const told = { matched: 20, rows: 30, acted: 2, held: 0, inProject: 0, wouldAct: 18, today: 18, examples: [] };
const counting = { expect: null, reason: copy.automation.pastCounting };

/** What a dialog is told of a filter, then of another, whose dry run is answered by `answer`. */
function dialogOn(answer: () => Promise<typeof told>) {
  const client = new QueryClient();
  client.setQueryData(dryRunQuery("before").queryKey, told);
  const observer = new QueryObserver(client, { ...dryRunQuery("before"), staleTime: Number.POSITIVE_INFINITY });
  const leave = observer.subscribe(() => undefined);
  const write = (filter: string, staleTime = 0): void => {
    const queryFn = answer;
    observer.setOptions({ ...dryRunQuery(filter), queryFn, staleTime });
  };
  return { client, write, leave, now: (isSettled = true) => pastRunOf(isSettled, observer.getCurrentResult()) };
}

it("expects as many rows as are shown of this filter, less those acted on", async () => {
  const dialog = dialogOn(async () => ({ ...told, matched: 3, acted: 0 }));
  expect(dialog.now()).toEqual({ expect: 18, reason: null });
  dialog.write("after");
  await expect.poll(() => dialog.now()).toEqual({ expect: 3, reason: null });
  dialog.leave();
});

it("waits while the filter is written, and while the count on the screen is of the filter before", () => {
  const dialog = dialogOn(() => new Promise(() => undefined));
  expect(dialog.now(false)).toEqual(counting);
  dialog.write("after");
  expect(dialog.now()).toEqual(counting);
  dialog.leave();
});

it("waits for a count that is asked for again, as the one that was kept is of a while ago", async () => {
  const dialog = dialogOn(async () => ({ ...told, matched: 5, acted: 0 }));
  dialog.client.setQueryData(dryRunQuery("after").queryKey, told);
  dialog.write("after");
  expect(dialog.now()).toEqual(counting);
  await expect.poll(() => dialog.now()).toEqual({ expect: 5, reason: null });
  dialog.leave();
});

it("says that the rows could not be counted, until another filter is written", async () => {
  const dialog = dialogOn(() => Promise.reject(new Error("no answer")));
  dialog.write("after");
  await expect.poll(() => dialog.now()).toEqual({ expect: null, reason: copy.automation.pastFailed });
  expect(dialog.now(false)).toEqual(counting);
  dialog.leave();
});
