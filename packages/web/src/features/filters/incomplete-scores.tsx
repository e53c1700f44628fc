import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { functionsQuery } from "../../api/queries.ts";
import { coverageText, standingHint } from "../../catalog/coverage-text.ts";
import { functionsNamed } from "../../catalog/functions-named.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Icon } from "../../ui/icon.tsx";

/** Functions in the filter or the order that rows still lack scores of: without it a result would be cut in silence. */
export function IncompleteScores() {
  const { query } = useCatalog();
  const functions = useQuery(functionsQuery).data ?? [];
  const named = functionsNamed(query);
  const incomplete = functions.filter((one) => named.includes(one.name) && lacksScores(one));
  if (incomplete.length === 0) return null;
  return (
    <ul aria-label={copy.incomplete.title} className="mx-4 mt-0 mb-2 flex list-none flex-col gap-1 p-0">
      {incomplete.map((scoring) => (
        <li
          key={scoring.name}
          className={`flex items-center gap-2 rounded-md px-3 py-1.5 text-xs ${
            scoring.state === "failed" ? "bg-danger-wash text-danger" : "bg-warn-wash text-warn"
          }`}
        >
          <Icon name="warning" size={14} />
          <p className="m-0 min-w-0 break-words">
            <Link to="/functions/$name" params={{ name: scoring.name }} className="rounded font-medium hover:underline">
              {scoring.name}
            </Link>
            {": "}
            {reasonOf(scoring)} {copy.incomplete.meaning}
          </p>
        </li>
      ))}
    </ul>
  );
}

const lacksScores = ({ state, pendingRows }: ScoringFunction): boolean => state !== "complete" || pendingRows > 0;

/** "412,000 of 1,000,000 scored; 12 pending." with what that means, or the error. */
function reasonOf(scoring: ScoringFunction): string {
  if (scoring.error !== null) return scoring.error;
  const hint = standingHint(scoring);
  return [`${coverageText(scoring)}.`, ...(hint ? [hint] : [])].join(" ");
}
