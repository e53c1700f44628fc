import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { automationQuery } from "../api/automation-queries.ts";
import { copy } from "../copy.ts";
import { AutomationPanel } from "../features/automations/automation-panel.tsx";
import { Icon } from "../ui/icon.tsx";
import { FilterField } from "./filter-field.tsx";
import { filterInWords } from "./filter-in-words.ts";
import { ItemProblem, ItemSkeleton } from "./item-problem.tsx";
import { PageFrame } from "./page-frame.tsx";

const route = getRouteApi("/automations/$name");

/** One automation, at an address of its own. */
export function AutomationPage() {
  const { name } = route.useParams();
  const { data: automation, error, refetch } = useQuery(automationQuery(name));
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
        <ItemProblem
          error={error}
          gone={{ code: "automation-not-found", icon: "again", title: copy.automation.gone(name) }}
          onAgain={() => void refetch()}
        />
      ) : (
        <ItemSkeleton />
      )}
    </PageFrame>
  );
}
