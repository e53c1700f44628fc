import type { FunctionProposals } from "@pomona/contract/proposals";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { functionsQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatNumber } from "../../ui/format.ts";
import { ProposalCard } from "./proposal-card.tsx";
import { useCreateProposed } from "./use-create-proposed.ts";

/** What was found: a card each, a button for all, and what was left out and why. */
export function ProposalList({ found }: { found: FunctionProposals }) {
  const functions = useQuery(functionsQuery).data ?? [];
  const [names, setNames] = useState<readonly string[]>(() => found.proposals.map(({ name }) => name));
  const { made, create, isBusy } = useCreateProposed(found.space);
  const { dropped, proposals } = found;
  const open = proposals.flatMap((proposal, place) => {
    const name = names[place]?.trim() ?? "";
    const isFree = name !== "" && !functions.some((one) => one.name === name);
    return made.has(place) || !isFree ? [] : [{ place, name, proposal }];
  });
  const left = [
    dropped.tooDense > 0 ? copy.proposal.tooDense(dropped.tooDense) : null,
    dropped.tooSmall > 0 ? copy.proposal.tooSmall(dropped.tooSmall) : null,
  ].filter((text) => text !== null);
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <div className="mr-auto">
          <p role="status" className="m-0">
            {copy.proposal.found(proposals.length, formatCount(found.rows), found.space)}
          </p>
          {left.length > 0 ? <p className="m-0 text-ink-mute text-xs">{left.join(" ")}</p> : null}
        </div>
        {proposals.length > 1 ? (
          <Button look="accent" disabled={isBusy || open.length === 0} onClick={() => void create(open)}>
            {copy.proposal.createAll(open.length)}
          </Button>
        ) : null}
      </div>
      {proposals.length === 0 ? (
        <EmptyState icon="function" title={copy.proposal.none}>
          {copy.proposal.noneHint} {copy.proposal.highestLift(formatNumber(found.highestLift), formatCount(found.rows))}
        </EmptyState>
      ) : (
        <ul aria-label={copy.proposal.title} className="m-0 grid list-none grid-cols-1 gap-3 p-0 lg:grid-cols-2">
          {proposals.map((proposal, place) => {
            const name = names[place] ?? "";
            return (
              <ProposalCard
                key={proposal.name}
                proposal={proposal}
                name={name}
                onName={(next) => setNames(names.with(place, next))}
                made={made.get(place)}
                taken={functions.find((one) => one.name === name.trim())}
                isBusy={isBusy}
                onCreate={() => void create([{ place, name: name.trim(), proposal }])}
              />
            );
          })}
        </ul>
      )}
    </div>
  );
}
