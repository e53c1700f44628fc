import { isProblem, problems } from "@pomona/contract/problems";
import type { ReactNode } from "react";
import { copy } from "../copy.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

const titleOf = (error: unknown): string => (isProblem(error) ? problems[error.code].title : copy.unexpected);
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A problem in the place of what it concerns: its title and the cure, in the words of the server. */
export function ProblemNote({ error, children }: { error: unknown; children?: ReactNode }) {
  return (
    <div role="alert" className="rounded-lg border border-danger/30 bg-danger-wash px-4 py-3 text-danger">
      <p className="m-0 font-medium">{titleOf(error)}</p>
      <p className="m-0 mt-0.5 break-words">{textOf(error)}</p>
      {children}
    </div>
  );
}

/** A problem in the place of a whole page. */
export function ProblemState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div role="alert">
      <EmptyState
        icon="warning"
        title={titleOf(error)}
        actions={
          <Button icon="again" onClick={onRetry}>
            {copy.tryAgain}
          </Button>
        }
      >
        {textOf(error)}
      </EmptyState>
    </div>
  );
}
