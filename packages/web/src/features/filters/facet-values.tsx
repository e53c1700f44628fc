import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { facetsQuery } from "../../api/queries.ts";
import { type FacetChoice, type FacetKey, toggleFacet, writeFacet } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { SMALL_INPUT_LOOK } from "../../ui/field.tsx";
import { formatCount } from "../../ui/format.ts";
import { facetRequest, SHORT_LIST } from "./facet-request.ts";
import { FacetRow } from "./facet-row.tsx";
import { fieldTitle } from "./field-title.ts";

const NEXT_VALUES = 50;
/** More are not listed, as nobody reads them: they are searched. */
const LONGEST_LIST = 1000;

export function FacetValues({ field, choice }: { field: string; choice: FacetChoice }) {
  const { parts, addedParts, setParts } = useCatalog();
  const [limit, setLimit] = useState(SHORT_LIST);
  const [typed, setTyped] = useState("");
  const contains = useDeferredValue(typed.trim());
  const which = contains ? { limit: Math.max(limit, NEXT_VALUES), contains } : { limit };
  const answer = useQuery(facetsQuery(facetRequest(field, parts, addedParts, which))).data;
  const distinct = answer?.distinct[field] ?? 0;
  const counted = answer?.facets[field] ?? [];
  const chosen = useChosen(field, choice, new Set(counted.map((one) => one.value)));
  const rows = [...(answer && !contains ? chosen : []), ...counted];
  const hidden = distinct - counted.filter((one) => one.value !== null).length;
  const toggle = (value: FacetKey, isExcluding: boolean) =>
    setParts(writeFacet(parts, field, toggleFacet(choice, value, isExcluding)));
  return (
    <div className="pb-2">
      {distinct > SHORT_LIST || typed !== "" ? (
        <div className="px-4 pb-1.5">
          <input
            type="search"
            aria-label={copy.searchValues(fieldTitle(field))}
            placeholder={copy.searchValues(fieldTitle(field))}
            className={SMALL_INPUT_LOOK}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      ) : null}
      <ul
        aria-label={fieldTitle(field)}
        className={`m-0 list-none px-2 ${limit > SHORT_LIST || contains ? "max-h-72 overflow-y-auto" : ""}`}
      >
        {rows.map(({ value, count, total }) => (
          <FacetRow
            key={String(value)}
            value={value}
            count={count}
            total={total}
            state={choice.include.includes(value) ? "in" : choice.exclude.includes(value) ? "out" : "free"}
            onToggle={toggle}
          />
        ))}
      </ul>
      {answer && rows.length === 0 ? (
        <p className="m-0 px-4 py-1 text-ink-mute text-xs">{contains ? copy.noValueHolds(contains) : copy.noValues}</p>
      ) : null}
      {hidden > 0 && limit >= LONGEST_LIST ? (
        <p className="m-0 px-4 pt-1 text-ink-mute text-xs">
          {copy.cutList(formatCount(counted.length), formatCount(distinct))}
        </p>
      ) : null}
      <div className="flex gap-4 px-4 pt-1 text-xs empty:hidden">
        {hidden > 0 && limit < LONGEST_LIST ? (
          <button
            type="button"
            className="rounded text-accent hover:underline"
            onClick={() => setLimit(Math.min(LONGEST_LIST, limit < NEXT_VALUES ? NEXT_VALUES : limit * 2))}
          >
            {copy.showMore(formatCount(hidden))}
          </button>
        ) : null}
        {limit > SHORT_LIST && !contains ? (
          <button type="button" className="rounded text-accent hover:underline" onClick={() => setLimit(SHORT_LIST)}>
            {copy.showFewer}
          </button>
        ) : null}
      </div>
    </div>
  );
}

interface ChosenValue {
  value: FacetKey;
  count: number;
  total?: number | undefined;
}

/** Chosen values that are not among the listed ones, with their own counts. */
function useChosen(field: string, choice: FacetChoice, listed: ReadonlySet<FacetKey>): ChosenValue[] {
  const { parts, addedParts } = useCatalog();
  const values = [...choice.include, ...choice.exclude].filter((value) => !listed.has(value));
  const texts = values.filter((value) => value !== null).map(String);
  const request = facetRequest(field, parts, addedParts, { limit: Math.max(1, texts.length), values: texts });
  const answer = useQuery({ ...facetsQuery(request), enabled: texts.length > 0 }).data?.facets[field] ?? [];
  return values.map((value) => answer.find((one) => one.value === value) ?? { value, count: 0, total: 0 });
}
