import type { NamedThing } from "@pomona/contract/automation-names";
import { type FilterUsers, filterUsers } from "@pomona/contract/filter-users";
import { useQuery } from "@tanstack/react-query";
import { functionsQuery, slicesQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";

/** Says which slices and linked truths cannot be read once a thing that they name is deleted. */
const lostTexts = ({ slices, truths }: FilterUsers): string[] => [
  ...(slices.length > 0 ? [copy.lostSlices(slices)] : []),
  ...(truths.length > 0 ? [copy.lostTruths(truths)] : []),
];

/** The same, in the question before the deletion of the thing. */
export function LostFilters({ thing }: { thing: NamedThing }) {
  const slices = useQuery(slicesQuery).data ?? [];
  const functions = useQuery(functionsQuery).data ?? [];
  return lostTexts(filterUsers(thing, { slices, functions })).map((text) => (
    <p key={text} role="status" className="m-0 mt-2 font-medium break-words text-warn">
      {text}
    </p>
  ));
}
