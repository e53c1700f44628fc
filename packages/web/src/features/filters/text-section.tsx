import type { Field } from "@pomona/contract/fields";
import type { FieldCondition, Filter, FilterOperator } from "@pomona/contract/filter";
import { useState } from "react";
import { isOfField } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Select } from "../../ui/field.tsx";
import { Section } from "../../ui/section.tsx";
import { AppliedInput } from "./applied-input.tsx";
import { fieldTitle } from "./field-title.ts";

const OPERATORS = ["contains", "starts with", "="] as const satisfies readonly FilterOperator[];
type TextOperator = (typeof OPERATORS)[number];

const isOfText = (part: Filter, field: string): part is FieldCondition & { value: string } =>
  "field" in part &&
  part.field === field &&
  (OPERATORS as readonly string[]).includes(part.op) &&
  typeof part.value === "string";

/** A field of which nearly every value is another one: asked for by letters in it. */
export function TextSection({ field }: { field: Field }) {
  const { parts, setParts } = useCatalog();
  const title = fieldTitle(field.name);
  const own = parts.find((part) => isOfText(part, field.name)) as (FieldCondition & { value: string }) | undefined;
  const [chosen, setChosen] = useState<TextOperator>("contains");
  const op = (own?.op as TextOperator | undefined) ?? chosen;
  const set = (nextOp: TextOperator, value: string): void => {
    const others = parts.filter((part) => part !== own);
    setParts(value === "" ? others : [...others, { field: field.name, op: nextOp, value }]);
  };
  return (
    <Section name={field.name} title={title} active={parts.filter((part) => isOfField(part, field.name)).length}>
      <div className="flex gap-1.5 px-4 pb-3">
        <Select
          label={copy.operator}
          isLabelHidden
          className="w-28 shrink-0 [&_select]:h-7 [&_select]:text-xs"
          value={op}
          onValue={(next) => {
            setChosen(next as TextOperator);
            if (own) set(next as TextOperator, own.value);
          }}
          options={OPERATORS.map((one) => ({
            value: one,
            label: (copy.operators as Record<string, string>)[one] ?? one,
          }))}
        />
        <AppliedInput
          label={copy.textOf(title)}
          value={own?.value ?? ""}
          hint={copy.value}
          isValid={() => true}
          onValue={(value) => set(op, value)}
        />
      </div>
    </Section>
  );
}
