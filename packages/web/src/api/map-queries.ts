import { decodeColours, decodeMask, decodePoints, type MapPoints } from "@pomona/contract/map-binary";
import type { MapColour } from "@pomona/contract/projections";
import type { Selection } from "@pomona/contract/selection";
import { keepPreviousData, type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";
import type { MapAsked } from "./projection-queries.ts";

/** Points of a map as they were fetched, and those that came since behind them. */
export interface PointSet extends Pick<MapPoints, "ordinals" | "x" | "y" | "placed" | "token"> {
  /** The same for as long as points were only added. */
  series: number;
}

let seriesCount = 0;

/** All points of a map. Asked for again, only those that came since are fetched. */
export const pointsQuery = ({ name, version }: MapAsked) =>
  queryOptions({
    queryKey: ["map-points", name, version],
    queryFn: ({ client, signal }) => fetchPoints(client, { name, version }, signal),
    structuralSharing: false,
  });

async function fetchPoints(client: QueryClient, { name, version }: MapAsked, signal: AbortSignal): Promise<PointSet> {
  const before = client.getQueryData<PointSet>(["map-points", name, version]);
  const after = before ? { after: before.token } : {};
  const points = decodePoints(await bytesOf(api.mapPoints({ name, version, ...after }, { signal })));
  if (points.isWhole || !before) return { ...points, series: ++seriesCount };
  // The same object, so that nothing is drawn anew.
  return points.ordinals.length === 0 ? before : grown(before, points);
}

/** The points with others behind them. */
export function grown(before: PointSet, added: Pick<MapPoints, "ordinals" | "x" | "y" | "placed" | "token">): PointSet {
  return {
    series: before.series,
    token: added.token,
    ordinals: joined(new Uint32Array(before.ordinals.length + added.ordinals.length), before.ordinals, added.ordinals),
    x: joined(new Float32Array(before.x.length + added.x.length), before.x, added.x),
    y: joined(new Float32Array(before.y.length + added.y.length), before.y, added.y),
    placed: joined(new Uint8Array(before.placed.length + added.placed.length), before.placed, added.placed),
  };
}

function joined<T extends Uint32Array | Float32Array | Uint8Array>(into: T, before: T, added: T): T {
  into.set(before);
  into.set(added, before.length);
  return into;
}

/** A colour for each point; `by` undefined: nothing is asked. */
export const coloursQuery = ({ name, version }: MapAsked, by: MapColour | undefined) =>
  queryOptions({
    queryKey: ["map-colours", name, version, by],
    queryFn: async ({ signal }) => {
      if (by === undefined) return null;
      return decodeColours(await bytesOf(api.mapColours({ name }, { version, by }, { signal })));
    },
    enabled: by !== undefined,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });

/** Which rows a selection holds, by ordinal; null: every row is shown alike. */
export const maskQuery = ({ name, version }: MapAsked, selection: Selection | null) =>
  queryOptions({
    queryKey: ["map-mask", name, version, selection],
    queryFn: async ({ signal }) => {
      if (selection === null) return null;
      return decodeMask(await bytesOf(api.mapMask({ name }, { version, selection }, { signal })));
    },
    enabled: selection !== null,
    placeholderData: keepPreviousData,
    structuralSharing: false,
  });

const bytesOf = async (response: Promise<Response>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await response).arrayBuffer());
