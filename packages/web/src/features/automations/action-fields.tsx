import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { batchesQuery, projectsQuery, slicesQuery } from "../../api/queries.ts";
import { copy } from "../../copy.ts";
import { Checkbox, Select, TextField } from "../../ui/field.tsx";
import { type ActionDraft, isWebAddress, LEAST_SECRET } from "./action-draft.ts";

interface FieldsProps {
  draft: ActionDraft;
  change: (patch: Partial<ActionDraft>) => void;
}

/** What is to be done with the rows: the kind, and what that kind needs to know. `hasSecret`: its webhook has one. */
export function ActionFields({ draft, change, hasSecret }: FieldsProps & { hasSecret: boolean }) {
  return (
    <div className="flex flex-col gap-3">
      <Select
        label={copy.automation.action}
        value={draft.kind}
        onValue={(kind) => change({ kind: kind as ActionDraft["kind"] })}
        options={(["tag", "review", "batch", "webhook"] as const).map((kind) => ({
          value: kind,
          label: copy.automation.kinds[kind],
        }))}
      />
      {draft.kind === "tag" ? (
        <TextField
          label={copy.automation.tag}
          value={draft.tag}
          onValue={(tag) => change({ tag })}
          required
          maxLength={500}
          autoComplete="off"
        />
      ) : draft.kind === "review" ? (
        <SliceChoice draft={draft} change={change} />
      ) : draft.kind === "batch" ? (
        <BatchFields draft={draft} change={change} />
      ) : (
        <WebhookFields draft={draft} change={change} hasSecret={hasSecret} />
      )}
    </div>
  );
}

function SliceChoice({ draft, change }: FieldsProps) {
  const slices = useQuery(slicesQuery).data ?? [];
  return (
    <Select
      label={copy.automation.slice}
      hint={slices.length === 0 ? copy.automation.noSlices : copy.automation.sliceHint}
      value={draft.slice}
      onValue={(slice) => change({ slice })}
      options={[{ value: "", label: copy.choose }, ...slices.map(({ name }) => ({ value: name, label: name }))]}
    />
  );
}

function BatchFields({ draft, change }: FieldsProps) {
  const projects = useQuery(projectsQuery).data ?? [];
  const batches = useQuery(batchesQuery).data ?? [];
  const id = useId();
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={copy.project}
          hint={copy.projectHint}
          value={draft.project}
          onValue={(project) => change({ project })}
          list={`${id}-projects`}
          required
          maxLength={200}
          autoComplete="off"
        />
        <TextField
          label={copy.batchName}
          hint={draft.group === "day" ? copy.automation.batchHint : undefined}
          value={draft.batch}
          onValue={(batch) => change({ batch })}
          list={`${id}-batches`}
          required
          maxLength={180}
          autoComplete="off"
        />
        <Select
          label={copy.automation.group}
          value={draft.group}
          onValue={(group) => change({ group: group === "all" ? "all" : "day" })}
          options={[
            { value: "day", label: copy.automation.groups.day },
            { value: "all", label: copy.automation.groups.all },
          ]}
        />
        <TextField
          label={copy.automation.dailyCap}
          hint={copy.automation.dailyCapHint}
          type="number"
          min={1}
          max={1_000_000}
          inputMode="numeric"
          value={draft.dailyCap}
          onValue={(dailyCap) => change({ dailyCap })}
          placeholder={copy.automation.noCap}
        />
      </div>
      <datalist id={`${id}-projects`}>
        {projects.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <datalist id={`${id}-batches`}>
        {[...new Set(batches.map(({ name }) => name))].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

function WebhookFields({ draft, change, hasSecret }: FieldsProps & { hasSecret: boolean }) {
  const [wasAllowed] = useState(draft.allowPrivate);
  const isOdd = draft.url.trim() !== "" && !isWebAddress(draft.url.trim());
  return (
    <>
      <TextField
        disabled={draft.allowPrivate}
        label={copy.automation.url}
        hint={isOdd ? copy.automation.noUrl : copy.automation.urlHint}
        type="url"
        value={draft.url}
        onValue={(url) => change({ url })}
        placeholder={copy.automation.urlExample}
        required
        autoComplete="off"
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          disabled={draft.allowPrivate}
          label={copy.automation.secret}
          hint={hasSecret ? copy.automation.secretStays : copy.automation.secretHint}
          value={draft.secret}
          onValue={(secret) => change({ secret })}
          minLength={LEAST_SECRET}
          maxLength={500}
          autoComplete="off"
          spellCheck={false}
        />
        <TextField
          disabled={draft.allowPrivate}
          label={copy.automation.rowsPerCall}
          type="number"
          min={1}
          max={10_000}
          inputMode="numeric"
          value={draft.rowsPerCall}
          onValue={(rowsPerCall) => change({ rowsPerCall })}
        />
      </div>
      {wasAllowed ? (
        <Checkbox
          label={copy.automation.allowPrivate}
          isChecked={draft.allowPrivate}
          onChecked={(allowPrivate) => change({ allowPrivate })}
        />
      ) : null}
      <p className="m-0 text-ink-mute text-xs">
        {wasAllowed ? copy.automation.privateAllowed : copy.automation.privateRefused}
      </p>
    </>
  );
}
