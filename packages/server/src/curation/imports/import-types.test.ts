import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MetadataType } from "@pomona/contract/fields";
import { importRequest } from "@pomona/contract/imports";
import { isProblem } from "@pomona/contract/problems";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listFields } from "../queries/query-counts.ts";
import { deleteDataset } from "../rows/delete-dataset.ts";
import { editRow } from "../rows/edit-rows.ts";
import { jobContext, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import { importRows } from "./import-rows.ts";
import { checkNamedColumns } from "./preview-import.ts";

let folder: string;
let opened: TestWorkspace;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pomona-types-"));
  opened = await openTestWorkspace(0);
  await opened.workspace.database.write((tx) => tx.run("INSERT INTO roots VALUES (?)", [folder]));
});
afterEach(async () => {
  await opened.close();
  await rm(folder, { recursive: true });
});

const request = (path: string, types?: Record<string, MetadataType>, dataset = "d") =>
  importRequest.parse({ path, dataset, embed: false, mapping: types ? { types } : {} });

async function importTable(
  records: Record<string, unknown>[],
  types?: Record<string, MetadataType>,
  dataset = "d",
): Promise<{ imported: number; replaced: number; failedCount: number }> {
  const path = join(folder, "table.ndjson");
  await writeFile(path, records.map((record) => JSON.stringify(record)).join("\n"));
  const report = await importRows(opened.workspace)(request(path, types, dataset), jobContext());
  return report;
}

const fieldTypes = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await listFields(opened.workspace)).filter(({ builtin }) => !builtin).map(({ name, type }) => [name, type]),
  );
const values = async (column = "m_1"): Promise<unknown[]> =>
  (await opened.workspace.database.all(`SELECT ${column} AS v FROM rows ORDER BY key`)).map((row) => row.v);
const row = (id: string, metadata: Record<string, unknown> = {}) => ({ id, text: `text of ${id}`, ...metadata });
const refusalOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.catch((reason: unknown) => reason);
  expect(isProblem(error, "source-unusable")).toBe(true);
  return (error as Error).message;
};

describe("a type asked for converts the whole field", () => {
  const day = "2024-05-01T00:00:00.000Z";
  test.each<[MetadataType, MetadataType, unknown, unknown, unknown]>([
    ["number", "string", 3.5, "3.5", "x"],
    ["string", "number", "12", 12, 7],
    ["string", "boolean", "true", true, false],
    ["string", "datetime", "2024-05-01", new Date(day), day],
    ["datetime", "string", day, day, "soon"],
    ["string", "strings", "a;b", ["a;b"], ["c", "d"]],
    ["strings", "string", ["a"], "a", "b"],
    ["string", "enum", "red", "red", "green"],
    ["enum", "string", "red", "red", "green"],
    ["boolean", "enum", true, "true", "maybe"],
    ["enum", "number", "1.5", 1.5, 2],
    ["number", "strings", 5, ["5"], ["x", "y"]],
    ["strings", "number", ["5"], 5, 6],
  ])("%s to %s", async (from, to, stored, converted, more) => {
    await importTable([row("a", { f: stored }), row("b")], { f: from });
    expect(await fieldTypes()).toEqual({ "metadata.f": from });
    expect(await importTable([row("c", { f: more })], { f: to }, "other")).toMatchObject({ imported: 1 });
    expect(await fieldTypes()).toEqual({ "metadata.f": to });
    const [a, b, c] = await values();
    expect([a, b]).toEqual([converted, null]);
    expect(c instanceof Date ? c.toISOString() : c).toEqual(more);
  });

  test("and leaves the other fields and the order of columns alone", async () => {
    await importTable([row("a", { f: 1, g: true, h: "x" })]);
    await importTable([row("b", { f: "one", g: "yes", h: "y" })], { f: "string", g: "string" });
    expect(await fieldTypes()).toEqual({ "metadata.f": "string", "metadata.g": "string", "metadata.h": "string" });
    expect(await opened.workspace.database.all("SELECT m_1, m_2, m_3 FROM rows ORDER BY key")).toEqual([
      { m_1: "1", m_2: "true", m_3: "x" },
      { m_1: "one", m_2: "yes", m_3: "y" },
    ]);
  });

  test("in every one of thousands of rows", async () => {
    await importTable(
      Array.from({ length: 5000 }, (_, i) => row(`k${i}`, { n: i, s: String(i) })),
      { s: "string" },
    );
    await importTable([row("z", { n: "x", s: 1 })], { n: "string", s: "number" });
    expect(
      await opened.workspace.database.one(
        "SELECT count(m_1) AS n, sum(m_2) AS s FROM rows WHERE m_1 IN (m_2::INT::VARCHAR, 'x')",
      ),
    ).toEqual({ n: 5001n, s: (5000 * 4999) / 2 + 1 });
  });

  test("and edits by hand outlive the import that says the same in the new type", async () => {
    await importTable([row("a", { f: 1, g: 1 }), row("b", { f: 2, g: 1 })]);
    await editRow(opened.workspace, "d/a", { metadata: { f: 100 } });
    await importTable([row("a", { f: 1, g: 2 }), row("b", { f: 3, g: 2 })], { f: "string" });
    expect(await values()).toEqual(["100", "3"]);
  });
});

describe("an import is refused before anything is written", () => {
  test("when a value of the field cannot be converted; row, column, value and cure are named", async () => {
    await importTable([row("a", { f: "1", g: 1 }), row("b", { f: "large", g: 2 })]);
    const before = await opened.workspace.database.all("SELECT * FROM rows ORDER BY row");
    const message = await refusalOf(importTable([row("c", { f: 5, g: "x" })], { g: "string", f: "number" }));
    expect(message).toBe(
      'The column "f" cannot become number: the row "d/b" holds "large" (string) in the catalog. Nothing was imported. Correct that row first, or import without a type for the column.',
    );
    expect(await opened.workspace.database.all("SELECT * FROM rows ORDER BY row")).toEqual(before);
    expect(await fieldTypes()).toEqual({ "metadata.f": "string", "metadata.g": "number" });
  });

  test.each<[unknown, MetadataType]>([
    [["a", "b"], "string"],
    [5, "datetime"],
    [1, "boolean"],
    ["007", "number"],
  ])("as %j is no %s", async (stored, type) => {
    await importTable([row("a", { f: stored })]);
    await refusalOf(importTable([row("b", { f: "x" })], { f: type }));
    expect(await values()).toEqual([stored]);
  });

  test.each([
    ["t.csv", "id,text,colour\n1,one,red\n", "The columns are: id, text, colour."],
    ["t.ndjson", '{"id":1,"text":"one","colour":"red"}\n', "The columns are: id, text, colour."],
    ["t.txt", "one", "is a single file of texts, which has no columns"],
  ])("when a type names a column that %s does not have", async (name, content, said) => {
    const path = join(folder, name);
    await writeFile(path, content);
    const input = request(path, { color: "string" });
    const check = () => checkNamedColumns(opened.workspace, input);
    for (const work of [check, () => importRows(opened.workspace)(input, jobContext())]) {
      const message = await refusalOf(work());
      expect(message).toContain('There is no column "color"');
      expect(message).toContain(said);
    }
  });

  test("when a type names a column and the source is a folder", async () => {
    await writeFile(join(folder, "a.txt"), "one");
    const message = await refusalOf(checkNamedColumns(opened.workspace, request(folder, { color: "string" })));
    expect(message).toMatch(/There is no column "color": .* is a folder, which has no columns/);
  });
});

test("without a type asked for, the field's type rules and a conflict names row and column", async () => {
  await importTable([row("a", { f: 1 })]);
  const report = await importTable([row("b", { f: "large" }), row("c", { f: "2" })]);
  expect(report).toMatchObject({
    imported: 1,
    failed: [{ item: "d/b", line: 1, column: "f", code: "type-conflict" }],
  });
  expect(await values()).toEqual([1, 2]);
});

describe("a field without any value is not listed, and its name is free for another type", () => {
  test("after its dataset was deleted", async () => {
    await importTable([row("a", { f: 1, g: "x" })]);
    await importTable([row("b", { g: "y", h: true })], undefined, "other");
    await deleteDataset(opened.workspace)({ dataset: "d" }, jobContext());
    expect(await fieldTypes()).toEqual({ "metadata.g": "string", "metadata.h": "boolean" });
    await importTable([row("a", { f: ["p", "q"] })]);
    expect(await fieldTypes()).toEqual({
      "metadata.g": "string",
      "metadata.h": "boolean",
      "metadata.f": "strings",
    });
    expect(await opened.workspace.database.all("SELECT key, m_2, m_3, m_4 FROM rows ORDER BY key")).toEqual([
      { key: "d/a", m_2: null, m_3: null, m_4: ["p", "q"] },
      { key: "other/b", m_2: "y", m_3: true, m_4: null },
    ]);
  });

  test("after its last value was taken away by hand", async () => {
    await importTable([row("a", { f: 1 })]);
    await editRow(opened.workspace, "d/a", { metadata: { f: null } });
    expect(await fieldTypes()).toEqual({});
    await importTable([row("a", { f: 1, g: 2 })]);
    expect(await fieldTypes()).toEqual({ "metadata.g": "number" });
  });

  test("after an import took its last value away", async () => {
    await importTable([row("a", { f: 1 })]);
    await importTable([row("a", { f: null })]);
    expect(await fieldTypes()).toEqual({});
  });

  test("when its column was empty throughout", async () => {
    await importTable([row("a", { f: null, g: 1 })]);
    expect(await fieldTypes()).toEqual({ "metadata.g": "number" });
  });
});
