import type { Space } from "@pomona/contract/spaces";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { datasetsQuery, jobsQuery, spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { filterText } from "../../catalog/filter-parts.ts";
import { rowsTaken } from "../../catalog/rows-taken.ts";
import { copy } from "../../copy.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatBytes, formatCount } from "../../ui/format.ts";
import { ProblemState } from "../../ui/problem-note.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { SpaceChoices, SpaceDeletion } from "./space-edits.tsx";

/** Embedding spaces: where each comes from, and how many rows have a vector in it. */
export function SpaceList() {
  const spaces = useQuery(spacesQuery);
  if (spaces.error && !spaces.data) return <ProblemState error={spaces.error} onRetry={() => void spaces.refetch()} />;
  if (!spaces.data) return <div role="status" aria-label={copy.loading} className="skeleton h-56 rounded-xl" />;
  if (spaces.data.length === 0)
    return (
      <EmptyState icon="similar" title={copy.noSpaces}>
        {copy.noSpacesHint}
      </EmptyState>
    );
  return (
    <ul className="m-0 grid list-none grid-cols-[repeat(auto-fill,minmax(min(22rem,100%),1fr))] gap-3 p-0">
      {spaces.data.map((space) => (
        <SpaceCard key={space.name} space={space} />
      ))}
    </ul>
  );
}

function SpaceCard({ space }: { space: Space }) {
  const datasets = useQuery({ ...datasetsQuery, enabled: space.kind === "model" }).data ?? [];
  const all = Math.max(
    space.count + space.pending + space.failed,
    datasets.reduce((sum, dataset) => sum + rowsTaken(space, dataset), 0),
  );
  const [isDoomed, setIsDoomed] = useState(false);
  const retry = useAction({
    run: () => api.embedSpace({ name: space.name }, { retryFailed: true }),
    changes: ["jobs", "spaces"],
    onDone: () => showMessage(copy.retrying(space.name)),
  });
  // Rows that wait without a job are those of a cancelled one.
  const isEmbedding = useQuery(jobsQuery).data?.some(({ kind, ended }) => kind === "embed" && ended === null) ?? true;
  const rest = space.kind === "model" ? all - space.count - space.failed : 0;
  const embed = useAction({
    run: () => api.embedSpace({ name: space.name }, {}),
    changes: ["jobs", "spaces", "datasets"],
    onDone: () => showMessage(copy.embeddingRest(formatCount(rest), space.name)),
  });
  const facts: [string, string][] = [
    [copy.model, space.model ?? copy.ownVectors],
    [copy.dims, formatCount(space.dims)],
    [copy.size, formatBytes(space.bytes)],
    [copy.takes, space.modalities.join(", ")],
    ...(space.derivedFrom ? [[copy.derivedFrom, space.derivedFrom] as [string, string]] : []),
    ...(space.queryModalities.length > 0
      ? [[copy.searchedBy, space.queryModalities.join(", ")] as [string, string]]
      : []),
  ];
  return (
    <li className="flex flex-col rounded-xl border border-line bg-surface p-4">
      <div className="flex items-center gap-2">
        <h2 className="m-0 min-w-0 truncate font-semibold text-base">{space.name}</h2>
        <span className="rounded-full bg-sunken px-2 py-px text-2xs text-ink-soft">{copy.spaceKinds[space.kind]}</span>
        {space.isSuggested ? (
          <span className="rounded-full bg-accent-wash px-2 py-px text-2xs text-accent-strong">{copy.suggested}</span>
        ) : null}
        <IconButton
          icon="trash"
          label={copy.deleteSpace(space.name)}
          className="ml-auto"
          onClick={() => setIsDoomed(true)}
        />
      </div>
      <div className="mt-3">
        <ProgressBar label={copy.coverageOf(space.name)} done={space.count} total={all || 1} />
        <div className="mt-1 flex min-h-7 flex-wrap items-center gap-x-2">
          <p className="m-0 text-ink-mute text-xs">{copy.coverage(formatCount(space.count), formatCount(all))}</p>
          {rest > 0 && !isEmbedding ? (
            <Button className="ml-auto h-7 text-xs" disabled={embed.isPending} onClick={() => embed.mutate()}>
              {copy.embedRest(formatCount(rest))}
            </Button>
          ) : null}
        </div>
      </div>
      <dl className="m-0 mt-3 grid grid-cols-[6.5rem_1fr] gap-y-1 text-xs">
        {facts.map(([term, value]) => (
          <div key={term} className="contents">
            <dt className="text-ink-mute">{term}</dt>
            <dd className="m-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      {space.failed > 0 ? (
        <div className="mt-3 flex items-center gap-2 rounded-md bg-danger-wash py-1 pr-1 pl-3 text-danger text-xs">
          <Link
            to="/"
            search={{ where: filterText({ embedding: space.name, op: "=", value: "failed" }) ?? "" }}
            className="hover:underline"
          >
            {copy.failedRows(formatCount(space.failed))}
          </Link>
          <Button
            look="quiet"
            className="ml-auto h-7 text-danger text-xs"
            disabled={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {copy.retry}
          </Button>
        </div>
      ) : null}
      <SpaceChoices space={space} />
      {isDoomed ? <SpaceDeletion space={space} onClose={() => setIsDoomed(false)} /> : null}
    </li>
  );
}
