import { Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

export function NotFound() {
  return (
    <EmptyState icon="search" title={copy.pageNotFound}>
      <Link to="/" className="text-accent hover:underline">
        {copy.toCatalog}
      </Link>
    </EmptyState>
  );
}

/** Shown when a page itself fails. */
export function PageProblem({ error }: { error: unknown }) {
  return (
    <EmptyState
      icon="warning"
      title={copy.unexpected}
      actions={<Button onClick={() => location.reload()}>{copy.reload}</Button>}
    >
      {error instanceof Error ? error.message : String(error)}
    </EmptyState>
  );
}
