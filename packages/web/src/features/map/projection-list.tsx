import type { Projection } from "@pomona/contract/projections";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { projectionsQuery } from "../../api/projection-queries.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Menu } from "../../ui/menu.tsx";
import { ProblemState } from "../../ui/problem-note.tsx";
import { ProjectionDeletion } from "./projection-deletion.tsx";
import { ProjectionDialog } from "./projection-dialog.tsx";
import { ProjectionRename } from "./projection-rename.tsx";
import { VersionTable } from "./version-table.tsx";

/** All projections with their versions. */
export function ProjectionList() {
  const projections = useQuery(projectionsQuery);
  if (projections.error && !projections.data)
    return <ProblemState error={projections.error} onRetry={() => void projections.refetch()} />;
  if (!projections.data) return <div role="status" aria-label={copy.loading} className="skeleton h-56 rounded-xl" />;
  if (projections.data.length === 0)
    return (
      <EmptyState icon="map" title={copy.noMaps}>
        {copy.noMapHint}
      </EmptyState>
    );
  return (
    <ul className="m-0 flex list-none flex-col gap-3 p-0">
      {projections.data.map((projection) => (
        <ProjectionCard key={projection.name} projection={projection} />
      ))}
    </ul>
  );
}

/** Opens the dialog that makes a new map. */
export function MakeMapButton() {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button icon="plus" onClick={() => setIsOpen(true)}>
        {copy.makeMap}
      </Button>
      {isOpen ? <ProjectionDialog onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

/** What is done to a projection; `version`: to one of its versions. */
type Asked = { what: "rename" | "again" } | { what: "delete"; version?: number };

function ProjectionCard({ projection }: { projection: Projection }) {
  const { name, space, versions, job } = projection;
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  return (
    <li className="rounded-xl border border-line bg-surface p-4">
      <div className="mb-3 flex items-center gap-2">
        <h2 className="m-0 min-w-0 truncate font-semibold text-base">{name}</h2>
        <span className="truncate rounded-full bg-sunken px-2 py-px text-2xs text-ink-soft">{space}</span>
        <Link
          to="/"
          search={{ view: "map", map: name }}
          className="ml-auto inline-flex h-8 shrink-0 items-center rounded-md px-2.5 font-medium text-accent hover:bg-hover"
        >
          {copy.openMap}
        </Link>
        <Menu
          trigger={<IconButton icon="more" label={copy.actionsOf(name)} />}
          items={[
            { label: copy.layOutAgain, isDisabled: job !== null, run: () => setAsked({ what: "again" }) },
            { label: copy.rename, run: () => setAsked({ what: "rename" }) },
            { label: copy.delete, run: () => setAsked({ what: "delete" }) },
          ]}
        />
      </div>
      <VersionTable
        projection={projection}
        onDelete={versions.length > 1 ? (version) => setAsked({ what: "delete", version }) : undefined}
      />
      {asked?.what === "again" ? <ProjectionDialog before={projection} onClose={close} /> : null}
      {asked?.what === "rename" ? <ProjectionRename projection={projection} onClose={close} /> : null}
      {asked?.what === "delete" ? (
        <ProjectionDeletion projection={projection} version={asked.version} onClose={close} />
      ) : null}
    </li>
  );
}
