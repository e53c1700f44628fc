import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isProblem } from "@pomona/contract/problems";
import { describe, expect, test } from "vitest";
import { sharedData } from "../media/temp-folder.fixture.ts";
import { openCsvTable } from "./csv-table.ts";
import { readAll } from "./read-all.fixture.ts";

const tables = sharedData("nasty", "tables");
const spectrum = sharedData("nasty", "tables", "csv-spectrum", "csvs");
const files = tables === null ? [] : readdirSync(tables).filter((name) => /\.(csv|tsv|json|ndjson)$/.test(name));
// What is expected of location_coordinates.csv upstream has another phone number than the file.
const cases = spectrum === null ? [] : readdirSync(spectrum).filter((name) => name !== "location_coordinates.csv");

describe.skipIf(tables === null)("collected hostile tables", () => {
  test.each(files)("%s yields rows, reasons or a problem", async (name) => {
    try {
      const { rows, failures, source } = await readAll(join(tables as string, name));
      for (const failure of failures)
        expect(failure).toMatchObject({
          item: expect.stringMatching(/./),
          line: expect.any(Number),
          message: expect.stringMatching(/\w/),
        });
      if (source.columns.length > 0 && name !== "header-only.csv")
        expect(rows.length + failures.length).toBeGreaterThan(0);
    } catch (error) {
      expect(isProblem(error, "source-unusable")).toBe(true);
      expect((error as Error).message.length).toBeGreaterThan(20);
    }
  });

  test.each([
    ["bad-line-3.ndjson", ["1", "2", "4"], [[3, "bad-record"]]],
    ["blank-lines-crlf.ndjson", ["1", "2"], []],
    ["bom.ndjson", ["1", "2"], []],
    ["array-not-ndjson.json", ["1", "2"], []],
    ["concatenated-no-newline.json", ["1", "2"], []],
    ["bigint.ndjson", ["9007199254740993"], []],
    ["nan.ndjson", [], [[1, "bad-record"]]],
    ["invalid-utf8.ndjson", [], [[1, "invalid-utf8"]]],
    ["proto.ndjson", ["1"], []],
    ["mixed-types.csv", ["1", "2", "3", "4", "5"], []],
  ] as const)("%s with its id as text", async (name, ids, failed) => {
    const { rows, failures } = await readAll(join(tables as string, name), { mapping: { text: "id" } }).catch(
      (error: unknown) => {
        // A file without one good record has no columns to name.
        if (isProblem(error, "source-unusable") && ids.length === 0) return readAll(join(tables as string, name));
        throw error;
      },
    );
    expect(rows.map((row) => (row.content as { text: string }).text)).toEqual(ids);
    expect(failures.map((failure) => [failure.line, failure.code])).toEqual(failed);
  });
});

describe.skipIf(spectrum === null)("csv-spectrum", () => {
  test.each(cases)("%s", async (name) => {
    const table = await openCsvTable(join(spectrum as string, name), { format: "csv", delimiter: "," });
    const found: Record<string, unknown>[] = [];
    for await (const batch of table.records()) {
      expect(batch.failures).toEqual([]);
      for (const record of batch.records)
        found.push(Object.fromEntries(table.columns.map((column, at) => [column.name, record.cells[at]])));
    }
    expect(found).toEqual(
      JSON.parse(readFileSync(join(spectrum as string, "..", "json", name.replace(".csv", ".json")), "utf8")),
    );
  });
});
