import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { functionQuery } from "../api/queries.ts";
import { copy } from "../copy.ts";
import { Review } from "../features/review/review.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
import { ItemProblem } from "./item-problem.tsx";

const route = getRouteApi("/functions/$name/review");

/** "Is this one?" of one function, over the whole window. */
export function ReviewPage() {
  const { name } = route.useParams();
  const { data: scoring, error, refetch } = useQuery(functionQuery(name));
  return (
    <section aria-label={copy.review.titleOf(name)} className="flex min-h-0 flex-1 flex-col">
      <header className="flex shrink-0 flex-wrap items-baseline gap-x-3 px-4 py-2.5">
        <h1 className="m-0 font-semibold text-base">{copy.review.question}</h1>
        <Link
          to="/functions/$name"
          params={{ name }}
          className="inline-flex min-w-0 items-center gap-1 rounded text-ink-mute hover:text-ink hover:underline"
        >
          <Icon name="function" size={13} />
          <span className="truncate">{name}</span>
        </Link>
      </header>
      {scoring?.kind === "combination" ? (
        <EmptyState icon="function" title={copy.review.noCombination}>
          <p className="m-0">{copy.review.noCombinationHint}</p>
          <ul className="m-0 mt-3 list-none p-0">
            {(scoring.combination?.parts ?? []).map((part) =>
              part.function === null ? null : (
                <li key={part.function}>
                  <Link
                    to="/functions/$name/review"
                    params={{ name: part.function }}
                    className="rounded text-accent hover:underline"
                  >
                    {part.function}
                  </Link>
                </li>
              ),
            )}
          </ul>
        </EmptyState>
      ) : scoring ? (
        <Review key={scoring.name} scoring={scoring} />
      ) : error ? (
        <ItemProblem
          error={error}
          gone={{ code: "function-not-found", icon: "function", title: copy.noFunction(name) }}
          onAgain={() => void refetch()}
        />
      ) : (
        <div role="status" aria-label={copy.loading} className="skeleton m-4 min-h-0 flex-1 rounded-md" />
      )}
    </section>
  );
}
