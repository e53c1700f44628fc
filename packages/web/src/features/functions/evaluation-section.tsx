import type { ScoringFunction } from "@pomona/contract/functions";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { evaluationsQuery } from "../../api/learning-queries.ts";
import { copy } from "../../copy.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select } from "../../ui/field.tsx";
import { ProblemState } from "../../ui/problem-note.tsx";
import { EvaluationDetails } from "./evaluation-details.tsx";
import { EvaluationForm } from "./evaluation-form.tsx";
import { type EvaluationGroup, evaluationGroups, truthText } from "./evaluation-groups.ts";
import { EvaluationTable } from "./evaluation-table.tsx";
import { PrecisionRecall } from "./precision-recall.tsx";

/** How well a function finds what is right, version beside version. */
export function EvaluationSection({ scoring }: { scoring: ScoringFunction }) {
  const { data: evaluations, error, refetch } = useQuery(evaluationsQuery(scoring.name));
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const groups = evaluationGroups(evaluations ?? []);
  const group = groups.find(({ key }) => key === chosenKey) ?? groups[0];
  return (
    <section aria-label={copy.learn.evaluation} className="flex flex-col gap-5">
      <h2 className="sr-only">{copy.learn.evaluation}</h2>
      <EvaluationForm scoring={scoring} />
      {group ? (
        <>
          {groups.length > 1 ? (
            <Select
              label={copy.learn.truth}
              value={group.key}
              onValue={setChosenKey}
              options={groups.map(({ key, truth }) => ({ value: key, label: truthText(truth) }))}
            />
          ) : null}
          <Results key={group.key} scoring={scoring} group={group} />
        </>
      ) : error ? (
        <ProblemState error={error} onRetry={() => void refetch()} />
      ) : evaluations ? (
        <EmptyState icon="check" title={copy.learn.noEvaluations}>
          {copy.learn.noEvaluationsHint}
        </EmptyState>
      ) : (
        <div role="status" aria-label={copy.loading} className="skeleton h-40 rounded-md" />
      )}
    </section>
  );
}

function Results({ scoring, group }: { scoring: ScoringFunction; group: EvaluationGroup }) {
  const { evaluations } = group;
  const [chosen, setChosen] = useState<number | null>(null);
  const shown = evaluations.find(({ version }) => version === chosen) ?? evaluations[0];
  if (!shown) return null;
  return (
    <section aria-label={copy.learn.resultsAgainst(truthText(group.truth))} className="flex flex-col gap-5">
      <h3 className="m-0 font-semibold text-base break-words">{copy.learn.resultsAgainst(truthText(group.truth))}</h3>
      <EvaluationTable group={group} shown={shown.version} onShown={setChosen} />
      <PrecisionRecall evaluations={evaluations} shown={shown} name={scoring.name} />
      <EvaluationDetails evaluation={shown} />
    </section>
  );
}
