import { describe, expect, it } from "vitest";
import { renderHistogram } from "./bars.ts";
import { renderPreview } from "./preview.ts";
import { bytes, duration, plural, rate } from "./quantities.ts";
import { renderTable } from "./table.ts";
import { displayWidth, oneLine, truncate } from "./width.ts";

describe("a table", () => {
  const rows = [
    { key: "a/very/long/key/that/goes/on.jpg", size: 12 },
    { key: "b", size: 3456 },
  ];
  const columns = [
    { title: "KEY", value: (row: { key: string }) => row.key, shrinks: true },
    { title: "SIZE", value: (row: { size: number }) => String(row.size), align: "right" as const },
  ];
  it("is as wide as its cells where nothing limits it", () => {
    expect(renderTable(rows, columns, { columns: null, hasColours: false }).split("\n")).toEqual([
      "KEY                               SIZE",
      "a/very/long/key/that/goes/on.jpg    12",
      "b                                 3456",
    ]);
  });
  it("cuts shrinking columns with an ellipsis to the terminal's width", () => {
    const lines = renderTable(rows, columns, { columns: 20, hasColours: false }).split("\n");
    expect(lines[1]).toBe("a/very/long/k…    12");
    expect(lines.every((line) => displayWidth(line) <= 20)).toBe(true);
  });
  it("never goes beyond the terminal, however narrow", () => {
    const lines = renderTable(rows, columns, { columns: 9, hasColours: false }).split("\n");
    expect(Math.max(...lines.map(displayWidth))).toBe(9);
  });
});

describe("text", () => {
  it("counts wide characters twice and cuts between graphemes", () => {
    expect(displayWidth("日本")).toBe(4);
    expect(displayWidth("👩‍🌾x")).toBe(3);
    expect(truncate("日本語です", 5)).toBe("日本…");
    expect(displayWidth(truncate("éééééé", 3))).toBe(3);
  });
  it("cannot steer the terminal", () => {
    expect(oneLine("a\x1b[31mb\nc\x07")).toBe("a\\x1b[31mb c\\x07");
  });
});

describe("quantities", () => {
  it("read as people write them", () => {
    expect([plural(1, "row"), plural(2127, "row"), plural(0, "row")]).toEqual(["1 row", "2,127 rows", "0 rows"]);
    expect([duration(5), duration(65), duration(3725)]).toEqual(["5 s", "1 min 5 s", "1 h 2 min"]);
    expect([rate(31.24), rate(1234.5)]).toEqual(["31.2/s", "1,235/s"]);
    expect([bytes(1), bytes(999), bytes(1500), bytes(74_000_000)]).toEqual([
      "1 byte",
      "999 bytes",
      "1.50 KB",
      "74.0 MB",
    ]);
  });
});

describe("a histogram", () => {
  const histogram = { edges: [0, 0.5, 1], counts: [4, 2], missing: 3, below: 0, above: 1 };
  it("draws bars in proportion and counts what lies outside", () => {
    expect(renderHistogram(histogram, { columns: null, isDate: false }).split("\n")).toEqual([
      `0.000 .. 0.500  4  ${"#".repeat(40)}`,
      `0.500 .. 1.000  2  ${"#".repeat(20)}`,
      "6 in the bins, 1 above, 3 without a value",
    ]);
  });
  it("shows dates as dates", () => {
    const days = { ...histogram, edges: [0, 86_400_000 * 2, 86_400_000 * 4] };
    expect(renderHistogram(days, { columns: null, isDate: true })).toContain("1970-01-01 .. 1970-01-03");
  });
});

describe("a preview", () => {
  it("shows metadata as columns and refused rows with their reasons below", () => {
    const preview = {
      format: "csv" as const,
      columns: [{ name: "id", role: "key", type: "key" }],
      rows: [
        { item: "r2", line: 3, failed: "no-content", message: "Empty." },
        { key: "r1", content: "Crisp.", labels: ["a", "b"], tags: [], metadata: { stars: 5 } },
      ],
    };
    expect(renderPreview(preview, { columns: null, hasColours: false }).split("\n")).toEqual([
      "format: csv",
      "",
      "COLUMN  ROLE  TYPE",
      "id      key   key",
      "",
      "key  content  labels  stars",
      "r1   Crisp.   a, b    5",
      "",
      "the first 2 rows, 1 of them refused:",
      "  r2, line 3: Empty. (no-content)",
    ]);
  });
});
