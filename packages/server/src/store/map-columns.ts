import { inTurns } from "../config/give-turn.ts";
import type { Sql } from "./database.ts";
import { type MapRef, mapTable } from "./map-tables.ts";

/** Places of the rows on one version, rising by ordinal. Not to be changed. */
export interface MapColumns {
  rows: Uint32Array;
  /** Map units. */
  x: Float32Array;
  y: Float32Array;
  /** 0: laid out; 1: placed as the map was made; 2: arrived since. */
  placed: Uint8Array;
  /** Names the lines of the table, in the order they were written. */
  token: string;
}

/** Bytes that columns take. */
export const bytesOfColumns = ({ rows }: Pick<MapColumns, "rows">): number => 13 * rows.length;

interface Lines {
  rows: Uint32Array;
  x: Float32Array;
  y: Float32Array;
  placed: Uint32Array;
}

/** The lines of a version in the order they were written. Cost: some 30 ms for a million. */
async function readLines(sql: Pick<Sql, "numbers">, map: MapRef): Promise<Lines> {
  const [rows, x, y, placed] = await sql.numbers(`SELECT row, x, y, placed::UINTEGER FROM ${mapTable(map)}`);
  return { rows: rows as Uint32Array, x: x as Float32Array, y: y as Float32Array, placed: placed as Uint32Array };
}

/** Reads the places of a version. Cost: some 80 ms for a million rows, in turns. */
export async function readMapColumns(sql: Pick<Sql, "numbers">, map: MapRef): Promise<MapColumns> {
  const lines = await readLines(sql, map);
  const token = tokenOf(map, lines.rows.length, await hashLines(lines, lines.rows.length));
  return { ...(await inOrder(lines, 0)), token };
}

/**
 * The lines that came after those that a token names, rising by ordinal; null where these are not the first lines of the
 * version any more: some of them were taken off the map, or are placed anew.
 */
export async function readMapAdditions(
  sql: Pick<Sql, "numbers">,
  map: MapRef,
  token: string,
): Promise<MapColumns | null> {
  const named = /^(\d{1,10})-(\d{1,10})-[0-9a-f]{16}$/.exec(token);
  const count = Number(named?.[2]);
  if (!named || Number(named[1]) !== map.version) return null;
  const lines = await readLines(sql, map);
  if (count > lines.rows.length || tokenOf(map, count, await hashLines(lines, count)) !== token) return null;
  const newest = tokenOf(map, lines.rows.length, await hashLines(lines, lines.rows.length));
  return { ...(await inOrder(lines, count)), token: newest };
}

const tokenOf = ({ version }: MapRef, count: number, hash: string): string => `${version}-${count}-${hash}`;

/** 64 bits over the first `count` lines: two lanes of multiply and rotate, as in MurmurHash3. */
async function hashLines({ rows, x, y, placed }: Lines, count: number): Promise<string> {
  const [xBits, yBits] = [new Uint32Array(x.buffer, x.byteOffset), new Uint32Array(y.buffer, y.byteOffset)];
  let one = 0x9747b28c;
  let other = 0x3c6ef372;
  const add = (value: number): void => {
    one = Math.imul(((one << 13) | (one >>> 19)) ^ value, 0xcc9e2d51);
    other = Math.imul(((other << 15) | (other >>> 17)) ^ value, 0x1b873593);
  };
  await inTurns(count, (start, end) => {
    for (let i = start; i < end; i++) {
      add(((rows[i] as number) << 2) ^ (placed[i] as number));
      add(xBits[i] as number);
      add(yBits[i] as number);
    }
  });
  return [one, other].map((lane) => ((lane ^ (lane >>> 16)) >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Lines from `first` on in the order of their ordinals, which are unique. */
async function inOrder({ rows, x, y, placed }: Lines, first: number): Promise<Omit<MapColumns, "token">> {
  const count = rows.length - first;
  let isRising = true;
  let last = -1;
  for (let i = first; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row < last) isRising = false;
    if (row > last) last = row;
  }
  const flags = new Uint8Array(count);
  if (isRising) {
    for (let i = 0; i < count; i++) flags[i] = placed[first + i] as number;
    return { rows: rows.subarray(first), x: x.subarray(first), y: y.subarray(first), placed: flags };
  }
  /** Place of a line + 1, by ordinal. */
  const lineOf = new Uint32Array(last + 1);
  for (let i = first; i < rows.length; i++) lineOf[rows[i] as number] = i + 1;
  const ordered = { rows: new Uint32Array(count), x: new Float32Array(count), y: new Float32Array(count) };
  let n = 0;
  await inTurns(lineOf.length, (start, end) => {
    for (let row = start; row < end; row++) {
      const line = (lineOf[row] as number) - 1;
      if (line < 0) continue;
      ordered.rows[n] = row;
      ordered.x[n] = x[line] as number;
      ordered.y[n] = y[line] as number;
      flags[n++] = placed[line] as number;
    }
  });
  return { ...ordered, placed: flags };
}
