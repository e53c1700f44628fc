import type { Delivery } from "@pomona/contract/automations";
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

const PAGE = 50;
/** A call that is on its way ends without a job that would tell. */
const REFRESH_MS = 3000;

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: ({ signal }) => api.listAutomations({ signal }),
});
export const automationQuery = (name: string) =>
  queryOptions({
    queryKey: ["automations", name],
    queryFn: ({ signal }) => api.getAutomation({ name }, { signal }),
    refetchInterval: ({ state }) => ((state.data?.deliveries.pending ?? 0) > 0 ? REFRESH_MS : false),
  });

export const automationLogQuery = (name: string) =>
  infiniteQueryOptions({
    queryKey: ["automations", name, "log"],
    queryFn: ({ pageParam, signal }) => api.automationLog({ name, after: pageParam, limit: PAGE }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });

/** Calls of an automation's webhook; `state` null: all of them. */
export const deliveriesQuery = (name: string, state: Delivery["state"] | null) =>
  infiniteQueryOptions({
    queryKey: ["automations", name, "deliveries", state],
    queryFn: ({ pageParam, signal }) =>
      api.listDeliveries({ automation: name, after: pageParam, limit: PAGE, ...(state ? { state } : {}) }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    // By what it shows itself: the automation's counts may have been read when the calls of this list were not yet made.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ deliveries }) => deliveries.some((one) => one.state === "pending")) ? REFRESH_MS : false,
  });

/** How many rows a filter would have an automation act on; `automation`: less those that it has acted on. */
export const dryRunQuery = (filter: string, automation?: string) =>
  queryOptions({
    queryKey: ["automations", "dry-run", filter, automation ?? null],
    queryFn: ({ signal }) =>
      api.dryRunAutomation({ filter, ...(automation === undefined ? {} : { automation }) }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
  });
