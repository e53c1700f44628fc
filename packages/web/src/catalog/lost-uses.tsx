import type { NamedThing } from "@pomona/contract/automation-names";
import { type FilterUsers, filterUsers } from "@pomona/contract/filter-users";
import { useQuery } from "@tanstack/react-query";
import { automationsQuery } from "../api/automation-queries.ts";
import { functionsQuery, slicesQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { waitingText } from "./waiting-automations.ts";

/** Says which slices and linked truths cannot be read once a thing that they name is deleted. */
const lostTexts = ({ slices, truths }: FilterUsers): string[] => [
  ...(slices.length > 0 ? [copy.lostSlices(slices)] : []),
  ...(truths.length > 0 ? [copy.lostTruths(truths)] : []),
];

/** In the question before the deletion of a thing: what names it, and waits or cannot be read without it. */
export function LostUses({ thing }: { thing: NamedThing }) {
  const waiting = waitingText(useQuery(automationsQuery).data ?? [], thing);
  const slices = useQuery(slicesQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  const lost = lostTexts(filterUsers(thing, { slices, functions }));
  return [...(waiting === undefined ? [] : [waiting]), ...lost].map((text) => (
    <p key={text} role="status" className="m-0 mt-2 font-medium break-words text-warn">
      {text}
    </p>
  ));
}
