import { applyWhitening, parseWhitening, type Whitening } from "@pomona/compute/whitening";
import type { Sql } from "../store/database.ts";
import { listSpaces, type SpaceRecord } from "../store/space-table.ts";

/** A derived space with its fit. */
export interface FittedSpace {
  space: SpaceRecord;
  whitening: Whitening;
}

const parsed = new Map<string, Whitening>();

/** The fit of a derived space, or null until it is fitted. */
export function fittedSpace(space: SpaceRecord): FittedSpace | null {
  if (!space.transform) return null;
  const known = parsed.get(space.fingerprint);
  const whitening = known ?? parseWhitening(space.transform);
  if (!known) parsed.set(space.fingerprint, whitening);
  return { space, whitening };
}

/** Fitted spaces that are derived from a space, directly. */
export const fittedChildren = async (sql: Pick<Sql, "all">, source: SpaceRecord): Promise<FittedSpace[]> =>
  (await listSpaces(sql))
    .filter((space) => space.derivedFrom === source.id)
    .flatMap((space) => fittedSpace(space) ?? []);

/** Vectors of the source space (n * source dims) carried over: n * derived dims, unit vectors. */
export const deriveVectors = (child: FittedSpace, vectors: Float32Array): Float32Array<ArrayBuffer> =>
  applyWhitening(child.whitening, vectors);
