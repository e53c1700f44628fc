import { Slider as BaseSlider } from "@base-ui/react/slider";

/** Steps that Shift with an arrow, and the page keys, go at once. */
const LARGE_STEPS = 10;

interface SliderProps {
  labels: readonly string[];
  values: readonly number[];
  min: number;
  max: number;
  step: number;
  onValues: (values: number[]) => void;
  onCommit?: (values: number[]) => void;
  format?: (value: number) => string;
  className?: string;
}

/** A slider with one thumb for each label. `onValues` follows the thumb, `onCommit` comes once it is let go. */
export function Slider({ labels, values, min, max, step, onValues, onCommit, format, className }: SliderProps) {
  return (
    <BaseSlider.Root
      className={className}
      value={[...values]}
      min={min}
      max={max}
      step={step}
      largeStep={step * LARGE_STEPS}
      onValueChange={(next) => onValues([...([next].flat() as number[])])}
      onValueCommitted={(next) => onCommit?.([...([next].flat() as number[])])}
      thumbAlignment="center"
    >
      <BaseSlider.Control className="flex h-5 w-full touch-none items-center select-none">
        <BaseSlider.Track className="relative h-[3px] w-full rounded-full bg-bar">
          <BaseSlider.Indicator className="rounded-full bg-accent" />
          {labels.map((label, index) => (
            <BaseSlider.Thumb
              key={label}
              index={index}
              aria-label={label}
              getAriaValueText={(_text, value) => (format ? format(value) : String(value))}
              className="size-3.5 rounded-full border-2 border-accent bg-raised shadow-sm has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent has-[:focus-visible]:outline-offset-2"
            />
          ))}
        </BaseSlider.Track>
      </BaseSlider.Control>
    </BaseSlider.Root>
  );
}
