import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { datasetsQuery, spacesQuery } from "../../api/queries.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox, Select, TextField } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { MappingEditor } from "./mapping-editor.tsx";
import { PreviewTable } from "./preview-table.tsx";
import { useImportPlan } from "./use-import-plan.ts";

const DEFAULT_SPACES = "default";
const NO_SPACE = "none";

interface ImportPlanProps {
  /** Path on the server, or of an upload. */
  path: string;
  isUpload: boolean;
  /** Name of a dataset that is proposed. */
  dataset: string;
  onStarted: (job: string) => void;
}

/** What is about to be imported: name, columns, first rows. Nothing happens before the last button. */
export function ImportPlan({ path, isUpload, dataset: proposed, onStarted }: ImportPlanProps) {
  const [named, setNamed] = useState<string | null>(null);
  const [isLabelled, setIsLabelled] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  const [space, setSpace] = useState(DEFAULT_SPACES);
  const plan = useImportPlan(path, isLabelled);
  const dataset = (named ?? proposed).trim();
  const isFolder = plan.columns.length === 0;
  const start = useAction({
    run: () =>
      api.startImport({
        path,
        dataset,
        mapping: plan.mapping,
        labelFrom: plan.labelFrom,
        copy: isCopied || isUpload,
        embed: space !== NO_SPACE,
        ...(space === DEFAULT_SPACES || space === NO_SPACE ? {} : { spaces: [space] }),
      }),
    changes: ["jobs", "datasets"],
    onDone: ({ job }) => onStarted(job),
  });
  return (
    <form
      className="grid items-start gap-5 lg:grid-cols-[17rem_minmax(0,1fr)]"
      onSubmit={(event) => {
        event.preventDefault();
        if (plan.isReady && dataset !== "") start.mutate();
      }}
    >
      <div className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4">
        <DatasetField value={named ?? proposed} onValue={setNamed} />
        <SpaceField value={space} onValue={setSpace} />
        {isFolder ? <Checkbox label={copy.labelFromFolder} isChecked={isLabelled} onChecked={setIsLabelled} /> : null}
        {isUpload ? (
          <p className="m-0 text-ink-mute text-xs">{copy.uploadIsCopied}</p>
        ) : (
          <Checkbox label={copy.copyOriginals} isChecked={isCopied} onChecked={setIsCopied} />
        )}
        <Button look="accent" type="submit" disabled={!plan.isReady || dataset === "" || start.isPending}>
          {copy.startImport}
        </Button>
      </div>
      <div className="flex min-w-0 flex-col gap-4">
        {plan.preview.error ? <ProblemNote error={plan.preview.error} /> : null}
        {plan.columns.length > 0 ? (
          <MappingEditor columns={plan.columns} onRole={plan.setRole} onType={plan.setType} />
        ) : null}
        {plan.preview.isPending && plan.columns.length === 0 ? (
          <div role="status" aria-label={copy.loading} className="skeleton h-48 rounded-lg" />
        ) : null}
        {plan.preview.data && !plan.preview.error ? (
          <div>
            <PreviewTable answer={plan.preview.data} />
          </div>
        ) : null}
      </div>
    </form>
  );
}

function DatasetField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const datasets = useQuery(datasetsQuery).data ?? [];
  const isThere = datasets.some(({ name }) => name === value.trim());
  return (
    <>
      <TextField
        label={copy.dataset}
        value={value}
        onValue={onValue}
        list="import-datasets"
        autoComplete="off"
        required
        maxLength={200}
        hint={isThere ? copy.datasetGrows : copy.datasetIsNew}
      />
      <datalist id="import-datasets">
        {datasets.map((one) => (
          <option key={one.name} value={one.name} />
        ))}
      </datalist>
    </>
  );
}

function SpaceField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const spaces = (useQuery(spacesQuery).data ?? []).filter(({ kind }) => kind === "model");
  return (
    <Select
      label={copy.embedIn}
      value={value}
      onValue={onValue}
      options={[
        { value: DEFAULT_SPACES, label: copy.defaultSpaces },
        ...spaces.map(({ name, modalities }) => ({ value: name, label: copy.spaceTakes(name, modalities.join(", ")) })),
        { value: NO_SPACE, label: copy.notNow },
      ]}
    />
  );
}
