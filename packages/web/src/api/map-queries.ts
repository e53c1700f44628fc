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

/** As much text of a colour goes into the address of the first request. */
const COLOUR_LENGTH = 1500;

/**
 * All points of a map; at first with their colours by `by`, in one answer. Asked for again, only points that came since are
 * fetched.
 */
export const pointsQuery = ({ name, version }: MapAsked, by?: MapColour) =>
  queryOptions({
    queryKey: ["map-points", name, version],
    queryFn: ({ client, signal }) => fetchPoints(client, { map: { name, version }, by, signal }),
    structuralSharing: false,
  });

interface PointsAsked {
  map: MapAsked;
  by: MapColour | undefined;
  signal: AbortSignal;
}

async function fetchPoints(client: QueryClient, { map, by, signal }: PointsAsked): Promise<PointSet> {
  const before = client.getQueryData<PointSet>(pointsQuery(map).queryKey);
  const colour = JSON.stringify(by) as string | undefined;
  const more = before
    ? { after: before.token }
    : colour !== undefined && colour.length <= COLOUR_LENGTH
      ? { colour }
      : {};
  const { colours, ...points } = decodePoints(await bytesOf(api.mapPoints({ ...map, ...more }, { signal })));
  if (colours) client.setQueryData(coloursQuery(map, by).queryKey, colours);
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
