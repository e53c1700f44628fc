import { isNamedIn, type NamedThing } from "@pomona/contract/automation-names";
import type { Automation } from "@pomona/contract/automations";
import { useQuery } from "@tanstack/react-query";
import { automationsQuery } from "../api/automation-queries.ts";
import { copy } from "../copy.ts";

/** Says which automations name a thing, and so wait once it is deleted; undefined where none does. */
export function waitingText(automations: readonly Automation[], thing: NamedThing): string | undefined {
  const names = automations.filter((one) => isNamedIn(one, thing)).map(({ name }) => name);
  const { waitWithout, namedKinds } = copy.automation;
  return names.length === 0 ? undefined : waitWithout(names, namedKinds[thing.kind]);
}

/** The same, in the question before a deletion. */
export function WaitingAutomations({ thing }: { thing: NamedThing }) {
  const text = waitingText(useQuery(automationsQuery).data ?? [], thing);
  return text === undefined ? null : (
    <p role="status" className="m-0 mt-2 font-medium break-words text-warn">
      {text}
    </p>
  );
}
