import type { CreateBatchRequest } from "@pomona/contract/projects";
import type { Sort } from "@pomona/contract/rows";
import type { Selection } from "@pomona/contract/selection";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { projectsQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Select, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { BatchResult } from "./batch-result.tsx";

interface BatchDialogProps {
  selection: Selection;
  sort: Sort | undefined;
  count: number;
  onClose: () => void;
  onShow: () => void;
}

/** Sends the selected rows to a labeling project, and tells how many went. */
export function BatchDialog({ selection, sort, count, onClose, onShow }: BatchDialogProps) {
  const projects = useQuery(projectsQuery).data ?? [];
  const [name, setName] = useState("");
  const [project, setProject] = useState("");
  const [priority, setPriority] = useState("3");
  const [order, setOrder] = useState<"ranked" | "random">("ranked");
  const [limit, setLimit] = useState("");
  const create = useAction({
    run: (body: CreateBatchRequest) => api.createBatch(body),
    changes: ["batches", "projects", "row"],
  });
  if (create.data) return <BatchResult result={create.data} onClose={onClose} onShow={onShow} />;
  const isReady = name.trim() !== "" && project.trim() !== "";
  const submit = (): void =>
    create.mutate({
      name: name.trim(),
      project: project.trim(),
      selection,
      order,
      priority: Number(priority),
      ...(sort ? { sort } : {}),
      ...(order === "random" ? { seed: Math.floor(Math.random() * 4_294_967_295) } : {}),
      ...(limit ? { limit: Number(limit) } : {}),
    });
  return (
    <FormDialog
      title={copy.addToBatch}
      description={copy.batchHint(formatCount(count))}
      action={copy.createBatch}
      isReady={isReady}
      isPending={create.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={copy.batchName}
        value={name}
        onValue={setName}
        autoFocus
        autoComplete="off"
        required
        maxLength={200}
        placeholder={copy.batchNameExample}
      />
      <TextField
        label={copy.project}
        value={project}
        onValue={setProject}
        list="batch-projects"
        autoComplete="off"
        required
        maxLength={200}
        hint={copy.projectHint}
      />
      <datalist id="batch-projects">
        {projects.map((one) => (
          <option key={one.name} value={one.name} />
        ))}
      </datalist>
      <div className="grid grid-cols-3 gap-3">
        <Select
          label={copy.priority}
          value={priority}
          onValue={setPriority}
          options={copy.priorities.map((label, index) => ({ value: String(index + 1), label }))}
        />
        <Select
          label={copy.order}
          value={order}
          onValue={(value) => setOrder(value === "random" ? "random" : "ranked")}
          options={[
            { value: "ranked", label: copy.asRanked },
            { value: "random", label: copy.random },
          ]}
        />
        <TextField
          label={copy.atMost}
          type="number"
          min={1}
          max={1_000_000}
          inputMode="numeric"
          value={limit}
          onValue={setLimit}
          placeholder={formatCount(count)}
        />
      </div>
    </FormDialog>
  );
}
