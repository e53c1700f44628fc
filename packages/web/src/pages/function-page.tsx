import { isProblem } from "@pomona/contract/problems";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { functionQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { FunctionPanel } from "../features/functions/function-panel.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
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
        <EmptyState
          icon={isProblem(error, "function-not-found") ? "function" : "warning"}
          title={isProblem(error, "function-not-found") ? copy.noFunction(name) : copy.noAnswer}
          actions={<Button onClick={() => void refetch()}>{copy.tryAgain}</Button>}
        >
          {error.message}
        </EmptyState>
      ) : (
        <div role="status" aria-label={copy.loading} className="flex flex-col gap-4">
          <div className="skeleton h-8 rounded-md" />
          <div className="skeleton h-40 rounded-md" />
        </div>
      )}
    </PageFrame>
  );
}
