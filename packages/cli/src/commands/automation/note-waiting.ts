import { isNamedIn, type NamedThing } from "@pomona/contract/automation-names";
import { filterUsers } from "@pomona/contract/filter-users";
import type { Run } from "../../context.ts";
import { plural } from "../../render/quantities.ts";
import { oneLine } from "../../render/width.ts";

/** Says which automations could not act any more without what is about to be deleted, and which slices and truths lack it. */
export async function noteWaiting(run: Run, thing: NamedThing): Promise<void> {
  const { client, signal } = run;
  const named = (await client.listAutomations({ signal })).filter((one) => isNamedIn(one, thing));
  if (named.length > 0) {
    const [verb, wait] = named.length === 1 ? ["names", "waits"] : ["name", "wait"];
    run.note(
      `${plural(named.length, "automation")} ${verb} it and ${wait} until there is a ${thing.kind} "${oneLine(thing.name)}" again: ${quoted(named.map(({ name }) => name))}`,
    );
  }
  const [slices, functions] = await Promise.all([client.listSlices({ signal }), client.listFunctions({ signal })]);
  const users = filterUsers(thing, { slices, functions });
  if (users.slices.length > 0)
    run.note(
      `${plural(users.slices.length, "slice")} ${users.slices.length === 1 ? "names" : "name"} it and cannot be read without it: ${quoted(users.slices)}`,
    );
  if (users.truths.length > 0)
    run.note(
      `${plural(users.truths.length, "function")} cannot be evaluated without it, as the linked truth names it: ${quoted(users.truths)}`,
    );
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${oneLine(name)}"`).join(", ");
