import { isNamedIn, type NamedThing } from "@pomona/contract/automation-names";
import type { Run } from "../../context.ts";
import { plural } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";

/** Says which automations could not act any more without what is about to be deleted. */
export async function noteWaiting(run: Run, thing: NamedThing): Promise<void> {
  const named = (await run.client.listAutomations({ signal: run.signal })).filter((one) => isNamedIn(one, thing));
  if (named.length === 0) return;
  const names = named.map(({ name }) => `"${oneLine(name)}"`).join(", ");
  const [verb, wait] = named.length === 1 ? ["names", "waits"] : ["name", "wait"];
  run.note(
    `${plural(named.length, "automation")} ${verb} it and ${wait} until there is a ${thing.kind} "${oneLine(thing.name)}" again: ${names}`,
  );
}
