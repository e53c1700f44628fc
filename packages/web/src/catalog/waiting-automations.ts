import { isNamedIn, type NamedThing } from "@pomona/contract/automation-names";
import type { Automation } from "@pomona/contract/automations";
import { copy } from "../copy.ts";

/** Says which automations name a thing, and so wait once it is deleted; undefined where none does. */
export function waitingText(automations: readonly Automation[], thing: NamedThing): string | undefined {
  const names = automations.filter((one) => isNamedIn(one, thing)).map(({ name }) => name);
  const { waitWithout, namedKinds } = copy.automation;
  return names.length === 0 ? undefined : waitWithout(names, namedKinds[thing.kind]);
}
