import type { AskedRow } from "@pomona/contract/reviews";
import type { Row } from "@pomona/contract/rows";
import { useMemo } from "react";
import { useAnchorRows } from "../../catalog/use-anchor-rows.ts";

/** The rows of a round by their keys; undefined while they are looked up. */
export function useAskedRows(asked: readonly AskedRow[]): ReadonlyMap<string, Row> | undefined {
  const rows = useAnchorRows(asked.map(({ key }) => key));
  return useMemo(() => rows && new Map(rows.map((row) => [row.key, row])), [rows]);
}
