import type { Sql } from "./database.ts";
import type { Combination } from "./function-table.ts";
import { int } from "./sql-values.ts";

export const PART_DELETED =
  "A function that it is made of was deleted. Give it other parts: pomona function combine NAME PARTS --operator OPERATOR --replace.";

/** What keeps functions from having scores. */
export interface WhyUnscored {
  /** Why no row can have a score in a function; null where rows can. */
  ofFunction(id: number): string | null;
  /** The same of what may be no function. */
  ofCombination(made: Pick<Combination, "operator" | "parts">): string | null;
}

/** Reads of all functions what keeps them from having scores: a first version that failed, a part that was deleted or failed. */
export async function readWhyUnscored(sql: Pick<Sql, "all">): Promise<WhyUnscored> {
  const lines = await sql.all(
    `SELECT f.id, f.name, f.served_version, v.parameters, n.error
     FROM functions f
     LEFT JOIN function_versions v ON f.kind = 'combination' AND v.function = f.id AND v.version = f.served_version
     LEFT JOIN function_versions n ON n.function = f.id AND n.version = f.version`,
  );
  const byId = new Map(lines.map((line) => [int(line.id), line]));
  const known = new Map<number, string | null>();
  const ofFunction = (id: number): string | null => {
    const line = byId.get(id);
    if (!line) return PART_DELETED;
    const before = known.get(id);
    if (before !== undefined) return before;
    // Combinations are kept free of cycles; one that is met all the same has no scores.
    known.set(id, "It is made of itself.");
    const made = line.parameters === null ? null : (JSON.parse(line.parameters as string) as Combination);
    const reason =
      line.served_version === null
        ? ((line.error as string | null) ?? "No version of it serves yet.")
        : made && ofCombination(made);
    known.set(id, reason);
    return reason;
  };
  const ofPart = (id: number): string | null => {
    const reason = ofFunction(id);
    const name = byId.get(id)?.name;
    return reason === null || name === undefined ? reason : `Its part "${name}" has no scores: ${reason}`;
  };
  const ofCombination: WhyUnscored["ofCombination"] = ({ operator, parts }) => {
    const reasons = parts.map((part) => ofPart(part.function));
    // A row has a score of `or` when any part has one, of the others when all have.
    if (operator === "or" && reasons.includes(null)) return null;
    return reasons.find((reason) => reason !== null) ?? null;
  };
  return { ofFunction, ofCombination };
}
