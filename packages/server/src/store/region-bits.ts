import { createHash } from "node:crypto";
import { createBitset } from "@pomona/compute/bitset";
import { bandPolygon, markInside } from "@pomona/compute/polygon";
import type { Filter, RegionCondition } from "@pomona/contract/filter";
import { placedError } from "@pomona/contract/filter-places";
import { conditionsOf } from "@pomona/contract/filter-tree";
import { giveTurn } from "../config/give-turn.ts";
import type { BitsSource } from "./filter-bits.ts";
import { requireMap } from "./filter-names.ts";
import type { FilterContext } from "./filter-sql.ts";
import { bytesOfColumns, type MapColumns, readMapColumns } from "./map-columns.ts";
import type { MapRef } from "./map-tables.ts";
import type { Bitset } from "./vector-store.ts";

/** Places that are compared before others may get a turn: 20 ms with the most corners in the worst shape. */
const PART = 2048;

type ColumnsSource = Pick<BitsSource, "sql" | "generation"> & { derived: Pick<BitsSource["derived"], "get"> };

/** The places of a version, kept until the catalog changes. */
export const keptColumns = (source: ColumnsSource, map: MapRef): Promise<MapColumns> =>
  source.derived.get(
    source.generation,
    `map ${map.projection} ${map.version}`,
    () => readMapColumns(source.sql, map),
    bytesOfColumns,
  );

/** Rows that lie within a polygon, as bits by ordinal. In turns; see `isInPolygon` for what is inside. */
async function regionBits(
  columns: MapColumns,
  polygon: readonly (readonly [number, number])[],
): Promise<Uint8Array<ArrayBuffer>> {
  const bits = createBitset((columns.rows.at(-1) ?? -1) + 1);
  const banded = bandPolygon(Float64Array.from(polygon.flat()));
  for (let start = 0; start < columns.rows.length; start += PART) {
    markInside(columns, banded, { bits, start, end: Math.min(columns.rows.length, start + PART) });
    const turn = giveTurn();
    if (turn) await turn;
  }
  return bits;
}

/** For a state that nothing is kept of, such as that of a transaction. */
export const keepsNothing: Pick<BitsSource["derived"], "get"> = { get: (_generation, _key, make) => make() };

/** Rows of every region of a filter. Throws what `requireMap` throws, at the place of the condition. */
export async function readRegions(
  source: ColumnsSource,
  filter: Filter,
  { names, places }: Pick<FilterContext, "names" | "places">,
): Promise<Map<RegionCondition, Bitset>> {
  const regions = new Map<RegionCondition, Bitset>();
  for (const condition of conditionsOf(filter)) {
    if (!("region" in condition)) continue;
    const { projection, version, polygon } = condition.region;
    let map: MapRef;
    try {
      map = requireMap(names, { projection, version, part: ["region", "version"] });
    } catch (error) {
      throw placedError(error, condition, places);
    }
    const bits = await source.derived.get(
      source.generation,
      `region ${map.projection} ${map.version} ${createHash("sha256").update(JSON.stringify(polygon)).digest("base64")}`,
      async () => regionBits(await keptColumns(source, map), polygon),
      (kept) => kept.byteLength,
    );
    regions.set(condition, bits);
  }
  return regions;
}
