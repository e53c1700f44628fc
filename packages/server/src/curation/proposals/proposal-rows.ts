import { andNotBits, countBits, createBitset, hasBit, setBit } from "@pomona/compute/bitset";
import type { JobInput } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import { inTurns } from "../../config/give-turn.ts";
import { drawnRows } from "../../store/drawn-rows.ts";
import { listSpaces, type SpaceRecord, spaceByName } from "../../store/space-table.ts";
import type { Bitset } from "../../store/vector-store.ts";
import { filterBits, selectionBits } from "../queries/selection.ts";
import { queryContext } from "../queries/workspace-query.ts";
import type { Workspace } from "../workspace.ts";

/** Rows of the selection, and of the others, that groups are sought among. */
const MOST_SELECTED = 20_000;
const MOST_OTHERS = 10_000;

/** A selection and what it is set against: rows with a vector in a space. */
export interface ProposalRows {
  space: SpaceRecord;
  selected: Bitset;
  others: Bitset;
  selectedCount: number;
  otherCount: number;
  /** Ordinals, in an order that does not depend on when rows came; random samples where there are many. */
  drawn: { selected: Uint32Array; others: Uint32Array };
}

/** Problem `empty-selection`; `no-evidence` where too few rows have a vector, or none is left to set them against. */
export async function readProposalRows(workspace: Workspace, request: JobInput<"propose">): Promise<ProposalRows> {
  const context = queryContext(workspace);
  const bits = await selectionBits(context, request.selection);
  const among = request.among ? await selectionBits(context, request.among) : await filterBits(context, undefined);
  const count = countBits(bits);
  if (count === 0) throw new Problem("empty-selection", "The selection holds no rows, so there is nothing to look at.");
  const space = await spaceOf(workspace, request.space, bits);
  const selected = await withVector(workspace, space, bits);
  const others = await withVector(workspace, space, andNotBits(among, bits));
  const [selectedCount, otherCount] = [countBits(selected), countBits(others)];
  const fields = { space: space.name, rows: count, withVector: selectedCount, others: otherCount };
  if (selectedCount < request.smallest)
    throw new Problem("no-evidence", {
      detail: `Of the ${count} rows of the selection ${selectedCount} have a vector in "${space.name}"; a proposal has at least ${request.smallest}. Select more rows, choose another space, or lower what it has at least (smallest).`,
      fields,
    });
  if (otherCount === 0)
    throw new Problem("no-evidence", {
      detail: `No other row has a vector in "${space.name}", so nothing can be more frequent in the selection. Select fewer rows, or choose another space.`,
      fields,
    });
  const { seed } = request;
  const drawn = await workspace.database.read(async (sql) => ({
    selected: await drawnRows(sql, selected, { seed, limit: MOST_SELECTED }),
    others: await drawnRows(sql, others, { seed, limit: MOST_OTHERS }),
  }));
  return { space, selected, others, selectedCount, otherCount, drawn };
}

/** The named space; else of the suggested ones, or of all where none of these has any of the rows, the one with most. */
async function spaceOf(workspace: Workspace, name: string | undefined, bits: Bitset): Promise<SpaceRecord> {
  if (name !== undefined) return spaceByName(workspace.database, name);
  const spaces = await listSpaces(workspace.database);
  const counts = new Map<SpaceRecord, number>();
  for (const space of spaces) counts.set(space, countBits(await withVector(workspace, space, bits)));
  const rank = (space: SpaceRecord): number => (space.suggested ? 2 : 0) + (space.defaultFor.length > 0 ? 1 : 0);
  const [best] = spaces
    .filter((space) => counts.get(space))
    .sort(
      (a, b) =>
        Number(b.suggested) - Number(a.suggested) ||
        (counts.get(b) as number) - (counts.get(a) as number) ||
        rank(b) - rank(a) ||
        a.id - b.id,
    );
  if (best) return best;
  throw new Problem("no-evidence", {
    detail: `No row of the selection has a vector in any space. Embed them first (pomona space embed), or wait until they are.`,
    fields: { spaces: spaces.map((space) => space.name) },
  });
}

async function withVector({ live }: Workspace, space: SpaceRecord, bits: Bitset): Promise<Bitset> {
  const { owners } = live.target(space.id, space.dims);
  const found = createBitset(bits.length * 8);
  const end = Math.min(owners.length, bits.length * 8);
  await inTurns(end, (start, stop) => {
    for (let row = start; row < stop; row++) if (owners[row] !== 0 && hasBit(bits, row)) setBit(found, row);
  });
  return found;
}
