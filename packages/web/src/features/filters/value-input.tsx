import { EVERY_ROW } from "@pomona/contract/filter";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId } from "react";
import { facetsQuery, fieldsQuery } from "../../api/queries.ts";
import { classNames } from "../../ui/class-names.ts";
import { SMALL_INPUT_LOOK } from "../../ui/field.tsx";

const OFFERED = 20;

interface ValueInputProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  /** Whose values are offered; none where they are not counted. */
  field?: string | undefined;
  placeholder?: string;
  isInvalid?: boolean;
  onEnter?: () => void;
}

/** A line for one value, which offers the most frequent values of the field that hold what is typed. */
export function ValueInput({ label, value, onValue, field, placeholder, isInvalid, onEnter }: ValueInputProps) {
  const id = useId();
  const contains = useDeferredValue(value.trim());
  const isCounted = useQuery(fieldsQuery).data?.some((one) => one.name === field && one.facetable) ?? false;
  const offered = useQuery(
    facetsQuery({
      filter: EVERY_ROW,
      fields: isCounted && field ? [field] : [],
      limit: OFFERED,
      ...(contains ? { contains } : {}),
    }),
  ).data?.facets[field ?? ""];
  return (
    <>
      <input
        aria-label={label}
        aria-invalid={isInvalid}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        list={isCounted ? id : undefined}
        className={classNames(SMALL_INPUT_LOOK, isInvalid && "border-danger")}
        value={value}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || !onEnter) return;
          event.preventDefault();
          onEnter();
        }}
      />
      {isCounted ? (
        <datalist id={id}>
          {(offered ?? []).map((one) =>
            one.value === null ? null : <option key={String(one.value)} value={String(one.value)} />,
          )}
        </datalist>
      ) : null}
    </>
  );
}
