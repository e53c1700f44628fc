import type { Filter } from "@pomona/contract/filter";
import { printFilter } from "@pomona/contract/filter-print";
import { simplify } from "@pomona/contract/filter-tree";
import { useQueries } from "@tanstack/react-query";
import { totalQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { CountOf } from "./count-of.tsx";

interface FilterOption {
  label: string;
  condition: Filter;
}

interface OptionListProps {
  title: string;
  options: readonly FilterOption[];
  isTitleHidden?: boolean;
}

/** Conditions of which any may hold, each with the rows it would show under the other conditions. */
export function OptionList({ title, options, isTitleHidden }: OptionListProps) {
  const { parts, addedParts, setParts } = useCatalog();
  const codes = options.map(({ condition }) => printFilter(condition));
  const isOwn = (part: Filter) => membersOf(part).every((one) => codes.includes(printFilter(one)));
  const own = parts.find(isOwn);
  const others = parts.filter((part) => part !== own);
  const wanted = own ? membersOf(own).map(printFilter) : [];
  const counts = useQueries({
    queries: options.map(({ condition }) => totalQuery(joinParts([...others, ...addedParts, condition]))),
  });
  const totals = useQueries({ queries: options.map(({ condition }) => totalQuery(condition)) });
  const toggle = (code: string): void => {
    const chosen = options.filter((_, i) => wanted.includes(codes[i] ?? "") !== (codes[i] === code));
    setParts([...others, ...(chosen.length > 0 ? [simplify({ or: chosen.map((one) => one.condition) })] : [])]);
  };
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0 px-2">
      <legend className={isTitleHidden ? "sr-only" : "max-w-full truncate px-2 pb-0.5 text-2xs text-ink-mute"}>
        {title}
      </legend>
      {options.map(({ label }, i) => (
        <label key={codes[i]} className="flex h-7 items-center gap-2 rounded px-2 hover:bg-hover">
          <input
            type="checkbox"
            className="size-3.5 shrink-0 accent-accent"
            checked={wanted.includes(codes[i] ?? "")}
            onChange={() => toggle(codes[i] ?? "")}
          />
          <span title={label} className="min-w-0 truncate">
            {label}
          </span>
          <span className="ml-auto">
            <CountOf count={counts[i]?.data} total={totals[i]?.data} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** `or` of conditions, a list of embedding states, or one condition alone. */
function membersOf(part: Filter): Filter[] {
  if ("or" in part && part.or.length > 0) return part.or.flatMap(membersOf);
  if ("embedding" in part && part.op === "in")
    return [part.value].flat().map((value) => ({ embedding: part.embedding, op: "=", value }));
  return [part];
}
