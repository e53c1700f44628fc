import type { CreateSliceRequest, EditSliceRequest, Slice } from "@pomona/contract/slices";
import { useQueryClient } from "@tanstack/react-query";
import { automationsQuery } from "../../api/automation-queries.ts";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { waitingText } from "../../catalog/waiting-automations.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";

const changes = ["slices"];

/** What can be done to slices. A deleted one comes back by the undo of its message. */
export function useSliceActions() {
  const client = useQueryClient();
  const create = useAction({
    run: (request: CreateSliceRequest) => api.createSlice(request),
    changes,
    onDone: ({ name }) => showMessage(copy.sliceSaved(name)),
  });
  const edit = useAction({
    run: ({ name, change }: { name: string; change: EditSliceRequest }) => api.editSlice({ name }, change),
    // What names it follows when it is renamed.
    changes: [...changes, "functions", "projections", "automations"],
    onDone: (slice, { change }) => {
      if (change.filter !== undefined) showMessage(copy.sliceUpdated(slice.name));
    },
  });
  const remove = useAction({
    run: async ({ name }: Slice) => {
      // Told where it is known: no reason to keep the slice.
      const automations = await client.fetchQuery(automationsQuery).catch(() => []);
      await api.deleteSlice({ name });
      return waitingText(automations, { kind: "slice", name });
    },
    changes,
    onDone: (waiting, { name, filter, view, problem }) =>
      showMessage(
        copy.sliceDeleted(name),
        waiting,
        // A filter that cannot be read would not be saved again.
        problem
          ? undefined
          : { label: copy.undo, run: () => create.mutate({ name, filter, ...(view ? { view } : {}) }) },
      ),
  });
  return { create, edit, remove };
}
