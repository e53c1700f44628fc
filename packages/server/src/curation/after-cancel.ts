import type { Job, JobInput } from "@pomona/contract/jobs";
import { Problem } from "@pomona/contract/problems";
import { jobRecord } from "../store/job-table.ts";
import { endSweeps } from "./automations/run-on-past.ts";
import { giveUpLayout } from "./projections/lay-out-projection.ts";
import type { Workspace } from "./workspace.ts";

/** Ends what a cancelled job was about, where its handler does not: it may not have begun. */
export async function afterCancel(workspace: Workspace, { id, kind, state }: Job): Promise<void> {
  if (kind === "automate" && state === "cancelled") await endSweeps(workspace);
  if (kind !== "lay-out-projection" || state !== "cancelled") return;
  const input = (await jobRecord(workspace.database, id))?.input as JobInput<"lay-out-projection"> | undefined;
  if (input) await giveUpLayout(workspace, input, new Problem("cancelled", "The job was cancelled."));
}
