import type { ScoringFunction } from "@pomona/contract/functions";
import type { FunctionProposal } from "@pomona/contract/proposals";
import { Link } from "@tanstack/react-router";
import { RowTiles } from "../../catalog/row-tiles.tsx";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { formatCount, formatNumber } from "../../ui/format.ts";
import { Icon } from "../../ui/icon.tsx";

interface ProposalCardProps {
  proposal: FunctionProposal;
  name: string;
  onName: (name: string) => void;
  /** The function that was made of it here. */
  made: string | undefined;
  /** A function of that name, which was there before. */
  taken: ScoringFunction | undefined;
  isBusy: boolean;
  onCreate: () => void;
}

/** One proposal: what is in it, how much more frequent it is among the selected rows, and the function it makes. */
export function ProposalCard({ proposal, name, onName, made, taken, isBusy, onCreate }: ProposalCardProps) {
  const { rows, others, lift, examples, negatives } = proposal;
  return (
    <li className="flex flex-col gap-3 rounded-xl border border-line bg-surface p-4">
      <p className="m-0 text-ink-soft">
        <strong className="font-semibold text-ink">{copy.proposal.lift(formatNumber(lift))}</strong> ·{" "}
        {copy.proposal.size(formatCount(rows), formatCount(others))}
      </p>
      <RowTiles label={copy.proposal.examplesOf(proposal.name)} keys={examples} />
      {negatives.length > 0 ? (
        <details className="text-xs">
          <summary className="w-fit rounded text-ink-mute hover:text-ink">
            {copy.proposal.negatives(negatives.length)}
          </summary>
          <div className="mt-2">
            <RowTiles label={copy.proposal.negatives(negatives.length)} keys={negatives} />
          </div>
        </details>
      ) : null}
      {made !== undefined ? (
        <p role="status" className="m-0 flex items-center gap-1.5 text-accent-strong">
          <Icon name="check" size={14} />
          <span>{copy.proposal.made}</span>
          <Link
            to="/functions/$name"
            params={{ name: made }}
            className="min-w-0 truncate rounded font-medium text-accent-strong underline"
          >
            {made}
          </Link>
        </p>
      ) : (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() && !taken) onCreate();
          }}
        >
          <div className="min-w-0 flex-1">
            <TextField
              label={copy.name}
              value={name}
              onValue={onName}
              maxLength={200}
              autoComplete="off"
              required
              hint={taken ? copy.proposal.taken : undefined}
            />
          </div>
          <Button
            look="accent"
            type="submit"
            className={taken ? "mb-5.5" : undefined}
            disabled={isBusy || !name.trim() || taken !== undefined}
          >
            {copy.proposal.create}
          </Button>
        </form>
      )}
    </li>
  );
}
