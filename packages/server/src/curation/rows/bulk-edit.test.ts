import type { BulkEdit, ListChange } from "@pomona/contract/edits";
import { Problem } from "@pomona/contract/problems";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { editById, insertEdit } from "../../store/edit-table.ts";
import { removeRows } from "../../store/row-table.ts";
import type { JobContext } from "../background-work.ts";
import { jobContext, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { editRows, forgetOldEdits, listEdits, startEdit } from "./bulk-edit.ts";
import { editRow } from "./edit-rows.ts";
import { startUndo } from "./undo-edit.ts";

const ROWS = 12;
let opened: TestWorkspace;
let workspace: Workspace;

beforeEach(async () => {
  opened = await openTestWorkspace(ROWS);
  workspace = opened.workspace;
});
afterEach(() => opened.close());

interface State {
  key: string;
  labels: string[];
  tags: string[];
  [field: string]: unknown;
}
/** Every row with its metadata by field name. */
async function states(): Promise<State[]> {
  const fields = await workspace.database.all<{ name: string; column_name: string }>(
    "SELECT name, column_name FROM fields ORDER BY name",
  );
  const columns = fields.map(({ name, column_name }) => `, ${column_name} AS "${name}"`).join("");
  return workspace.database.all(`SELECT key, labels, tags${columns} FROM rows ORDER BY row`);
}
const keysOf = (places: readonly number[]): string[] => places.map((place) => `k${place}`);
/** Three rows per transaction, so that these few rows take several. */
const run = (edit: number, isUndo = false, context: JobContext = jobContext()) =>
  editRows(workspace, 3)({ edit, isUndo }, context);
async function edited(places: readonly number[], edit: BulkEdit): Promise<number> {
  const started = await startEdit(workspace, { selection: { include: keysOf(places) }, edit });
  await run(started.edit);
  return started.edit;
}
async function undone(edit: number) {
  await startUndo(workspace, edit);
  return run(edit, true);
}

const names = fc.uniqueArray(fc.constantFrom("a", "b", "c", "é\"'"), { maxLength: 3 });
const listChange = fc.record({ set: names, add: names, remove: names }, { requiredKeys: [] });
const bulkEdit: fc.Arbitrary<BulkEdit> = fc.record(
  {
    labels: listChange,
    tags: listChange,
    metadata: fc.dictionary(fc.constantFrom("weight", "size"), fc.option(fc.integer({ min: 0, max: 3 })), {
      minKeys: 1,
    }),
  },
  { requiredKeys: ["metadata"] },
);

function changedList(list: string[], change: ListChange | undefined): string[] {
  if (!change) return list;
  const grown = [...(change.set ?? list)];
  for (const value of change.add ?? []) if (!grown.includes(value)) grown.push(value);
  return grown.filter((value) => !change.remove?.includes(value));
}

it("changes what it says and nothing else, and every undo restores exactly what was there", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.uniqueArray(fc.nat(ROWS - 1), { minLength: 1 }), bulkEdit), { minLength: 1, maxLength: 3 }),
      async (edits) => {
        const history: { id: number; before: State[] }[] = [];
        for (const [places, edit] of edits) {
          const before = await states();
          const id = await edited(places, edit);
          const after = await states();
          for (const [place, row] of after.entries()) {
            const was = before[place] as State;
            const isTouched = places.includes(place);
            expect(row.labels).toEqual(isTouched ? changedList(was.labels, edit.labels) : was.labels);
            expect(row.tags).toEqual(isTouched ? changedList(was.tags, edit.tags) : was.tags);
            for (const name of ["weight", "size"]) {
              const isNamed = isTouched && Object.hasOwn(edit.metadata ?? {}, name);
              expect(row[name] ?? null).toEqual((isNamed ? edit.metadata?.[name] : was[name]) ?? null);
            }
          }
          history.push({ id, before });
        }
        for (const { id, before } of history.reverse()) {
          expect(await undone(id)).toMatchObject({ kept: 0 });
          expect(await states()).toEqual(before);
        }
      },
    ),
    { numRuns: 6 },
  );
});

it("tells how many rows differ because of it, and keeps nothing of the others", async () => {
  await editRow(workspace, "k1", { tags: ["x"] });
  const id = await edited([0, 1, 2], { tags: { add: ["x"] } });
  expect(await listEdits(workspace)).toMatchObject([{ id, state: "edited", rows: 3, changed: 2 }]);
  expect(await undone(id)).toEqual({ edit: id, changed: 2, kept: 0 });
  expect((await states()).slice(0, 3).map((row) => row.tags)).toEqual([[], ["x"], []]);
});

it("leaves what was changed by hand since, column by column, and deleted rows deleted", async () => {
  const id = await edited([0, 1, 2], { tags: { add: ["x"] }, metadata: { weight: 2 } });
  await editRow(workspace, "k0", { tags: ["mine"] });
  await workspace.database.write((tx) => removeRows(tx, [2]));
  expect(await undone(id)).toEqual({ edit: id, changed: 1, kept: 1 });
  const [first, second, third] = await states();
  expect([first, second, third]).toMatchObject([
    { key: "k0", tags: ["mine"] },
    { key: "k1", tags: [] },
    { key: "k3", tags: [] },
  ]);
  // No row has the field any more, so it is gone.
  expect(Object.keys(first as State)).not.toContain("weight");
});

it("takes the rows that the selection held when it was asked for, not those that came since", async () => {
  const { edit } = await startEdit(workspace, {
    selection: { filter: "not tag exists", exclude: ["k3"] },
    edit: { labels: { add: ["seen"] } },
    expect: ROWS - 1,
  });
  await editRow(workspace, "k0", { tags: ["late"] });
  await run(edit);
  const seen = (await states()).filter((row) => row.labels.includes("seen")).map((row) => row.key);
  expect(seen).toEqual(keysOf([0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11]));
});

it("goes on where it was cut off, and undoes what a cancelled one had done", async () => {
  const before = await states();
  const { edit } = await startEdit(workspace, {
    selection: { filter: { and: [] } },
    edit: { tags: { set: ["x"] } },
  });
  const stop = new AbortController();
  let kept: unknown = null;
  const cut: JobContext = {
    ...jobContext(stop.signal),
    checkpoint: async (value) => {
      kept = value;
      stop.abort(new Problem("stopping", "The server is stopping."));
    },
  };
  await expect(run(edit, false, cut)).rejects.toMatchObject({ code: "stopping" });
  expect((await states()).filter((row) => row.tags.includes("x"))).toHaveLength(3);
  expect(await run(edit, false, { ...jobContext(), resumeFrom: kept })).toEqual({ edit, changed: ROWS, kept: 0 });
  await startUndo(workspace, edit);
  const second = new AbortController();
  const cutUndo: JobContext = {
    ...jobContext(second.signal),
    checkpoint: async (value) => {
      kept = value;
      second.abort(new Problem("cancelled", "The job was cancelled."));
    },
  };
  await expect(run(edit, true, cutUndo)).rejects.toMatchObject({ code: "cancelled" });
  expect(await listEdits(workspace)).toMatchObject([{ state: "stopped" }]);
  expect(await undone(edit)).toEqual({ edit, changed: ROWS - 3, kept: 0 });
  expect(await states()).toEqual(before);
});

it("done again, changes what was changed since, and its undo restores what was there at first", async () => {
  const before = await states();
  const id = await edited([0, 1], { metadata: { weight: 2 } });
  await editRow(workspace, "k0", { metadata: { weight: 5 } });
  await run(id);
  expect((await states()).slice(0, 2)).toMatchObject([{ weight: 2 }, { weight: 2 }]);
  expect(await listEdits(workspace)).toMatchObject([{ state: "edited", changed: 2 }]);
  expect(await undone(id)).toEqual({ edit: id, changed: 2, kept: 0 });
  expect(await states()).toEqual(before);
});

it("clears no field that was made only after it was asked for", async () => {
  const { edit } = await startEdit(workspace, {
    selection: { filter: { and: [] } },
    edit: { tags: { add: ["x"] }, metadata: { weight: null } },
  });
  await editRow(workspace, "k0", { metadata: { weight: 2 } });
  await run(edit);
  expect((await states())[0]).toMatchObject({ tags: ["x"], weight: 2 });
  await undone(edit);
  expect((await states())[0]).toMatchObject({ tags: [], weight: 2 });
});

it("is undone once", async () => {
  const id = await edited([0], { tags: { add: ["x"] } });
  await undone(id);
  await expect(startUndo(workspace, id)).rejects.toMatchObject({ code: "edit-not-found" });
});

it("refuses an edit of nothing, of no rows, of another number of rows, and a value of another type", async () => {
  const one = { include: ["k0"] };
  await edited([0], { metadata: { weight: 2 } });
  await expect(startEdit(workspace, { selection: one, edit: { tags: {} } })).rejects.toMatchObject({
    code: "bad-request",
  });
  await expect(startEdit(workspace, { selection: {}, edit: { tags: { add: ["x"] } } })).rejects.toMatchObject({
    code: "empty-selection",
  });
  await expect(
    startEdit(workspace, { selection: one, edit: { tags: { add: ["x"] } }, expect: 2 }),
  ).rejects.toMatchObject({ code: "count-changed", fields: { count: 1, expect: 2 } });
  await expect(startEdit(workspace, { selection: one, edit: { metadata: { weight: "heavy" } } })).rejects.toMatchObject(
    {
      code: "bad-request",
    },
  );
});

it("forgets edits beyond the newest twenty and those older than a week, with what it kept of them", async () => {
  const first = await edited([0], { tags: { add: ["t0"] } });
  const record = await editById(workspace.database, first);
  await workspace.database.write(async (tx) => {
    for (let i = 1; i <= 20; i++) await insertEdit(tx, { ...record, id: first + i });
  });
  await forgetOldEdits(workspace);
  const ids = (await listEdits(workspace)).map(({ id }) => id);
  expect(ids).toHaveLength(20);
  expect(ids).not.toContain(first);
  const later = { ...workspace, clock: () => new Date(Date.now() + 8 * 24 * 60 * 60 * 1000) };
  await forgetOldEdits(later);
  expect(await listEdits(workspace)).toEqual([]);
  const tables = await workspace.database.all("SELECT 1 FROM duckdb_tables() WHERE table_name LIKE 'edit_before%'");
  expect(tables).toEqual([]);
});
