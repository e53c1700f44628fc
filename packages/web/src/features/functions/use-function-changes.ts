import type { EditFunctionRequest, ScoringFunction } from "@pomona/contract/functions";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";
import type { LearningKind } from "./suggested-kind.ts";

const SEEDS = 2 ** 32;

/** Changes of a function as a whole: scored again, learned again, made another kind. */
export function useFunctionChanges(scoring: ScoringFunction) {
  const { name, probe } = scoring;
  const rescore = useAction({
    run: () => api.rescoreFunction({ name }),
    changes: ["functions", "jobs"],
    onDone: () => showMessage(copy.rescoring(name)),
  });
  const edit = useAction({
    run: ({ changes }: { changes: EditFunctionRequest; told: string }) => api.editFunction({ name }, changes),
    changes: ["functions", "jobs", "rows", "row", "histogram"],
    onDone: (_made, { told }) => showMessage(told),
  });
  return {
    isBusy: rescore.isPending || edit.isPending,
    rescore: () => rescore.mutate(),
    /** Another seed draws other random rows, of those that are there now. */
    retrain: () =>
      edit.mutate({
        changes: {
          probe: { ...probe?.parameters, seed: ((probe?.parameters.seed ?? 0) + 1) % SEEDS },
          note: copy.learn.retrainNote,
        },
        told: copy.learn.retraining(name),
      }),
    makeKind: (kind: LearningKind) =>
      edit.mutate({ changes: { kind, note: copy.learn.kindNote[kind] }, told: copy.learn.kindChanged(name) }),
  };
}
