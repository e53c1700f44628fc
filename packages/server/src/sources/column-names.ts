import type { RecordFailure } from "./table.ts";

/** Names that are trimmed, not empty and told apart: a second `label` becomes `label_2`, which a warning says. */
export function uniqueColumnNames(
  names: readonly string[],
  line: number,
): { unique: string[]; warnings: RecordFailure[] } {
  const taken = new Set<string>();
  const warnings: RecordFailure[] = [];
  const unique = names.map((raw, position) => {
    const name = raw.trim() || `column_${position + 1}`;
    let free = name;
    for (let count = 2; taken.has(free); count++) free = `${name}_${count}`;
    taken.add(free);
    if (free !== name)
      warnings.push({
        line,
        column: free,
        code: "bad-record",
        message: `Two columns are named "${name}"; the second is read as "${free}".`,
      });
    return free;
  });
  return { unique, warnings };
}
