import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { datasetsQuery, rootsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { showMessage } from "../../ui/toast.tsx";
import { datasetFromPath } from "./dataset-from-path.ts";
import type { PreviewAnswer } from "./preview-table.tsx";
import { PreviewTable } from "./preview-table.tsx";

/** Imports a file or folder of the server, after a look at its first rows. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [path, setPath] = useState("");
  const [named, setNamed] = useState<string | null>(null);
  const [isLabelled, setIsLabelled] = useState(false);
  const roots = useQuery(rootsQuery).data ?? [];
  const datasets = useQuery(datasetsQuery).data ?? [];
  const dataset = named ?? datasetFromPath(path);
  const source = { path: path.trim(), labelFrom: isLabelled ? ("folder" as const) : ("none" as const) };
  const preview = useAction<PreviewAnswer>({ run: () => api.previewImport(source), changes: [] });
  const start = useAction({
    run: () => api.startImport({ ...source, dataset: dataset.trim() }),
    changes: ["jobs"],
    onDone: () => {
      showMessage(copy.importStarted(dataset.trim()), copy.importStartedHint);
      onClose();
    },
  });
  const isReady = path.trim() !== "" && dataset.trim() !== "";
  return (
    <Dialog
      title={copy.importTitle}
      description={copy.importHint}
      isOpen
      onClose={onClose}
      width={preview.data ? "wide" : "narrow"}
    >
      <form
        className="flex flex-col gap-4 pt-2"
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) start.mutate();
        }}
      >
        <TextField
          label={copy.importPath}
          value={path}
          onValue={(value) => {
            setPath(value);
            preview.reset();
          }}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          required
          placeholder={roots[0] ? `${roots[0]}/photos` : "/data/photos"}
          hint={roots.length > 0 ? copy.roots(roots.join(", ")) : undefined}
        />
        <TextField
          label={copy.dataset}
          value={dataset}
          onValue={setNamed}
          list="import-datasets"
          autoComplete="off"
          required
          maxLength={200}
        />
        <datalist id="import-datasets">
          {datasets.map((one) => (
            <option key={one.name} value={one.name} />
          ))}
        </datalist>
        <Checkbox label={copy.labelFromFolder} isChecked={isLabelled} onChecked={setIsLabelled} />
        {preview.data ? <PreviewTable answer={preview.data} /> : null}
        <DialogActions>
          <Button className="mr-auto" disabled={!path.trim() || preview.isPending} onClick={() => preview.mutate()}>
            {copy.preview}
          </Button>
          <Button onClick={onClose}>{copy.cancel}</Button>
          <Button look="accent" type="submit" disabled={!isReady || start.isPending}>
            {copy.startImport}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
