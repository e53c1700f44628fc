import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Database } from "./database.ts";
import { columnName, writeScoreFile } from "./score-file.ts";

let directory: string;
let database: Database;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "pomona-scores-"));
  database = await Database.open(":memory:");
});
afterEach(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

const values = (count: number, seed: number) =>
  new Float32Array(new SharedArrayBuffer(count * 4)).map((_, i) => Math.sin((i + 1) * seed));

test.each([
  [1, 1],
  [20, 3],
  [2, 122_880],
  [3, 300_001],
])("%i columns of %i scores are read back by DuckDB with every bit and its row", async (width, rowCount) => {
  const path = join(directory, "scores.parquet");
  const columns = Array.from({ length: width }, (_, index) => values(rowCount, index + 0.37));
  await writeScoreFile(path, columns);
  for (const index of [0, width - 1]) {
    const [rows = [], scores = []] = await database.read((sql) =>
      sql.columns(
        `SELECT file_row_number::UINTEGER, ${columnName(index)} FROM read_parquet('${path}', file_row_number = true)`,
      ),
    );
    expect((rows as number[]).every((row, i) => row === i)).toBe(true);
    expect((scores as number[]).findIndex((score, i) => score !== columns[index]?.[i])).toBe(-1);
    expect([rows.length, scores.length]).toEqual([rowCount, rowCount]);
  }
});
