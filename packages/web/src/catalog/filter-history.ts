/** Filter texts that were applied one after the other; undefined is every row. */
export interface FilterHistory {
  past: readonly (string | undefined)[];
  present: string | undefined;
  future: readonly (string | undefined)[];
}

const KEPT = 200;

export const historyFrom = (present: string | undefined): FilterHistory => ({ past: [], present, future: [] });

/** A filter that was set in any way: what had been undone is gone. */
export const visited = (history: FilterHistory, where: string | undefined): FilterHistory =>
  where === history.present
    ? history
    : { past: [...history.past, history.present].slice(-KEPT), present: where, future: [] };

/** The history one step back; undefined at its start. */
export function undone({ past, present, future }: FilterHistory): FilterHistory | undefined {
  return past.length === 0
    ? undefined
    : { past: past.slice(0, -1), present: past.at(-1), future: [present, ...future] };
}

/** The history one step forward; undefined where nothing was undone. */
export function redone({ past, present, future }: FilterHistory): FilterHistory | undefined {
  return future.length === 0 ? undefined : { past: [...past, present], present: future[0], future: future.slice(1) };
}
