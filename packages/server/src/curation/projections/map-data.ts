import { countBits, hasBit } from "@pomona/compute/bitset";
import { encodeColours, encodeMask, framePoints, type PointPrecision } from "@pomona/contract/map-binary";
import { Problem } from "@pomona/contract/problems";
import { mapColour } from "@pomona/contract/projections";
import type { Selection } from "@pomona/contract/selection";
import { giveTurn } from "../../config/give-turn.ts";
import { type FilterNames, servedMap } from "../../store/filter-names.ts";
import { readMapAdditions } from "../../store/map-columns.ts";
import { type MapRef, mapTable } from "../../store/map-tables.ts";
import { ordinalsByKey } from "../../store/row-read.ts";
import { IN_ORDINALS, ordinalList } from "../../store/row-table.ts";
import { onSnapshot, prepareFilter, type QueryContext, type Snapshot } from "../queries/query-context.ts";
import { selectionBits } from "../queries/selection.ts";
import type { Workspace } from "../workspace.ts";
import { type ColourBy, colourMap, colourScores } from "./map-colours.ts";

/** Which map is asked for: the newest complete version unless one is named. */
export interface MapAsked {
  name: string;
  version?: number | undefined;
}

/** An answer as bytes, and what it was worked out of. */
export interface MapBytes {
  bytes: Uint8Array<ArrayBuffer>;
  /** Names what the answer depends on in one state of the catalog; null where it depends on more. */
  key: string | null;
  /** Number of that state; null where it is not known. */
  generation: number | null;
}

/** The version asked for. Throws `projection-not-found`, also before any version is complete. */
function askedMap(names: FilterNames, { name, version }: MapAsked): MapRef {
  const complete = names.projections.get(name)?.complete;
  const newest = complete?.[0];
  // Told by another problem than in a filter: what is not found is the address.
  if (complete && (newest === undefined || (version !== undefined && !complete.includes(version))))
    throw new Problem("projection-not-found", {
      detail:
        newest === undefined
          ? `${JSON.stringify(name)} has no complete version: wait until one is laid out, or lay it out again.`
          : `${JSON.stringify(name)} has no complete version ${version}. Its complete versions: ${complete.join(", ")}.`,
      fields: { projection: name, version: version ?? null, newest: newest ?? null },
    });
  return servedMap(names, { projection: name, version }) as MapRef;
}

export const onMap = async <T>(
  context: QueryContext,
  asked: MapAsked,
  use: (snapshot: Snapshot, map: MapRef) => Promise<T>,
): Promise<T> =>
  onSnapshot(context, await prepareFilter(context, undefined), (snapshot) =>
    use(snapshot, askedMap(snapshot.names, asked)),
  );

const PART = 1 << 16;

/**
 * The points of a map as `framePoints` lays them out: all, or those that came after the token `after` where it names the
 * first of them; with their colours where asked. In turns; kept until the catalog changes.
 */
export async function mapPoints(
  context: QueryContext,
  asked: MapAsked & { after?: string | undefined; precision: PointPrecision; colour?: string | undefined },
): Promise<MapBytes> {
  const { after, precision } = asked;
  const by = asked.colour === undefined ? null : readColour(asked.colour);
  const scores = by && (await colourScores(context, by));
  return onMap(context, asked, async (snapshot, map) => {
    const { sql, generation } = snapshot;
    const key = `points ${map.version} ${JSON.stringify([precision, after, by])}`;
    const frame = async (): Promise<Uint8Array<ArrayBuffer>> => {
      const additions = after === undefined ? null : await readMapAdditions(sql, map, after);
      const { rows: ordinals, ...columns } = additions ?? (await snapshot.map(map));
      const coloured = by && (await colourMap(snapshot, map, { by, scores }));
      await giveTurn();
      const colours = coloured ? encodeColours(coloured) : undefined;
      await giveTurn();
      const points = { version: map.version, isWhole: additions === null, ordinals, ...columns };
      const { bytes, write } = framePoints(points, { precision, colours });
      await giveTurn();
      for (let start = 0; start < ordinals.length; start += PART) {
        write(start, Math.min(ordinals.length, start + PART));
        await giveTurn();
      }
      return bytes;
    };
    if (scores) return { bytes: await frame(), key: null, generation };
    return { bytes: await snapshot.keptColumn(key, frame), key, generation };
  });
}

function readColour(text: string): ColourBy {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem("bad-request", `\`colour\` is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = mapColour.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Problem("bad-request", {
    detail:
      '`colour` says nothing that points can be coloured by. Write one of {"field": …}, {"function": …}, {"similarity": …}, {"agreement": […, …]}, {"cluster": 0}, {"arrival": true}.',
    fields: { colour: text },
  });
}

/** A colour for each point of a map, with its legend; kept until the catalog changes, but for a search. */
export async function mapColours(
  context: QueryContext,
  { by, ...asked }: MapAsked & { by: ColourBy },
): Promise<MapBytes> {
  const scores = await colourScores(context, by);
  return onMap(context, asked, async (snapshot, map) => {
    const make = async () => {
      const coloured = await colourMap(snapshot, map, { by, scores });
      await giveTurn();
      return encodeColours(coloured);
    };
    const { generation } = snapshot;
    if (scores) return { bytes: await make(), key: null, generation };
    const key = `colours ${map.version} ${JSON.stringify(by)}`;
    return { bytes: await snapshot.keptColumn(key, make), key, generation };
  });
}

/** Which rows a selection holds, as bits by ordinal, and how many of them are on the map. */
export async function mapMask(
  context: QueryContext,
  { selection, ...asked }: MapAsked & { selection: Selection },
): Promise<MapBytes> {
  const bits = await selectionBits(context, selection);
  return onMap(context, asked, async (snapshot, map) => {
    const { rows } = await snapshot.map(map);
    let mapped = 0;
    for (let start = 0; start < rows.length; start += PART) {
      const end = Math.min(rows.length, start + PART);
      for (let i = start; i < end; i++) if (hasBit(bits, rows[i] as number)) mapped++;
      await giveTurn();
    }
    const bytes = encodeMask({ version: map.version, count: countBits(bits), mapped, bits });
    return { bytes, key: null, generation: snapshot.generation };
  });
}

/** Keys and places of rows, in the order asked for; those that are not on the map are left out. Cost: one scan of the map's rows. */
export async function mapRows(
  workspace: Pick<Workspace, "keys">,
  context: QueryContext,
  asked: MapAsked & { ordinals?: readonly number[] | undefined; keys?: readonly string[] | undefined },
): Promise<{ rows: { ordinal: number; key: string; x: number; y: number }[] }> {
  const found = await onMap(context, asked, async ({ sql }, map) => {
    const byKey = await ordinalsByKey(sql, asked.keys ?? []);
    const named = (asked.keys ?? []).flatMap((key) => byKey.get(key) ?? []);
    const wanted = [...(asked.ordinals ?? []), ...named];
    const lines = await sql.all<{ row: number; x: number; y: number }>(
      `SELECT row, x, y FROM ${mapTable(map)} WHERE row ${IN_ORDINALS}`,
      [ordinalList(wanted)],
    );
    const places = new Map(lines.map((line) => [line.row, line]));
    return wanted.flatMap((ordinal) => places.get(ordinal) ?? []);
  });
  const keys = await workspace.keys.keysOf(found.map(({ row }) => row));
  // A row may have been deleted since.
  const rows = found.flatMap(({ row, x, y }) => {
    const key = keys.get(row);
    return key === undefined ? [] : [{ ordinal: row, key, x, y }];
  });
  return { rows };
}
