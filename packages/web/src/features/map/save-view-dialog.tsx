import type { Camera } from "@pomona/projector/point-cloud";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { MapAsked } from "../../api/projection-queries.ts";
import { useAction } from "../../api/use-action.ts";
import { type ColourChoice, toMapColour } from "../../catalog/colour-choice.ts";
import { hasFilters } from "../../catalog/selection.ts";
import { selectionFilter } from "../../catalog/selection-filter.ts";
import { useCatalog } from "../../catalog/use-catalog-state.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
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
  const [name, setName] = useState("");
  const kept = hasFilters(selection) ? (selectionFilter(selection, query.filter) ?? filter) : filter;
  // The examples of a search are not part of a slice, nor is the likeness to them.
  const colour = choice.kind === "similarity" ? undefined : toMapColour(choice, undefined);
  const save = useAction({
    run: () =>
      api.createSlice({
        name: name.trim(),
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
    <Dialog title={copy.mapSaveView} description={copy.mapSaveViewHint} isOpen onClose={onClose}>
      <form
        className="pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextField
          label={copy.sliceName}
          value={name}
          onValue={setName}
          autoFocus
          autoComplete="off"
          maxLength={200}
          required
        />
        <DialogActions>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={save.isPending || !name.trim()}>
            {copy.save}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
