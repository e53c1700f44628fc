import type { Command } from "commander";
import type { Context } from "../context.ts";
import { addChanging } from "./automation/change.ts";
import { addLifeCycle } from "./automation/life-cycle.ts";
import { addReading } from "./automation/read.ts";

export function addAutomations(program: Command, context: Context): void {
  const group = program
    .command("automation")
    .summary("what is done by itself when rows arrive")
    .description(
      "Automations: when a row arrives, or is scored anew, and meets a filter, it is tagged, put on a review list, sent to a project, or told to a webhook; each row once.",
    );
  addChanging(group, context);
  addReading(group, context);
  addLifeCycle(group, context);
}
