import type { ProbeParameters } from "@pomona/contract/probes";
import { copy } from "../../copy.ts";
import { TextField } from "../../ui/field.tsx";

const MOST_BACKGROUND_ROWS = 20_000;

interface ProbeFieldsProps {
  parameters: ProbeParameters;
  onParameters: (parameters: ProbeParameters) => void;
}

/** What can be set of a probe's training. */
export function ProbeFields({ parameters, onParameters }: ProbeFieldsProps) {
  const change = (part: Partial<ProbeParameters>): void => onParameters({ ...parameters, ...part });
  return (
    <div className="grid grid-cols-4 gap-3 max-sm:grid-cols-2">
      <TextField
        label={copy.learn.regularisation}
        hint={copy.learn.regularisationHint}
        type="number"
        min={0}
        step="any"
        value={parameters.regularisation === null ? "" : String(parameters.regularisation)}
        onValue={(text) => change({ regularisation: Number(text) > 0 ? Number(text) : null })}
      />
      <TextField
        label={copy.learn.backgroundRows}
        type="number"
        min={0}
        max={MOST_BACKGROUND_ROWS}
        step={1}
        value={String(parameters.backgroundRows)}
        onValue={(text) =>
          change({ backgroundRows: Math.min(MOST_BACKGROUND_ROWS, Math.max(0, Math.round(Number(text) || 0))) })
        }
      />
      <AimField
        label={copy.learn.precisionAim}
        aim={parameters.precision}
        onAim={(precision) => change({ precision })}
      />
      <AimField label={copy.learn.recallAim} aim={parameters.recall} onAim={(recall) => change({ recall })} />
    </div>
  );
}

/** A share that a threshold is to reach. */
function AimField({ label, aim, onAim }: { label: string; aim: number; onAim: (aim: number) => void }) {
  return (
    <TextField
      label={label}
      type="number"
      min={0.01}
      max={0.999}
      step={0.01}
      value={String(aim)}
      onValue={(text) => onAim(Math.min(0.999, Math.max(0.01, Number(text) || 0.9)))}
    />
  );
}
