import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { automationsQuery } from "../api/automation-queries.ts";
import { copy } from "../copy.ts";
import { AutomationDialog } from "../features/automations/automation-dialog.tsx";
import { AutomationList } from "../features/automations/automation-list.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { ProblemState } from "../ui/problem-note.tsx";
import { FilterField } from "./filter-field.tsx";
import { filterInWords } from "./filter-in-words.ts";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/automations");

/** What is done by itself when rows arrive. The address may ask for a new one, with a filter or a slice to begin with. */
export function AutomationsPage() {
  const { create, where, slice } = route.useSearch();
  const navigate = route.useNavigate();
  const { data: automations, error, refetch } = useQuery(automationsQuery);
  const ask = (): void => void navigate({ search: { create: "1" } });
  const button = (
    <Button look="accent" icon="plus" onClick={ask}>
      {copy.automation.newTitle}
    </Button>
  );
  return (
    <PageFrame title={copy.automations} actions={automations && automations.length > 0 ? button : null}>
      {automations === undefined && error ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : automations === undefined ? (
        <div role="status" aria-label={copy.loading} className="skeleton h-24 rounded-xl" />
      ) : automations.length === 0 ? (
        <EmptyState icon="again" title={copy.automation.none} actions={button}>
          {copy.automation.noneHint}
        </EmptyState>
      ) : (
        <AutomationList automations={automations} describe={filterInWords} />
      )}
      {create === undefined ? null : (
        <AutomationDialog
          start={{ ...(where === undefined ? {} : { where }), ...(slice === undefined ? {} : { slice }) }}
          FilterField={FilterField}
          onClose={() => void navigate({ search: {} })}
          onDone={(name) => void navigate({ to: "/automations/$name", params: { name } })}
        />
      )}
    </PageFrame>
  );
}
