import type { Camera } from "@pomona/projector/point-cloud";
import { api } from "../../api/client.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { type ColourChoice, toMapColour } from "../../catalog/colour-choice.ts";
import { hasFilters } from "../../catalog/selection.ts";
import { selectionFilter } from "../../catalog/selection-filter.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { NameDialog } from "../../ui/name-dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";

interface SaveViewProps {
  map: MapAsked;
  camera: Camera;
  choice: ColourChoice;
  onClose: () => void;
}

/** Saves the filter, with the region that is selected, and how the map looks, as a slice. */
export function SaveViewDialog({ map, camera, choice, onClose }: SaveViewProps) {
  const { filter, selection, query, search } = useCatalog();
  const kept = hasFilters(selection) ? (selectionFilter(selection, query.filter) ?? filter) : filter;
  // The examples of a search are not part of a slice, nor is the likeness to them.
  const colour = choice.kind === "similarity" ? undefined : toMapColour(choice, undefined);
  const save = useAction({
    run: (name: string) =>
      api.createSlice({
        name,
        filter: kept,
        view: {
          projection: map.name,
          version: map.version,
          camera: { x: camera.x, y: camera.y, scale: camera.scale },
          isSplit: search.view === "split",
          ...(colour ? { colour } : {}),
        },
      }),
    changes: ["slices"],
    onDone: (slice) => {
      showMessage(copy.sliceSaved(slice.name));
      onClose();
    },
  });
  return (
    <NameDialog
      title={copy.mapSaveView}
      description={copy.mapSaveViewHint}
      label={copy.sliceName}
      action={copy.save}
      isPending={save.isPending}
      onName={save.mutate}
      onClose={onClose}
    />
  );
}
