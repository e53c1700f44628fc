import { createHash } from "node:crypto";
import { type ColourLegend, type MapColours, SCALE_STEPS } from "@pomona/contract/map-binary";
import { categoryPalette, NO_VALUE_COLOURS, scalePalette } from "@pomona/projector/palettes";
import { encodePng } from "../../media/encode-png.ts";
import type { MapColumns } from "../../store/map-columns.ts";
import { MapThreads } from "../../workers/map-threads.ts";
import type { QueryContext } from "../queries/query-context.ts";
import { colourMap } from "./map-colours.ts";
import { type MapAsked, onMap } from "./map-data.ts";

type Theme = "light" | "dark";

/** What is behind the points, and the colour of points that have no colour of their own; as the renderer has them. */
const GROUND = { light: [250, 250, 251], dark: [17, 19, 24] } as const;
const INK = { light: [52, 86, 148], dark: [140, 175, 235] } as const;

const shared = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

interface ImageAsked extends MapAsked {
  width: number;
  height: number;
  theme: Theme;
  /** Colours the points; absent: one colour, so that their density alone shows. */
  field?: string | undefined;
}

export interface MapImage {
  png: Uint8Array;
  /** Names what it shows. */
  tag: string;
}

/** Pictures are drawn one after the other: each takes the memory of its pixels and a thread. */
let drawing: Promise<unknown> = Promise.resolve();

/** A still picture of a map as PNG, drawn on a thread of its own; kept until the catalog changes. */
export async function mapImage(context: QueryContext, asked: ImageAsked): Promise<MapImage> {
  const { field, width, height, theme } = asked;
  const found = await onMap(context, asked, async (snapshot, map) => ({
    key: `image ${map.version} ${JSON.stringify([width, height, theme, field])}`,
    generation: snapshot.generation,
    columns: await snapshot.map(map),
    coloured: field === undefined ? null : await colourMap(snapshot, map, { by: { field }, scores: null }),
  }));
  const draw = (): Promise<MapImage> => {
    const drawn = drawing.then(() => drawPng(asked, found));
    drawing = drawn.catch(() => undefined);
    return drawn;
  };
  return context.database.derived.get(found.generation, found.key, draw, ({ png }) => png.length);
}

async function drawPng(
  { width, height, theme }: ImageAsked,
  { columns, coloured }: { columns: MapColumns; coloured: MapColours | null },
): Promise<MapImage> {
  const count = columns.rows.length;
  const x = new Float32Array(shared(4 * count));
  const y = new Float32Array(shared(4 * count));
  x.set(columns.x);
  y.set(columns.y);
  const colours = new Uint16Array(shared(2 * count));
  const palette = coloured ? paletteOf(coloured.legend, theme) : Uint8Array.from(INK[theme]);
  if (coloured?.legend.kind === "category") colours.set(coloured.values);
  else if (coloured) for (let i = 0; i < count; i++) colours[i] = scaleColour(coloured.values[i] as number);
  const pixels = new Uint8Array(shared(3 * width * height));
  const threads = new MapThreads(1);
  try {
    await threads.run("drawMap", { x, y, colours, palette, width, height, ground: GROUND[theme], pixels }, 1);
  } finally {
    await threads.close();
  }
  const png = await encodePng(pixels, { width, height });
  return { png, tag: createHash("sha256").update(png).digest("base64url").slice(0, 22) };
}

const SCALE_COLOURS = 256;

/** Place in the palette of a scale: 256 steps, then the grey of points without a value. */
const scaleColour = (value: number): number =>
  value > SCALE_STEPS ? SCALE_COLOURS : Math.floor((value * SCALE_COLOURS) / (SCALE_STEPS + 1));

function paletteOf(legend: ColourLegend, theme: Theme): Uint8Array {
  const { other, missing } = NO_VALUE_COLOURS[theme];
  if (legend.kind === "scale") return Uint8Array.from([...scalePalette(theme), ...missing]);
  const count = legend.categories.length;
  // The codes of `codeValues`: behind the categories, the bucket of others and rows without a value; or these alone.
  const palette = new Uint8Array(3 * (count + 2));
  palette.set(categoryPalette(count, theme));
  if (legend.other) palette.set(other, 3 * legend.other.value);
  if (legend.missing) palette.set(missing, 3 * legend.missing.value);
  return palette;
}
