import { isProblem } from "@pomona/contract/problems";
import { type AutomationRecord, listAutomationRecords } from "../../store/automation-table.ts";
import type { Sql } from "../../store/database.ts";
import { type FilterNames, loadFilterNames, requireProject, requireSlice } from "../../store/filter-names.ts";
import { type CompiledFilter, compileFilter } from "../../store/filter-sql.ts";
import { keepsNothing, readRegions } from "../../store/region-bits.ts";
import { type FilterNeeds, needsOf, readAutomationFilter, readWiring } from "./filter-needs.ts";

/** An automation whose filter and action name nothing that is gone, in one state of the catalog. */
export interface ReadyAutomation extends AutomationRecord {
  needs: FilterNeeds;
  /** Its filter over `rows r`, asked of rows of a range only, both ends included. */
  compile(within: { first: number; last: number }): CompiledFilter;
}

export interface AutomationStates {
  names: FilterNames;
  ready: ReadyAutomation[];
  /** Why the others cannot act. */
  unready: { record: AutomationRecord; problem: string }[];
}

/** Every automation that is wanted, read in the state that `sql` sees. Costs the places of a map for each region in a filter. */
export async function readAutomations(
  sql: Sql,
  isWanted: (record: AutomationRecord) => boolean = () => true,
): Promise<AutomationStates> {
  const records = (await listAutomationRecords(sql)).filter(isWanted);
  const names = await loadFilterNames(sql);
  const states: AutomationStates = { names, ready: [], unready: [] };
  if (records.length === 0) return states;
  const wiring = await readWiring(sql);
  for (const record of records)
    try {
      const { filter, places } = readAutomationFilter(record.filter);
      requireTarget(record, names);
      const regions = await readRegions({ sql, derived: keepsNothing, generation: null }, filter, { names, places });
      const context = { names, similarity: new Map(), regions, places };
      // Throws for what is gone.
      compileFilter(filter, context);
      const compile = (within: { first: number; last: number }) => compileFilter(filter, { ...context, within });
      states.ready.push({ ...record, needs: needsOf(filter, wiring), compile });
    } catch (error) {
      if (!isProblem(error)) throw error;
      states.unready.push({ record, problem: error.message });
    }
  return states;
}

/** What it acts on must be there: it may have been deleted. */
function requireTarget({ action }: AutomationRecord, names: FilterNames): void {
  if (action.kind === "review") requireSlice(names, action.slice);
  if (action.kind === "batch") requireProject(names, action.project);
}
