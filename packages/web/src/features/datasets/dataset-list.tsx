import type { Dataset } from "@pomona/contract/datasets";
import { parseUploadPath } from "@pomona/contract/uploads";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { datasetsQuery, spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { filterText } from "../../catalog/filter-parts.ts";
import { rowsTaken } from "../../catalog/rows-taken.ts";
import { copy } from "../../copy.ts";
import { buttonLook, IconButton } from "../../ui/button.tsx";
import { CommandLine, EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { DatasetDeletion } from "./dataset-deletion.tsx";

/** Datasets: how many rows each has, where they came from, and how far they are embedded. */
export function DatasetList() {
  const { data: datasets, error, refetch } = useQuery(datasetsQuery);
  const [doomed, setDoomed] = useState<Dataset | null>(null);
  if (error && !datasets) return <ProblemState error={error} onRetry={() => void refetch()} />;
  if (!datasets)
    return (
      <div role="status" aria-label={copy.loading} className="flex flex-col gap-3">
        <div className="skeleton h-28 rounded-xl" />
        <div className="skeleton h-28 rounded-xl" />
      </div>
    );
  if (datasets.length === 0)
    return (
      <EmptyState
        icon="dataset"
        title={copy.noDatasets}
        actions={
          <Link to="/import" search={{}} className={buttonLook("accent")}>
            {copy.importAction}
          </Link>
        }
      >
        {copy.noDatasetsHint}
        <CommandLine>{copy.emptyCommand}</CommandLine>
      </EmptyState>
    );
  return (
    <>
      <ul aria-label={copy.datasets} className="m-0 flex list-none flex-col gap-3 p-0">
        {datasets.map((dataset) => (
          <DatasetCard key={dataset.name} dataset={dataset} onDelete={() => setDoomed(dataset)} />
        ))}
      </ul>
      {doomed ? <DatasetDeletion dataset={doomed} onClose={() => setDoomed(null)} /> : null}
    </>
  );
}

function DatasetCard({ dataset, onDelete }: { dataset: Dataset; onDelete: () => void }) {
  const { name, rows, images, texts } = dataset;
  const kinds = [
    images > 0 ? copy.imageCount(formatCount(images)) : null,
    texts > 0 ? copy.textCount(formatCount(texts)) : null,
  ];
  return (
    <li className="grid gap-x-8 gap-y-3 rounded-xl border border-line bg-surface p-4 md:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="min-w-0">
        <div className="flex items-center gap-2">
          <h2 className="m-0 min-w-0 truncate font-semibold text-base">
            <Link
              to="/"
              search={{ where: filterText({ field: "dataset", op: "=", value: name }) ?? "" }}
              className="rounded hover:underline"
              title={copy.showRows}
            >
              {name}
            </Link>
          </h2>
          <span className="ml-auto flex md:ml-2">
            <ImportAgain dataset={dataset} />
            <IconButton icon="trash" label={copy.deleteDataset(name)} onClick={onDelete} />
          </span>
        </div>
        <p className="m-0">
          {copy.rowCount(rows, formatCount(rows))}
          {kinds.some(Boolean) ? <span className="text-ink-mute"> · {kinds.filter(Boolean).join(", ")}</span> : null}
        </p>
        <LastImport dataset={dataset} />
      </div>
      <Coverage dataset={dataset} />
    </li>
  );
}

function LastImport({ dataset: { lastImport, created } }: { dataset: Dataset }) {
  if (!lastImport) return <p className="m-0 mt-1 text-ink-mute text-xs">{copy.putOverApi(formatMoment(created))}</p>;
  const { path, state, when, failed, job } = lastImport;
  const sent = parseUploadPath(path);
  const from = sent ? copy.fromUpload(sent.within ?? copy.severalFiles) : path;
  return (
    <p className="m-0 mt-1 text-ink-mute text-xs">
      <span className="break-all">{from}</span>
      <br />
      <Link to="/jobs" search={{ job }} className="rounded hover:underline">
        {state === "done" ? copy.importedAt(formatMoment(when)) : `${copy.jobStates[state]} · ${formatMoment(when)}`}
        {failed > 0 ? <span className="text-danger"> · {copy.refusedCount(formatCount(failed))}</span> : null}
      </Link>
    </p>
  );
}

function ImportAgain({ dataset: { name, lastImport } }: { dataset: Dataset }) {
  const retry = useAction({
    run: (id: string) => api.retryJob({ id }),
    changes: ["jobs", "datasets"],
    onDone: () => showMessage(copy.importStarted(name), copy.importAgainHint),
  });
  const isOpen = lastImport?.state === "running" || lastImport?.state === "queued";
  if (!lastImport?.isRepeatable || isOpen) return null;
  return (
    <IconButton
      icon="again"
      label={copy.ofJob(copy.importAgain, name)}
      disabled={retry.isPending}
      onClick={() => retry.mutate(lastImport.job)}
    />
  );
}

function Coverage({ dataset }: { dataset: Dataset }) {
  const { spaces } = dataset;
  const known = useQuery(spacesQuery).data;
  if (spaces.length === 0) return <p className="m-0 self-center text-ink-mute text-xs">{copy.notEmbedded}</p>;
  return (
    <ul aria-label={copy.embeddings} className="m-0 flex list-none flex-col justify-center gap-2 p-0 text-xs">
      {spaces.map(({ space, ready, pending, failed }) => {
        const model = known?.find(({ name, kind }) => name === space && kind === "model");
        const all = Math.max(ready + pending + failed, model ? rowsTaken(model, dataset) : 0);
        return (
          <li key={space}>
            <span className="mb-1 flex gap-2">
              <span className="min-w-0 truncate">{space}</span>
              <span className="ml-auto shrink-0 text-ink-mute">
                {copy.shareOf(formatCount(ready), formatCount(all))}
                {failed > 0 ? <span className="text-danger"> · {copy.failedRows(formatCount(failed))}</span> : null}
              </span>
            </span>
            <ProgressBar label={copy.coverageOf(space)} done={ready} total={all} />
          </li>
        );
      })}
    </ul>
  );
}
