import { once } from "node:events";
import type { Writable } from "node:stream";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { alignColours, decodeColours, decodePoints, missingValue } from "@pomona/contract/map-binary";
import { Problem } from "@pomona/contract/problems";
import { type Command, Option } from "commander";
import type { Context, Run } from "../context.ts";
import { UsageError } from "../exit-code.ts";
import { bytes, plural } from "../render/quantities.ts";
import { writeWhole } from "../whole-file.ts";
import { examples, onRun } from "./command.ts";
import { given, wholeNumber } from "./values.ts";

interface FileOptions {
  output?: string;
  versionNumber?: number;
}
interface ImageOptions extends FileOptions {
  width?: number;
  height?: number;
  theme?: "light" | "dark";
  colour?: string;
}

/** Rows whose keys are asked for at once. */
const ROWS_AT_ONCE = 2000;
/** What the flag of a point says. */
const HOW = ["laid out", "placed", "arrived"] as const;

/** Adds the commands that write a map to a file. */
export function addMapFiles(group: Command, context: Context): void {
  const table = group
    .command("export <name>")
    .description("Writes the map as CSV: key, x, y, how the row came there, and the names of its clusters.")
    .option("-o, --output <file.csv>", "write to a file; it appears when it is whole (default: stdout)")
    .option("--version-number <number>", "an earlier version", wholeNumber(1));
  examples(table, "pomona projection export photos -o map.csv", "pomona projection export photos > map.csv");
  onRun<FileOptions>(table, context, "existing", async (run, [name = ""], { output: file, versionNumber: version }) => {
    if (file !== undefined && !/\.csv$/i.test(file))
      throw new UsageError(`A map is written as CSV: name the file with .csv, not ${file}.`);
    const map = { name, ...given({ version }) };
    let rows = 0;
    const fill = (target: Writable, end: boolean): Promise<void> =>
      pipeline(
        Readable.from(
          linesOf(run, map, (more) => {
            rows += more;
          }),
        ),
        target,
        { end, signal: run.signal },
      );
    if (file === undefined) await fill(run.terminal.output as Writable, false);
    else {
      const size = await writeWhole(file, (target) => fill(target, true));
      await run.show({ file, rows, bytes: size }, () => `Wrote ${file}: ${plural(rows, "row")} (${bytes(size)})`);
    }
    return undefined;
  });
  addImage(group, context);
}

function addImage(group: Command, context: Context): void {
  const image = group
    .command("image <name>")
    .description("Draws the map as a PNG.")
    .option("-o, --output <file.png>", "write to a file; it appears when it is whole (default: stdout)")
    .option("--colour <field>", "colour the points by a field: label, dataset, metadata.NAME (default: by density)")
    .option("--width <pixels>", "width (default: 1200)", wholeNumber(64, 4096))
    .option("--height <pixels>", "height (default: 800)", wholeNumber(64, 4096))
    .addOption(new Option("--theme <theme>", "ground (default: light)").choices(["light", "dark"]))
    .option("--version-number <number>", "an earlier version", wholeNumber(1));
  examples(image, "pomona projection image photos -o map.png --colour label");
  onRun<ImageOptions>(image, context, "existing", async (run, [name = ""], options) => {
    const { output: file, width, height, theme, colour: field, versionNumber: version } = options;
    if (file === undefined && run.terminal.isOutputTty)
      throw new UsageError("A picture is binary; write it to a file with -o FILE.png.");
    const fill = async (target: Writable, end: boolean): Promise<void> => {
      const asked = { name, ...given({ width, height, theme, field, version }) };
      const response = await run.client.mapImage(asked, { signal: run.signal });
      await pipeline(Readable.fromWeb((response.body ?? new Blob([]).stream()) as never), target, {
        end,
        signal: run.signal,
      });
    };
    if (file === undefined) await fill(run.terminal.output as Writable, false);
    else {
      const size = await writeWhole(file, (target) => fill(target, true));
      await run.show({ file, bytes: size }, () => `Wrote ${file} (${bytes(size)})`);
    }
    return undefined;
  });
}

/** Rows of the map by order of arrival; those deleted meanwhile are left out. `onRows` is told of how many there are. */
async function* linesOf(
  run: Run,
  map: { name: string; version?: number },
  onRows: (count: number) => void,
): AsyncGenerator<string> {
  const { signal } = run;
  const points = decodePoints(await bytesOf(await run.client.mapPoints({ ...map, precision: "float32" }, { signal })));
  const { version, ordinals } = points;
  const clusters = await clusterNames(run, { name: map.name, version }, ordinals);
  const heads = ["key", "x", "y", "placed", ...clusters.map((_, level) => `cluster${level}`)];
  yield `${heads.join(",")}\r\n`;
  const placeOf = new Map<number, number>();
  for (let start = 0; start < ordinals.length; start += ROWS_AT_ONCE) {
    const asked = Array.from(ordinals.subarray(start, start + ROWS_AT_ONCE));
    placeOf.clear();
    for (const [i, ordinal] of asked.entries()) placeOf.set(ordinal, start + i);
    const { rows } = await run.client.mapRows({ name: map.name }, { version, ordinals: asked }, { signal });
    let lines = "";
    for (const { ordinal, key, x, y } of rows) {
      const place = placeOf.get(ordinal) as number;
      const how = HOW[points.placed[place] as 0 | 1 | 2];
      const cells = [cell(key), x, y, how, ...clusters.map((nameOf) => cell(nameOf(place)))];
      lines += `${cells.join(",")}\r\n`;
    }
    onRows(rows.length);
    yield lines;
  }
}

/** Per level of clusters what says the name of a point's cluster, "" for none. */
async function clusterNames(
  run: Run,
  { name, version }: { name: string; version: number },
  ordinals: Uint32Array,
): Promise<((place: number) => string)[]> {
  const { versions } = await run.client.getProjection({ name }, { signal: run.signal });
  const levels = versions.find((one) => one.version === version)?.clusterLevels ?? 0;
  const names: ((place: number) => string)[] = [];
  for (let level = 0; level < levels; level++) {
    const body = { version, by: { cluster: level } };
    const colours = decodeColours(await bytesOf(await run.client.mapColours({ name }, body, { signal: run.signal })));
    const { legend } = colours;
    if (legend.kind !== "category") throw new Problem("internal", "The server sent no names of clusters.");
    const values = alignColours(colours, ordinals, missingValue(legend));
    names.push((place) => legend.categories[values[place] as number]?.value ?? "");
  }
  return names;
}

const bytesOf = async (response: Response): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await response.arrayBuffer());

/** A cell as RFC 4180 has it. */
const cell = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
