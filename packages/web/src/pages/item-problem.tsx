import { isProblem, type ProblemCode } from "@pomona/contract/problems";
import { copy } from "../copy.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import type { IconName } from "../ui/icon.tsx";

interface ItemProblemProps {
  error: Error;
  /** The problem that says that there is none of the name, and what to show then. */
  gone: { code: ProblemCode; icon: IconName; title: string };
  onAgain: () => void;
}

/** In the place of what an address names, when it is not there or the server does not answer. */
export function ItemProblem({ error, gone, onAgain }: ItemProblemProps) {
  const isGone = isProblem(error, gone.code);
  return (
    <EmptyState
      icon={isGone ? gone.icon : "warning"}
      title={isGone ? gone.title : copy.noAnswer}
      actions={<Button onClick={onAgain}>{copy.tryAgain}</Button>}
    >
      {error.message}
    </EmptyState>
  );
}

/** In its place on a page while it is read. */
export function ItemSkeleton() {
  return (
    <div role="status" aria-label={copy.loading} className="flex flex-col gap-4">
      <div className="skeleton h-8 rounded-md" />
      <div className="skeleton h-40 rounded-md" />
    </div>
  );
}
