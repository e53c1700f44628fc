import { hasBit } from "@pomona/compute/bitset";
import { nearestNeighbours } from "@pomona/compute/neighbours/nearest-neighbours";
import { reduceRows } from "../projections/reduce-rows.ts";
import type { Workspace } from "../workspace.ts";
import type { ProposalRows } from "./proposal-rows.ts";

/** Of each row, in the graph that groups are sought on. */
const NEIGHBOURS = 15;

export interface ProposalGroups {
  /** Ordinals of the selected rows of each group, those in the middle first. */
  groups: Uint32Array[];
  /** Groups that the others fill nearly as densely. */
  filled: number;
  /** Selected rows that were looked at. */
  looked: number;
}

/** Groups of selected rows that the others do not fill as densely; see `dense-groups.ts`. Cost: 5 to 20 s for 30,000 rows. */
export async function proposalGroups(
  workspace: Workspace,
  rows: ProposalRows,
  options: { seed: number; smallest: number; leastLift: number; most: number; signal: AbortSignal; onStep(): void },
): Promise<ProposalGroups> {
  const { grouping } = workspace;
  const { seed, smallest, leastLift, most, signal, onStep } = options;
  const wanted = new Uint32Array(rows.drawn.selected.length + rows.drawn.others.length);
  wanted.set(rows.drawn.selected);
  wanted.set(rows.drawn.others, rows.drawn.selected.length);
  const reduced = await reduceRows({ ...workspace, maps: grouping }, rows.space, wanted, {
    parameters: { seed, metric: "cosine" },
    signal,
    onProgress: () => undefined,
  });
  onStep();
  const neighbours = await nearestNeighbours(grouping, reduced.points, { k: NEIGHBOURS, seed, signal });
  onStep();
  // Rows that lost their vector meanwhile are left out; the others keep their order.
  const selected = reduced.rows.filter((row) => hasBit(rows.selected, row)).length;
  const weights = {
    selected: rows.selectedCount / Math.max(1, selected),
    other: rows.otherCount / Math.max(1, reduced.points.count - selected),
  };
  const request = { points: reduced.points, selected, neighbours, weights, smallest, leastLift, most };
  const [found = { groups: [], filled: 0 }] = await grouping.run("denseGroups", request, 1, { signal });
  onStep();
  return {
    groups: found.groups.map((points) => Uint32Array.from(points, (point) => reduced.rows[point] as number)),
    filled: found.filled,
    looked: selected,
  };
}
