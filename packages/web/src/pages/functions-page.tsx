import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { functionsQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { FunctionList } from "../features/functions/function-list.tsx";
import { FunctionsActions } from "../features/functions/functions-actions.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageFrame } from "./page-frame.tsx";

const PLACES = [0, 1, 2];

export function FunctionsPage() {
  const { data: functions, error, refetch } = useQuery(functionsQuery);
  return (
    <PageFrame title={copy.functions} actions={<FunctionsActions functions={functions} />}>
      {functions === undefined && error ? (
        <EmptyState
          icon="warning"
          title={copy.noAnswer}
          actions={<Button onClick={() => void refetch()}>{copy.tryAgain}</Button>}
        >
          {error.message}
        </EmptyState>
      ) : functions === undefined ? (
        <div role="status" aria-label={copy.loading} className="flex flex-col gap-2 pt-9">
          {PLACES.map((place) => (
            <div key={place} className="skeleton h-14 rounded-md" />
          ))}
        </div>
      ) : functions.length === 0 ? (
        <EmptyState
          icon="function"
          title={copy.noFunctions}
          actions={
            <Link
              to="/"
              className="inline-flex h-8 items-center rounded-md bg-accent px-3 font-medium text-accent-ink hover:bg-accent-strong"
            >
              {copy.toCatalog}
            </Link>
          }
        >
          {copy.noFunctionsHint}
        </EmptyState>
      ) : (
        <FunctionList functions={functions} />
      )}
    </PageFrame>
  );
}
