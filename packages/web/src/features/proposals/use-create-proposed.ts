import type { FunctionProposal } from "@pomona/contract/proposals";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { noteStartedJobs } from "../../api/started-jobs.ts";
import { copy } from "../../copy.ts";
import { showMessage, showProblem } from "../../ui/toast.tsx";

interface Wanted {
  place: number;
  name: string;
  proposal: FunctionProposal;
}

/** Makes functions of proposals, one after the other; one that is refused is told, and the others go on. */
export function useCreateProposed(space: string) {
  const client = useQueryClient();
  /** Names of the functions that were made, by the place of the proposal. */
  const [made, setMade] = useState<ReadonlyMap<number, string>>(new Map());
  const [isBusy, setIsBusy] = useState(false);
  const create = async (wanted: readonly Wanted[]): Promise<void> => {
    setIsBusy(true);
    let count = 0;
    for (const { place, name, proposal } of wanted) {
      const { positives, negatives, threshold } = proposal;
      try {
        const answer = await api.createFunction({
          name,
          space,
          kind: "probe",
          anchors: [
            ...positives.map((key) => ({ key, sign: "+" as const })),
            ...negatives.map((key) => ({ key, sign: "-" as const })),
          ],
          threshold,
          note: copy.proposal.note,
        });
        noteStartedJobs(answer);
        count += 1;
        setMade((before) => new Map(before).set(place, answer.name));
      } catch (error) {
        showProblem(error);
      }
    }
    setIsBusy(false);
    void client.invalidateQueries({ queryKey: ["functions"] });
    if (count > 0) showMessage(copy.proposal.madeCount(count), copy.functionSavedHint);
  };
  return { made, create, isBusy };
}
