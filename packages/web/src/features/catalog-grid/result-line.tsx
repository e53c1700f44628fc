import { useQuery } from "@tanstack/react-query";
import { totalQuery } from "../../api/queries.ts";
import { joinParts } from "../../catalog/filter-parts.ts";
import { ALL_SELECTED } from "../../catalog/selection.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { formatCount } from "../../ui/format.ts";
import { GoToRow } from "./go-to-row.tsx";

interface ResultLineProps {
  total: number;
  isReady: boolean;
  /** Goes to a position of the result. */
  onGo: (position: number) => void;
}

/** How many rows the result has, and the ways to one of them and to all of them. */
export function ResultLine({ total, isReady, onGo }: ResultLineProps) {
  const { search, selection, setSelection, parts } = useCatalog();
  return (
    <div className="flex items-center gap-3 max-sm:w-full max-sm:flex-wrap">
      <p role="status" className="m-0 font-medium whitespace-nowrap">
        {isReady ? copy.rowCount(total, formatCount(total)) : "\u00a0"}
      </p>
      <Unranked />
      {isReady && total > 0 && selection.mode !== "all" ? (
        <button
          type="button"
          className="rounded text-accent text-xs whitespace-nowrap hover:underline"
          onClick={() => setSelection(ALL_SELECTED)}
        >
          {parts.length > 0 ? copy.selectAllInFilter(formatCount(total)) : copy.selectAll(formatCount(total))}
        </button>
      ) : null}
      {search.view === "map" ? null : <GoToRow total={total} onGo={onGo} />}
    </div>
  );
}

/** Rows of the filter that a similarity search cannot rank, as they have no vector in its space. */
function Unranked() {
  const { isSimilar, parts, space } = useCatalog();
  const name = space?.name ?? "";
  const unranked = joinParts([...parts, { not: { embedding: name, op: "=", value: "ready" } }]);
  const count = useQuery({ ...totalQuery(unranked), enabled: isSimilar && name !== "" }).data;
  if (!isSimilar || !count) return null;
  return (
    <span className="text-ink-mute text-xs max-sm:order-last max-sm:w-full">
      {copy.unranked(formatCount(count), name)}
    </span>
  );
}
