import type { ScoringFunction } from "@pomona/contract/functions";
import { useState } from "react";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { type RoundSize, useRoundOptions } from "./use-round-options.ts";

/** How a round is asked for. */
export interface RoundOptions extends RoundSize {
  kind?: "similarity" | "probe";
}

const COUNTS = [10, 20, 50] as const;

interface StartReviewProps {
  scoring: ScoringFunction;
  isBusy: boolean;
  onStart: (options: RoundOptions) => void;
}

/** What a review is, and how the first round is to be. */
export function StartReview({ scoring, isBusy, onStart }: StartReviewProps) {
  const [size, setSize] = useRoundOptions();
  const [kind, setKind] = useState<"similarity" | "probe">("probe");
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-4 sm:px-6">
      <form
        aria-label={copy.review.begin}
        className="mx-auto mt-6 flex max-w-xl flex-col gap-4 rounded-xl border border-line bg-surface p-5"
        onSubmit={(event) => {
          event.preventDefault();
          onStart({ ...size, kind });
        }}
      >
        <h2 className="m-0 font-semibold text-base">{copy.review.startTitle}</h2>
        <p className="m-0 text-ink-soft">{copy.review.startText}</p>
        <div className="grid gap-3 sm:grid-cols-2">
          <Select
            label={copy.review.rowsOfRound}
            value={String(size.count)}
            onValue={(value) => setSize({ ...size, count: Number(value) })}
            options={COUNTS.map((one) => ({ value: String(one), label: String(one) }))}
          />
          <Select
            label={copy.review.randomShare}
            value={String(size.randomShare)}
            onValue={(value) => setSize({ ...size, randomShare: Number(value) })}
            options={copy.review.randomShares.map(([value, label]) => ({ value: String(value), label }))}
          />
        </div>
        {scoring.kind === "similarity" ? (
          <Select
            label={copy.review.draftKind}
            value={kind}
            onValue={(value) => setKind(value === "similarity" ? "similarity" : "probe")}
            options={[
              { value: "probe", label: copy.review.draftKinds.probe },
              { value: "similarity", label: copy.review.draftKinds.similarity },
            ]}
          />
        ) : null}
        <p className="m-0 text-ink-mute text-xs">{copy.review.draftHint}</p>
        <div>
          <Button look="accent" type="submit" autoFocus className="h-10 px-4" disabled={isBusy}>
            {copy.review.begin}
          </Button>
        </div>
      </form>
    </div>
  );
}
