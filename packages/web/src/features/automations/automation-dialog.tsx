import type { Automation } from "@pomona/contract/automations";
import { conditionsOf } from "@pomona/contract/filter-tree";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { api } from "../../api/client.ts";
import { noteStartedJobs } from "../../api/started-jobs.ts";
import { readFilter, typedFilterText } from "../../catalog/filter-parts.ts";
import { lastFilter } from "../../catalog/last-filter.ts";
import { useMetadataNames } from "../../catalog/use-metadata-names.ts";
import { copy } from "../../copy.ts";
import { Checkbox, TextField } from "../../ui/field.tsx";
import { FormDialog } from "../../ui/form-dialog.tsx";
import { showMessage, showProblem } from "../../ui/toast.tsx";
import { type ActionDraft, actionOf, draftOf, NEW_ACTION } from "./action-draft.ts";
import { ActionFields } from "./action-fields.tsx";
import { DryRun } from "./dry-run.tsx";
import { usePastRun } from "./past-run.ts";
import { SecretDialog } from "./secret-dialog.tsx";

/** The field that a filter is written in, which another part of the app has. */
export type FilterField = (props: { text: string; onText: (text: string) => void }) => ReactNode;

interface AutomationDialogProps {
  /** The one that is changed; absent: a new one. */
  automation?: Automation;
  /** What a new one begins with. */
  start?: { where?: string; slice?: string };
  FilterField: FilterField;
  onClose: () => void;
  onDone: (name: string) => void;
}

/** When rows meet a filter, then an action: with what it would have matched, before it is saved. */
export function AutomationDialog({ automation, start = {}, FilterField, onClose, onDone }: AutomationDialogProps) {
  const metadata = useMetadataNames();
  const [name, setName] = useState(automation?.name ?? "");
  const [text, setText] = useState(automation?.filter ?? start.where ?? "");
  const [onRescore, setOnRescore] = useState(automation?.onRescore ?? true);
  const [isOnPast, setIsOnPast] = useState(false);
  const [draft, setDraft] = useState<ActionDraft>(() =>
    automation
      ? draftOf(automation.action)
      : { ...NEW_ACTION, ...(start.slice === undefined ? {} : { kind: "review" as const, slice: start.slice }) },
  );
  const { filter, problem } = readFilter(text, metadata);
  const typed = typedFilterText(text) ?? "";
  const isReadable = (one: string): boolean => !readFilter(one, metadata).problem;
  const { settled, isSettledReadable, pastRun } = usePastRun(typed, isReadable, automation?.name);
  const usesFunctions = [...conditionsOf(filter)].some((condition) => "function" in condition);
  const current = lastFilter();
  const action = actionOf(draft);
  const save = useSave({ automation, onDone });
  const past = isOnPast ? pastRun : null;
  const isReady = name.trim() !== "" && !problem && action !== null && !past?.reason;
  const submit = (): void => {
    if (!isReady) return;
    const request = { name: name.trim(), filter: typed, onRescore, action };
    save.mutate({ request, past: past && past.expect !== null ? { expect: past.expect } : null });
  };
  if (save.data?.secret) {
    const { secret, name: saved } = save.data;
    return <SecretDialog secret={secret} onClose={() => onDone(saved)} />;
  }
  return (
    <FormDialog
      title={automation ? copy.automation.editTitle(automation.name) : copy.automation.newTitle}
      description={copy.automation.hint}
      width="wide"
      action={automation ? copy.save : copy.automation.create}
      isReady={isReady}
      isPending={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={copy.name}
        value={name}
        onValue={setName}
        placeholder={copy.automation.nameExample}
        autoFocus
        required
        maxLength={200}
        autoComplete="off"
      />
      <div className="flex flex-col gap-1">
        <div className="flex min-h-5 items-center justify-between gap-3 text-xs">
          <span className="font-medium text-ink-soft">{copy.automation.when}</span>
          {current !== undefined && current !== text ? (
            <button type="button" className="rounded text-accent hover:underline" onClick={() => setText(current)}>
              {copy.automation.useCurrent}
            </button>
          ) : null}
        </div>
        <FilterField text={text} onText={setText} />
        {usesFunctions ? (
          <div className="mt-1">
            <Checkbox label={copy.automation.onRescore} isChecked={onRescore} onChecked={setOnRescore} />
          </div>
        ) : null}
      </div>
      {isSettledReadable ? <DryRun filter={settled} automation={automation?.name} /> : null}
      <ActionFields
        draft={draft}
        change={(patch) => setDraft((before) => ({ ...before, ...patch }))}
        hasSecret={automation?.action.kind === "webhook"}
      />
      {automation ? null : (
        <div className="flex flex-col gap-1">
          <Checkbox label={copy.automation.alsoPast} isChecked={isOnPast} onChecked={setIsOnPast} />
          <p role="status" className="m-0 text-ink-mute text-xs">
            {problem ? null : past?.reason}
          </p>
        </div>
      )}
    </FormDialog>
  );
}

interface Saving {
  request: Parameters<typeof api.createAutomation>[0];
  /** Acts on the rows there are, too, if they are as many as were shown. */
  past: { expect: number } | null;
}

function useSave({ automation, onDone }: { automation: Automation | undefined; onDone: (name: string) => void }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ request, past }: Saving) => {
      if (automation) return api.editAutomation({ name: automation.name }, withoutSame(request, automation));
      const made = await api.createAutomation(request);
      // It is made by now: what comes after is told beside it.
      if (past) await api.runAutomation({ name: made.name }, past).then(noteStartedJobs, showProblem);
      return made;
    },
    onSuccess: (saved, { past }) => {
      // By a name that it has no longer, the page and the dry run would ask in vain.
      const gone = automation && automation.name !== saved.name ? automation.name : null;
      void client.invalidateQueries({
        queryKey: ["automations"],
        predicate: ({ queryKey }) => gone === null || !queryKey.slice(1).includes(gone),
      });
      showMessage(copy.automation.savedAs(saved.name), past || automation ? undefined : copy.automation.savedHint);
      if (!saved.secret) onDone(saved.name);
    },
  });
}

/** Only what was changed: an action that is given anew may get another secret. */
function withoutSame(request: Saving["request"], before: Automation) {
  const isSame = JSON.stringify(actionOf(draftOf(before.action))) === JSON.stringify(request.action);
  const { name, filter, onRescore, action } = request;
  return {
    ...(name === before.name ? {} : { name }),
    ...(filter === before.filter ? {} : { filter }),
    ...(onRescore === undefined || onRescore === before.onRescore ? {} : { onRescore }),
    ...(isSame ? {} : { action }),
  };
}
