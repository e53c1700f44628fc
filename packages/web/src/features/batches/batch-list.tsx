import type { Batch, Project } from "@pomona/contract/projects";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { batchesQuery, projectsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { filterText } from "../../catalog/filter-parts.ts";
import { LostUses } from "../../catalog/lost-uses.tsx";
import { copy } from "../../copy.ts";
import { IconButton } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { ActionsHead, Cell, HeadCell, Table } from "../../ui/table.tsx";

type Doomed = { batch: Batch } | { project: Project };

/** Projects with the batches that were sent to them. */
export function BatchList() {
  const projects = useQuery(projectsQuery);
  const batches = useQuery(batchesQuery);
  const [doomed, setDoomed] = useState<Doomed | null>(null);
  const remove = useAction({
    run: async (target: Doomed): Promise<unknown> =>
      "batch" in target
        ? api.deleteBatch({ name: target.batch.name, project: target.batch.project })
        : api.deleteProject({ name: target.project.name }),
    changes: ["batches", "projects", "row"],
    onDone: () => setDoomed(null),
  });
  if (projects.data?.length === 0)
    return (
      <EmptyState icon="batch" title={copy.noBatches}>
        {copy.noBatchesHint}
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-8">
      {projects.data?.map((project) => (
        <section key={project.name} aria-label={project.name}>
          <header className="mb-2 flex items-center gap-2">
            <h2 className="m-0 font-semibold text-base">{project.name}</h2>
            <span className="text-ink-mute">{copy.projectFigures(formatCount(project.rows), project.batches)}</span>
            <Link
              to="/"
              search={{ where: filterText({ project: project.name }) ?? "" }}
              className="ml-auto text-accent hover:underline"
            >
              {copy.showRows}
            </Link>
            <IconButton icon="trash" label={copy.deleteProject(project.name)} onClick={() => setDoomed({ project })} />
          </header>
          {project.ontology.classes.length > 0 ? (
            <p className="mt-0 mb-2 text-ink-mute text-xs">{copy.classes(project.ontology.classes.join(", "))}</p>
          ) : null}
          <BatchTable
            project={project.name}
            batches={(batches.data ?? []).filter((one) => one.project === project.name)}
            onDelete={(batch) => setDoomed({ batch })}
          />
        </section>
      ))}
      {doomed ? (
        <ConfirmDialog
          title={"batch" in doomed ? copy.deleteBatch(doomed.batch.name) : copy.deleteProject(doomed.project.name)}
          action={copy.delete}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(doomed)}
          onClose={() => setDoomed(null)}
          {...("project" in doomed ? { typed: doomed.project.name } : {})}
        >
          {"batch" in doomed
            ? copy.deleteBatchText(formatCount(doomed.batch.rows))
            : copy.deleteProjectText(doomed.project.batches)}
          {"project" in doomed ? <LostUses thing={{ kind: "project", name: doomed.project.name }} /> : null}
        </ConfirmDialog>
      ) : null}
    </div>
  );
}

interface BatchTableProps {
  project: string;
  batches: readonly Batch[];
  onDelete: (batch: Batch) => void;
}

function BatchTable({ project, batches, onDelete }: BatchTableProps) {
  if (batches.length === 0) return <p className="m-0 text-ink-mute">{copy.noBatchesInProject}</p>;
  return (
    <Table label={copy.batchesOf(project)}>
      <thead>
        <tr>
          <HeadCell>{copy.batchName}</HeadCell>
          <HeadCell isNumber>{copy.rows}</HeadCell>
          <HeadCell isNumber>{copy.priority}</HeadCell>
          <HeadCell>{copy.order}</HeadCell>
          <HeadCell>{copy.created}</HeadCell>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {batches.map((one) => (
          <tr key={one.name} className="hover:bg-hover">
            <Cell>
              <Link
                to="/"
                search={{ where: filterText({ batch: one.name, project: one.project }) ?? "" }}
                className="font-medium text-ink hover:text-accent hover:underline"
              >
                {one.name}
              </Link>
            </Cell>
            <Cell isNumber>{formatCount(one.rows)}</Cell>
            <Cell isNumber>{one.priority}</Cell>
            <Cell>{one.order === "random" ? copy.randomSeed(one.seed ?? 0) : copy.asRanked}</Cell>
            <Cell>{formatMoment(one.created)}</Cell>
            <Cell isNarrow>
              <IconButton icon="trash" size={14} label={copy.deleteBatch(one.name)} onClick={() => onDelete(one)} />
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
