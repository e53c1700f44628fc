import type { AutomationAction } from "@pomona/contract/automations";
import type { SpaceRecord } from "../../store/space-table.ts";
import type { Candidate } from "../rows/put-rows.ts";
import { putRows } from "../rows/put-rows.ts";
import { jobContext, openTestWorkspace, type TestWorkspace } from "../workspace.fixture.ts";
import type { Workspace } from "../workspace.ts";
import { automate } from "./automate.ts";
import { createAutomation } from "./automations.ts";

/** A workspace whose clock is set by hand. */
export interface AutomationsTest extends TestWorkspace {
  workspace: Workspace;
  setNow(iso: string): void;
  /** Runs the job once, as often as it takes rows. */
  run(): Promise<{ acted: number; looked: number }>;
  make(
    name: string,
    filter: string,
    action: AutomationAction,
    more?: { onRescore?: boolean; isPaused?: boolean },
  ): Promise<void>;
  /** Puts text rows; a row's text is its key unless it says otherwise. */
  put(rows: readonly (Partial<Candidate> & { key: string })[], spaces?: SpaceRecord[]): Promise<void>;
  /** Keys of rows that have a tag, in order. */
  tagged(tag: string): Promise<string[]>;
}

export async function openAutomationsTest(rowCount = 0): Promise<AutomationsTest> {
  const opened = await openTestWorkspace(rowCount);
  let now = new Date("2026-11-27T12:00:00.000Z");
  const workspace: Workspace = { ...opened.workspace, clock: () => now };
  return {
    ...opened,
    workspace,
    setNow: (iso) => {
      now = new Date(iso);
    },
    run: () => automate(workspace, { sweepRows: 2 })({}, jobContext()),
    make: async (name, filter, action, more = {}) => {
      await createAutomation(
        workspace,
        { name, filter, action, onRescore: more.onRescore ?? true, isPaused: more.isPaused ?? false },
        { isOwner: true },
      );
    },
    put: async (rows, spaces = []) => {
      await putRows(workspace, { dataset: "shop", metadataTypes: {}, spaces, candidates: rows.map(candidate) });
    },
    tagged: async (tag) =>
      (await workspace.database.all("SELECT key FROM rows WHERE list_contains(tags, ?) ORDER BY key", [tag])).map(
        ({ key }) => key as string,
      ),
  };
}

const candidate = (row: Partial<Candidate> & { key: string }): Candidate => ({
  item: row.key,
  mediaType: "text",
  labels: [],
  tags: [],
  metadata: {},
  text: row.key,
  uri: null,
  contentKind: "inline",
  contentHash: row.text ?? row.key,
  bytes: 1,
  width: null,
  height: null,
  format: null,
  ...row,
});
