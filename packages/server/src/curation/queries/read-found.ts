import { gatherVectors } from "@pomona/compute/gather";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";

/** The vectors of those rows that have one in the space now, packed, with the segment that each is in. */
export async function readFound(
  workspace: Pick<Workspace, "live" | "vectors">,
  space: Pick<SpaceRecord, "id" | "dims">,
  wanted: Uint32Array,
): Promise<{ rows: Uint32Array; vectors: Float32Array<ArrayBuffer>; segments: Int32Array }> {
  const target = workspace.live.target(space.id, space.dims);
  const read = await workspace.vectors.read(target, wanted);
  const segmentsOf = (rows: Uint32Array): Int32Array => Int32Array.from(rows, (row) => target.owners[row] as number);
  if (read.found.every((found) => found)) return { rows: wanted, vectors: read.vectors, segments: segmentsOf(wanted) };
  const positions = Array.from(wanted.keys()).filter((position) => read.found[position]);
  const rows = Uint32Array.from(positions, (position) => wanted[position] as number);
  return { rows, vectors: gatherVectors(read.vectors, positions, space.dims), segments: segmentsOf(rows) };
}
