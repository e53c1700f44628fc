import { getRouteApi, Link } from "@tanstack/react-router";
import { copy } from "../copy.ts";
import { ProposalJob } from "../features/proposals/proposal-job.tsx";
import { buttonLook } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { filterInWords } from "./filter-in-words.ts";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/proposals");

/** Functions that are proposed for a selection: what a job has found. */
export function ProposalsPage() {
  const { job, where, filter } = route.useSearch();
  // An address written by hand may name rows; they are selected, and proposals asked for, in the catalog.
  const named = where ?? filter;
  return (
    <PageFrame title={copy.proposal.title}>
      {job === undefined ? (
        <EmptyState
          icon="function"
          title={copy.proposal.nothingAsked}
          actions={
            <Link to="/" search={named === undefined ? {} : { where: named }} className={buttonLook("accent")}>
              {named === undefined ? copy.toCatalog : copy.proposal.toRows}
            </Link>
          }
        >
          {named === undefined ? copy.proposal.nothingAskedHint : copy.proposal.rowsNamedHint(filterInWords(named))}
        </EmptyState>
      ) : (
        <ProposalJob key={job} id={job} />
      )}
    </PageFrame>
  );
}
