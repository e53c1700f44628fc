import type { Sql } from "../../store/database.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";

/** Fitted spaces that are derived from a space, directly. */
export const fittedChildren = async (sql: Pick<Sql, "all">, source: SpaceRecord): Promise<SpaceRecord[]> =>
  (await listSpaces(sql)).filter((space) => space.derivedFrom === source.id && space.transform !== null);

/** Vectors of the source space (n * source dims) carried over to a fitted space: n * its dims, unit vectors. */
export function deriveVectors(
  workspace: Pick<Workspace, "whitening">,
  space: SpaceRecord,
  vectors: Float32Array,
): Promise<Float32Array<ArrayBuffer>> {
  if (!space.transform) throw new TypeError(`The space "${space.name}" has no fit.`);
  return workspace.whitening.apply({ fingerprint: space.fingerprint, bytes: space.transform }, vectors);
}
