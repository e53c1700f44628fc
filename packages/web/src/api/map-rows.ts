import type { Row } from "@pomona/contract/rows";
import { api } from "./client.ts";

/** Rows that are kept for hovering back. */
const KEPT_ROWS = 2000;
/** As many rows are asked for at once. */
const MOST_ROWS = 500;

/** Gives the rows of ordinals of one map, in their order; null for one that is gone. Rows that were asked for are kept. */
export interface MapRowReader {
  known: (ordinal: number) => Row | null | undefined;
  read: (ordinals: readonly number[], signal?: AbortSignal) => Promise<(Row | null)[]>;
  /** Rows may have changed. */
  forget: () => void;
}

export function mapRowReader(name: string, version: number): MapRowReader {
  const kept = new Map<number, Row | null>();
  const keep = (ordinal: number, row: Row | null): void => {
    kept.delete(ordinal);
    kept.set(ordinal, row);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_ROWS) break;
      kept.delete(oldest);
    }
  };
  const fetchRows = async (ordinals: number[], signal: AbortSignal | undefined): Promise<void> => {
    const options = signal ? { signal } : {};
    const { rows: placed } = await api.mapRows({ name }, { version, ordinals }, options);
    const keys = placed.map(({ key }) => key);
    const { rows } =
      keys.length === 0
        ? { rows: [] }
        : await api.query({ filter: { field: "key", op: "in", value: keys }, limit: keys.length, scores: [] }, options);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    const keyOf = new Map(placed.map(({ ordinal, key }) => [ordinal, key]));
    for (const ordinal of ordinals) keep(ordinal, byKey.get(keyOf.get(ordinal) ?? "") ?? null);
  };
  return {
    known: (ordinal) => kept.get(ordinal),
    read: async (ordinals, signal) => {
      const missing = [...new Set(ordinals)].filter((ordinal) => !kept.has(ordinal)).slice(0, MOST_ROWS);
      if (missing.length > 0) await fetchRows(missing, signal);
      return ordinals.map((ordinal) => kept.get(ordinal) ?? null);
    },
    forget: () => kept.clear(),
  };
}
