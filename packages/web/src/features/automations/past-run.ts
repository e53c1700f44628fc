import type { DryRun } from "@pomona/contract/automations";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { dryRunQuery } from "../../api/automation-queries.ts";
import { copy } from "../../copy.ts";
import { useSettled } from "../../ui/use-settled.ts";

/** How many rows there are to act on, as they are shown; where nothing of this filter is shown, why. */
export type PastRun = { expect: number; reason: null } | { expect: null; reason: string };

/** What of a dry run's answer says whether it is shown, and that of which filter. */
type Answer = Pick<
  UseQueryResult<DryRun>,
  "data" | "isError" | "isPlaceholderData" | "isFetching" | "isFetchedAfterMount"
>;

/** A filter that is still being written is not asked about. */
const REST_MS = 400;

/**
 * The filter that is counted, a rest after the one that is written, and what is known of the rows there are. What is acted
 * on is what was shown, as other rows by then are refused: a count of the filter before, or of a while ago, is none.
 */
export function usePastRun(filter: string, isReadable: (filter: string) => boolean, automation?: string) {
  const settled = useSettled(filter, REST_MS);
  const isSettledReadable = isReadable(settled);
  const answer = useQuery({ ...dryRunQuery(settled, automation), enabled: isSettledReadable });
  return { settled, isSettledReadable, pastRun: pastRunOf(settled === filter, answer) };
}

export function pastRunOf(isSettled: boolean, answer: Answer): PastRun {
  const { data, isError, isPlaceholderData, isFetching, isFetchedAfterMount } = answer;
  if (isSettled && isError) return { expect: null, reason: copy.automation.pastFailed };
  const isShown = isSettled && !isPlaceholderData && (isFetchedAfterMount || !isFetching);
  if (!isShown || !data) return { expect: null, reason: copy.automation.pastCounting };
  return { expect: data.matched - data.acted, reason: null };
}
