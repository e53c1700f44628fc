import type { FunctionOrigin } from "@pomona/contract/rows";
import type { Run } from "../context.ts";
import { oneLine } from "../render/width.ts";

/** Tells which functions have no scores, and why: conditions on them meet no row. */
export function noteUnscored(run: Run, origins: Readonly<Record<string, FunctionOrigin>>): void {
  for (const [name, { error }] of Object.entries(origins))
    if (error !== null) run.note(`The function "${oneLine(name)}" has no scores, so no row has one: ${oneLine(error)}`);
}
