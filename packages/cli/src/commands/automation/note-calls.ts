import type { Run } from "../../context.ts";

/** Says what has to run, where a command has the catalog open itself: calls are made by whoever has, and it ends now. */
export function noteCalls(run: Run, kind: string): void {
  if (kind === "webhook" && run.place === "process") run.note("Calls are made while a server runs: pomona serve.");
}
