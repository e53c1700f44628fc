import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { facetsQuery } from "../../api/queries.ts";
import {
  type FacetChoice,
  type FacetKey,
  isOfField,
  joinParts,
  toggleFacet,
  writeFacet,
} from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { INPUT_LOOK } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { FacetRow } from "./facet-row.tsx";
import { fieldTitle } from "./field-title.ts";

const SHORT_LIST = 8;
const LONG_LIST = 200;

export function FacetValues({ field, choice }: { field: string; choice: FacetChoice }) {
  const { parts, addedParts, setParts } = useCatalog();
  const [isLong, setIsLong] = useState(false);
  const [typed, setTyped] = useState("");
  const prefix = useDeferredValue(typed.trim());
  // Without this field's own conditions, so that its other values keep their counts.
  const filter = joinParts([...parts.filter((part) => !isOfField(part, field)), ...addedParts]);
  const answer = useQuery(
    facetsQuery({
      filter,
      fields: [field],
      limit: isLong || prefix ? LONG_LIST : SHORT_LIST,
      ...(prefix ? { prefix } : {}),
    }),
  ).data;
  const distinct = answer?.distinct[field] ?? 0;
  const counted = answer?.facets[field] ?? [];
  const listed = new Set(counted.map((one) => one.value));
  const chosen = [...choice.include, ...choice.exclude].filter(
    (value) => answer !== undefined && !prefix && !listed.has(value),
  );
  const rows = [...chosen.map((value) => ({ value, count: null })), ...counted];
  const isSearchable = distinct > SHORT_LIST || prefix !== "";
  const toggle = (value: FacetKey, isExcluding: boolean) =>
    setParts(writeFacet(parts, field, toggleFacet(choice, value, isExcluding)));
  return (
    <div className="pb-2">
      {isSearchable || isLong ? (
        <div className="px-4 pb-1.5">
          <input
            type="search"
            aria-label={copy.searchValues(fieldTitle(field))}
            placeholder={copy.searchValues(fieldTitle(field))}
            className={`${INPUT_LOOK} h-7 text-xs`}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      ) : null}
      <ul
        aria-label={fieldTitle(field)}
        className={`m-0 list-none px-2 ${isLong || prefix ? "max-h-72 overflow-y-auto" : ""}`}
      >
        {rows.map(({ value, count }) => (
          <FacetRow
            key={String(value)}
            value={value}
            count={count}
            state={choice.include.includes(value) ? "in" : choice.exclude.includes(value) ? "out" : "free"}
            onToggle={toggle}
          />
        ))}
      </ul>
      {answer && rows.length === 0 ? (
        <p className="m-0 px-4 py-1 text-ink-mute text-xs">{prefix ? copy.noValueStarts(prefix) : copy.noValues}</p>
      ) : null}
      {!prefix && distinct > SHORT_LIST ? (
        <button
          type="button"
          className="mx-4 mt-1 rounded text-accent text-xs hover:underline"
          onClick={() => setIsLong(!isLong)}
        >
          {isLong ? copy.showFewer : copy.showMore(formatCount(distinct - SHORT_LIST))}
        </button>
      ) : null}
      {isLong && distinct > LONG_LIST ? (
        <p className="m-0 px-4 pt-1 text-ink-mute text-xs">
          {copy.cutList(formatCount(LONG_LIST), formatCount(distinct))}
        </p>
      ) : null}
    </div>
  );
}
