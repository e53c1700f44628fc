import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { functionQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { FunctionPanel } from "../features/functions/function-panel.tsx";
import { Icon } from "../ui/icon.tsx";
import { ItemProblem, ItemSkeleton } from "./item-problem.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/functions/$name");

/** One function, at an address of its own. */
export function FunctionPage() {
  const { name } = route.useParams();
  const { section } = route.useSearch();
  const { data: scoring, error, refetch } = useQuery(functionQuery(name));
  return (
    <PageFrame title={name}>
      <Link
        to="/functions"
        className="mb-4 -mt-3 inline-flex items-center gap-1 rounded text-ink-mute text-xs hover:text-ink hover:underline"
      >
        <Icon name="left" size={12} />
        {copy.allFunctions}
      </Link>
      {scoring ? (
        <FunctionPanel key={scoring.name} scoring={scoring} section={section} />
      ) : error ? (
        <ItemProblem
          error={error}
          gone={{ code: "function-not-found", icon: "function", title: copy.noFunction(name) }}
          onAgain={() => void refetch()}
        />
      ) : (
        <ItemSkeleton />
      )}
    </PageFrame>
  );
}
