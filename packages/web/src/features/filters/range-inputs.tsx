import { copy } from "../../copy.ts";
import { AppliedInput } from "./applied-input.tsx";

interface RangeInputsProps {
  title: string;
  low: string;
  high: string;
  /** What stands in an empty input: the ends of what there is. */
  hints: readonly [string, string];
  /** Whether an end can be read; an empty one is open. */
  isValid: (text: string) => boolean;
  onRange: (low: string, high: string) => void;
}

/** Two lines that take the ends of a range; Enter or leaving one applies it. */
export function RangeInputs({ title, low, high, hints, isValid, onRange }: RangeInputsProps) {
  return (
    <div className="flex items-center gap-1.5 pt-1">
      <AppliedInput
        label={copy.fromOf(title)}
        value={low}
        hint={hints[0]}
        isValid={isValid}
        onValue={(next) => onRange(next, high)}
      />
      <span aria-hidden="true" className="text-ink-mute">
        –
      </span>
      <AppliedInput
        label={copy.toOf(title)}
        value={high}
        hint={hints[1]}
        isValid={isValid}
        onValue={(next) => onRange(low, next)}
      />
    </div>
  );
}
