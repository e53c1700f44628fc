import type { ScoringFunction } from "@pomona/contract/functions";
import type { SuggestedThreshold } from "@pomona/contract/probes";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatScore, formatShare } from "../../ui/format.ts";
import { Cell, HeadCell, Table } from "../../ui/table.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { EstimateCell } from "./estimate-text.tsx";
import { proposeThreshold } from "./propose-threshold.ts";
import { scoresQuery } from "./scores-query.ts";

/** Nearer than this, two thresholds are the same to a reader. */
const SAME = 5e-4;

interface SuggestedThresholdsProps {
  scoring: ScoringFunction;
  thresholds: readonly SuggestedThreshold[];
}

/** Where the threshold of a probe may stand for which aim, or why that cannot be told. */
export function SuggestedThresholds({ scoring, thresholds }: SuggestedThresholdsProps) {
  const use = useAction({
    run: (threshold: number) => api.editFunction({ name: scoring.name }, { threshold }),
    changes: ["functions"],
    onDone: ({ threshold }) => showMessage(copy.learn.thresholdUsed(formatScore(threshold))),
  });
  return (
    <section aria-label={copy.learn.suggested}>
      <h2 className="m-0 mb-2 font-medium text-ink-soft text-xs">{copy.learn.suggested}</h2>
      <Table label={copy.learn.suggested} narrow="stack">
        <thead>
          <tr>
            <HeadCell>{copy.learn.aim}</HeadCell>
            <HeadCell>{copy.threshold}</HeadCell>
            <HeadCell>{copy.learn.precision}</HeadCell>
            <HeadCell>{copy.learn.recall}</HeadCell>
            <HeadCell>{copy.learn.f1}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {thresholds.map((one) => (
            <tr key={one.aim}>
              <Cell label={copy.learn.aim}>
                <span className="block min-w-52 py-1.5 whitespace-normal max-sm:min-w-0">
                  {aimText(one)}
                  {one.threshold === null ? <span className="block text-ink-mute text-xs">{one.reason}</span> : null}
                </span>
              </Cell>
              <Cell label={copy.threshold}>
                {one.threshold === null ? (
                  copy.learn.notKnown
                ) : (
                  <span className="flex items-center gap-3">
                    <span className="tabular-nums">{formatScore(one.threshold)}</span>
                    {Math.abs(one.threshold - scoring.threshold) < SAME ? (
                      <span className="text-accent-strong text-xs">{copy.learn.inUse}</span>
                    ) : (
                      <Button
                        className="h-7"
                        aria-label={copy.learn.takeThreshold(formatScore(one.threshold))}
                        disabled={use.isPending}
                        onClick={() => use.mutate(one.threshold ?? scoring.threshold)}
                      >
                        {copy.learn.use}
                      </Button>
                    )}
                  </span>
                )}
              </Cell>
              <EstimateCell label={copy.learn.precision} estimate={one.precision} />
              <EstimateCell label={copy.learn.recall} estimate={one.recall} />
              <EstimateCell label={copy.learn.f1} estimate={one.f1} />
            </tr>
          ))}
        </tbody>
      </Table>
      {thresholds.every((one) => one.threshold === null) ? (
        <ThresholdToBeginWith name={scoring.name} isBusy={use.isPending} onUse={use.mutate} />
      ) : null}
    </section>
  );
}

interface ThresholdToBeginWithProps {
  name: string;
  isBusy: boolean;
  onUse: (threshold: number) => void;
}

/** A threshold by the number of rows that reach it, where nothing can be said of its quality. */
function ThresholdToBeginWith({ name, isBusy, onUse }: ThresholdToBeginWithProps) {
  const histogram = useQuery(scoresQuery(name)).data;
  const proposed = histogram ? proposeThreshold(histogram) : null;
  if (proposed === null) return null;
  return (
    <p className="mt-2 mb-0 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-ink-soft">
      {copy.learn.beginWith(formatScore(proposed))}
      <Button
        className="h-7"
        aria-label={copy.learn.takeThreshold(formatScore(proposed))}
        disabled={isBusy}
        onClick={() => onUse(proposed)}
      >
        {copy.learn.use}
      </Button>
    </p>
  );
}

const aimText = ({ aim, target }: SuggestedThreshold): string => copy.learn.suggestedFor[aim](formatShare(target ?? 0));
