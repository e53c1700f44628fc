import type { CombineMode } from "@pomona/contract/anchors";
import { copy } from "../copy.ts";
import { Select } from "../ui/field.tsx";

interface CombineSelectProps {
  value: CombineMode;
  onValue: (mode: CombineMode) => void;
  className?: string;
}

/** How the examples of a search or a function combine. */
export function CombineSelect({ value, onValue, className }: CombineSelectProps) {
  return (
    <Select
      label={copy.combine}
      {...(className === undefined ? {} : { className })}
      value={value}
      onValue={(chosen) => onValue(chosen === "centroid" ? "centroid" : "nearest")}
      options={[
        { value: "nearest", label: copy.nearest },
        { value: "centroid", label: copy.centroid },
      ]}
    />
  );
}
