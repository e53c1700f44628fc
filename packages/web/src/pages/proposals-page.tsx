import { getRouteApi, Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { ProposalJob } from "../features/proposals/proposal-job.tsx";
import { buttonLook } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/proposals");

/** Functions that are proposed for a selection: what a job has found. */
export function ProposalsPage() {
  const { job } = route.useSearch();
  return (
    <PageFrame title={copy.proposal.title}>
      {job === undefined ? (
        <EmptyState
          icon="function"
          title={copy.proposal.nothingAsked}
          actions={
            <Link to="/" className={buttonLook("accent")}>
              {copy.toCatalog}
            </Link>
          }
        >
          {copy.proposal.nothingAskedHint}
        </EmptyState>
      ) : (
        <ProposalJob key={job} id={job} />
      )}
    </PageFrame>
  );
}
