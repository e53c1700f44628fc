import type { CreateSliceRequest, EditSliceRequest, Slice } from "@pomona/contract/slices";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { showMessage } from "../../ui/toast.tsx";

const changes = ["slices"];

/** What can be done to slices. A deleted one comes back by the undo of its message. */
export function useSliceActions() {
  const create = useAction({
    run: (request: CreateSliceRequest) => api.createSlice(request),
    changes,
    onDone: ({ name }) => showMessage(copy.sliceSaved(name)),
  });
  const edit = useAction({
    run: ({ name, change }: { name: string; change: EditSliceRequest }) => api.editSlice({ name }, change),
    changes,
    onDone: (slice, { change }) => {
      if (change.filter !== undefined) showMessage(copy.sliceUpdated(slice.name));
    },
  });
  const remove = useAction({
    run: ({ name }: Slice) => api.deleteSlice({ name }),
    changes,
    onDone: (_, { name, filter, view, problem }) =>
      showMessage(
        copy.sliceDeleted(name),
        undefined,
        // A filter that cannot be read would not be saved again.
        problem
          ? undefined
          : { label: copy.undo, run: () => create.mutate({ name, filter, ...(view ? { view } : {}) }) },
      ),
  });
  return { create, edit, remove };
}
