import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { evaluationsQuery, versionsQuery } from "../../api/learning-queries.ts";
import { jobsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { firstTruth, sentTruth, type TruthDraft, truthDraft } from "./evaluation-groups.ts";
import { filterFault, TruthFields } from "./truth-fields.tsx";
import { VersionChecks } from "./version-checks.tsx";

/** Links a function to what is right, and evaluates versions against it. */
export function EvaluationForm({ scoring }: { scoring: ScoringFunction }) {
  const { name } = scoring;
  const [typed, setTyped] = useState<TruthDraft | null>(null);
  const evaluations = useQuery(evaluationsQuery(name)).data ?? [];
  const draft = typed ?? truthDraft(firstTruth(scoring.truth, evaluations));
  const [picked, setPicked] = useState<readonly number[] | null>(null);
  const [includeAnchors, setIncludeAnchors] = useState(false);
  const versions = useQuery(versionsQuery(name)).data ?? [];
  const chosen = picked ?? versions.filter(({ isServed }) => isServed).map(({ version }) => version);
  const truth = sentTruth(draft);
  const isReadable = [draft.kind === "filter" ? draft.filter : "", draft.among].every((text) => !filterFault(text));
  const evaluate = useAction({
    run: async () => {
      const request = { versions: [...chosen].sort((a, b) => a - b), includeAnchors };
      const started = await api.evaluateFunction({ name }, { ...request, ...(truth ? { truth } : {}) });
      // Linked once it is taken: what takes over later is held against the same.
      if (truth && JSON.stringify(truth) !== JSON.stringify(sentTruth(truthDraft(scoring.truth))))
        await api.editFunction({ name }, { truth });
      return started;
    },
    changes: ["functions", "jobs"],
    isToldInPlace: true,
  });
  const job = useQuery(jobsQuery).data?.find(({ id }) => id === evaluate.data?.job);
  const isBusy = evaluate.isPending || (job !== undefined && job.ended === null);
  return (
    <form
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault();
        evaluate.mutate();
      }}
    >
      <TruthFields draft={draft} onDraft={setTyped} />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <VersionChecks versions={versions} chosen={chosen} onChosen={setPicked} />
        <Checkbox label={copy.learn.includeAnchors} isChecked={includeAnchors} onChecked={setIncludeAnchors} />
        <Button
          look="accent"
          type="submit"
          className="ml-auto"
          disabled={isBusy || truth === null || !isReadable || chosen.length === 0}
        >
          {isBusy ? copy.learn.evaluating : copy.learn.evaluate}
        </Button>
      </div>
      {evaluate.error ? <ProblemNote error={evaluate.error} /> : null}
      {job?.error ? (
        <p role="alert" className="m-0 text-danger">
          {job.error}
        </p>
      ) : null}
    </form>
  );
}
