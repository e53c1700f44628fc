import type { FunctionVersionView } from "@pomona/contract/function-versions";
import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { versionsQuery } from "../../api/learning-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ProblemState } from "../../ui/problem-note.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { useExportFunction } from "./use-export-function.ts";
import { VersionDiffView } from "./version-diff.tsx";
import { VersionList } from "./version-list.tsx";

/** The versions of a function, what differs between two of them, and the way back to one. */
export function VersionsSection({ scoring }: { scoring: ScoringFunction }) {
  const { data: versions, error, refetch } = useQuery(versionsQuery(scoring.name));
  return (
    <section aria-label={copy.learn.sections.versions} className="flex flex-col gap-5">
      <h2 className="sr-only">{copy.learn.sections.versions}</h2>
      {versions ? (
        <Versions name={scoring.name} versions={versions} />
      ) : error ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : (
        <div role="status" aria-label={copy.loading} className="skeleton h-40 rounded-md" />
      )}
    </section>
  );
}

function Versions({ name, versions }: { name: string; versions: readonly FunctionVersionView[] }) {
  const [chosen, setChosen] = useState<{ from: number; to: number } | null>(null);
  const [asked, setAsked] = useState<number | null>(null);
  const exportFunction = useExportFunction(name);
  const rollBack = useAction({
    run: (version: number) => api.rollBackFunction({ name }, { version }),
    changes: ["functions", "jobs", "rows", "row", "histogram"],
    onDone: (_made, version) => {
      showMessage(copy.learn.rolledBack(version));
      setAsked(null);
    },
  });
  const [newest, before] = versions;
  if (!newest) return null;
  const compared = chosen ?? { from: before?.version ?? newest.version, to: newest.version };
  return (
    <>
      <VersionList
        name={name}
        versions={versions}
        compared={compared}
        onCompared={setChosen}
        onRollBack={setAsked}
        onExport={exportFunction.mutate}
      />
      {versions.some(({ evaluated }) => evaluated?.isOutdated) ? (
        <p className="m-0 text-warn text-xs">{copy.learn.earlierPartsHint}</p>
      ) : null}
      {before ? (
        <VersionDiffView key={`${compared.from} ${compared.to}`} name={name} {...compared} />
      ) : (
        <p className="m-0 text-ink-mute">{copy.learn.oneVersion}</p>
      )}
      {asked === null ? null : (
        <ConfirmDialog
          title={copy.learn.rollBackTitle(asked)}
          action={copy.learn.rollBack}
          isHarmless
          isBusy={rollBack.isPending}
          onConfirm={() => rollBack.mutate(asked)}
          onClose={() => setAsked(null)}
        >
          {copy.learn.rollBackText(asked)}
        </ConfirmDialog>
      )}
    </>
  );
}
