import { requireFunction } from "../../store/filter-names.ts";
import { everyRow, servedColumn } from "../../store/served-column.ts";
import type { Bitset } from "../../store/vector-store.ts";
import type { Snapshot } from "../queries/query-context.ts";

/** The score of every row that a bitset may hold by a function, kept until its scores change. Throws `function-not-found`. */
export const functionScores = (
  { sql, names, keptColumn }: Pick<Snapshot, "sql" | "names" | "keptColumn">,
  bits: Bitset,
  name: string,
): Promise<Float32Array> => servedColumn(everyRow(sql, bits.length * 8, keptColumn), requireFunction(names, name));
