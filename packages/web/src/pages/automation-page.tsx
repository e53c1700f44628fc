import { isProblem } from "@pomona/contract/problems";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { automationQuery } from "../api/automation-queries.ts";
import { copy } from "../copy.ts";
import { AutomationPanel } from "../features/automations/automation-panel.tsx";
import { Button } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Icon } from "../ui/icon.tsx";
import { FilterField } from "./filter-field.tsx";
import { filterInWords } from "./filter-in-words.ts";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/automations/$name");

/** One automation, at an address of its own. */
export function AutomationPage() {
  const { name } = route.useParams();
  const { data: automation, error, refetch } = useQuery(automationQuery(name));
  const isGone = isProblem(error, "automation-not-found");
  return (
    <PageFrame title={name}>
      <Link
        to="/automations"
        search={{}}
        className="mb-4 -mt-3 inline-flex items-center gap-1 rounded text-ink-mute text-xs hover:text-ink hover:underline"
      >
        <Icon name="left" size={12} />
        {copy.automation.all}
      </Link>
      {automation ? (
        <AutomationPanel
          key={automation.name}
          automation={automation}
          describe={filterInWords}
          FilterField={FilterField}
        />
      ) : error ? (
        <EmptyState
          icon={isGone ? "again" : "warning"}
          title={isGone ? copy.automation.gone(name) : copy.noAnswer}
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
