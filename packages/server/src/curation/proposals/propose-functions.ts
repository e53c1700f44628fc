import type { JobInput } from "@pomona/contract/jobs";
import type { FunctionProposal } from "@pomona/contract/proposals";
import { spaceByName } from "../../store/space-table.ts";
import type { JobHandler } from "../background-work.ts";
import { prepareFilter } from "../queries/query-context.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";
import { type MeasuredGroup, measureProposals } from "./measure-proposals.ts";
import { nameProposals } from "./name-proposals.ts";
import { proposalGroups } from "./proposal-groups.ts";
import { type ProposalRows, readProposalRows } from "./proposal-rows.ts";

/** Rows, axes, neighbours, groups, measures, names. */
const STEPS = 6;
/** More groups than are wanted are measured, as some turn out to be filled by rows that the sample did not have. */
const MEASURED_BESIDES = 4;

/** Starts the job that proposes functions from a selection; returns its id. Throws `bad-filter` and `space-not-found`. */
export async function requestProposals(workspace: Workspace, request: JobInput<"propose">): Promise<string> {
  if (request.space !== undefined) await spaceByName(workspace.database, request.space);
  for (const selection of [request.selection, request.among])
    if (selection?.filter !== undefined) await prepareFilter(queryContext(workspace), selection.filter);
  return workspace.jobs.add("propose", request, { title: "Propose functions" });
}

/**
 * Looks for what the rows of a selection have in common: groups in a space that other rows do not fill as densely, each as
 * the function that would find it. Nothing is stored. The same rows and seed give the same proposals, whenever the rows
 * came.
 */
export const proposeFunctions =
  (workspace: Workspace): JobHandler<"propose"> =>
  async (request, { signal, progress }) => {
    let done = 0;
    const onStep = (): void => progress(++done, STEPS);
    progress(0, STEPS);
    // A thread that is at a long step hears of nothing.
    const end = (): void => void workspace.grouping.close();
    signal.addEventListener("abort", end, { once: true });
    try {
      const rows = await readProposalRows(workspace, request);
      onStep();
      const { seed, smallest, leastLift, most } = request;
      const options = { seed, smallest, leastLift, most: most + MEASURED_BESIDES, signal, onStep };
      const { groups, filled, looked } = await proposalGroups(workspace, rows, options);
      const measured = await measureProposals(workspace, rows, groups, { signal });
      onStep();
      const large = measured.filter((group) => group.rows >= smallest);
      const dense = large.filter(({ lift }) => lift >= leastLift);
      const best = dense.sort((a, b) => b.lift * b.rows - a.lift * a.rows).slice(0, most);
      const proposals = await described(workspace, rows, best, signal);
      onStep();
      return {
        space: rows.space.name,
        rows: rows.selectedCount,
        looked,
        highestLift: (rows.selectedCount + rows.otherCount) / rows.selectedCount,
        clusters: groups.length + filled,
        dropped: { tooSmall: measured.length - large.length, tooDense: filled + large.length - dense.length },
        proposals,
      };
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener("abort", end);
      await workspace.grouping.close();
    }
  };

async function described(
  workspace: Workspace,
  rows: ProposalRows,
  groups: readonly MeasuredGroup[],
  signal: AbortSignal,
): Promise<FunctionProposal[]> {
  const names = await nameProposals(
    workspace,
    rows,
    groups.map(({ group }) => group),
    { signal },
  );
  const keys = await workspace.keys.keysOf(
    groups.flatMap(({ positives, negatives, examples }) => [...positives, ...negatives, ...examples]),
  );
  const keysOf = (ordinals: Uint32Array): string[] => Array.from(ordinals).flatMap((row) => keys.get(row) ?? []);
  return groups.map(({ positives, negatives, examples, rows: count, others, lift, threshold }, i) => ({
    name: names[i] as string,
    positives: keysOf(positives),
    negatives: keysOf(negatives),
    examples: keysOf(examples),
    rows: count,
    others,
    lift,
    threshold,
  }));
}
