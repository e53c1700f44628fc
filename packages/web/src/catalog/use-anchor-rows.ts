import type { Row } from "@pomona/contract/rows";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../api/client.ts";

const MOST = 200;

/** The rows of anchors, as far as they are still in the catalog. */
export function useAnchorRows(keys: readonly string[]): readonly Row[] | undefined {
  const asked = keys.slice(0, MOST);
  return useQuery({
    queryKey: ["rows", "anchors", asked],
    queryFn: ({ signal }) => api.query({ filter: { field: "key", op: "in", value: asked }, limit: MOST }, { signal }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  }).data?.rows;
}
