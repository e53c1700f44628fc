import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { fieldsQuery, functionsQuery } from "../../api/queries.ts";
import { useStoredState } from "../../ui/stored-state.ts";
import { DEFAULT_COLUMNS, NARROWEST_PX, type TableColumn, tableColumns, WIDEST_PX } from "./table-columns.ts";

export interface TableColumns {
  /** Every column there is. */
  all: readonly TableColumn[];
  /** Those that are shown, in order. */
  shown: readonly TableColumn[];
  chosen: readonly string[];
  setChosen: (ids: string[]) => void;
  widthOf: (id: string, defaultPx: number) => number;
  setWidth: (id: string, widthPx: number) => void;
  reset: () => void;
}

const isIds = (value: unknown): boolean => Array.isArray(value) && value.every((id) => typeof id === "string");
const isWidths = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.values(value).every((width) => typeof width === "number");

/** Columns of the table and their widths, as this browser remembers them. */
export function useTableColumns(): TableColumns {
  const fields = useQuery(fieldsQuery).data;
  const functions = useQuery(functionsQuery).data;
  const [chosen, setChosen] = useStoredState<string[]>("columns", [...DEFAULT_COLUMNS], isIds);
  const [widths, setWidths] = useStoredState<Record<string, number>>("columnWidths", {}, isWidths);
  const all = useMemo(() => tableColumns(fields ?? [], functions ?? []), [fields, functions]);
  const shown = useMemo(() => all.filter((column) => chosen.includes(column.id)), [all, chosen]);
  return {
    all,
    shown,
    chosen,
    setChosen,
    widthOf: (id, defaultPx) => widths[id] ?? defaultPx,
    setWidth: (id, widthPx) =>
      setWidths({ ...widths, [id]: Math.round(Math.max(NARROWEST_PX, Math.min(WIDEST_PX, widthPx))) }),
    reset: () => {
      setChosen([...DEFAULT_COLUMNS]);
      setWidths({});
    },
  };
}
