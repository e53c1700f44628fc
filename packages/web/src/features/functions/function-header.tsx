import type { ScoringFunction } from "@pomona/contract/functions";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { filterText } from "../../catalog/filter-parts.ts";
import { copy } from "../../copy.ts";
import { Button, buttonLook, IconButton } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Menu, type MenuItem } from "../../ui/menu.tsx";
import { EditFunctionDialog } from "./edit-function-dialog.tsx";
import { FunctionDeletion } from "./function-deletion.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { KindBadge, StateBadge } from "./state-badge.tsx";
import { useExportFunction } from "./use-export-function.ts";
import { useFunctionChanges } from "./use-function-changes.ts";

type Asked = "edit" | "rename" | "delete" | "probe";

/** What a function is, and what can be done with it. */
export function FunctionHeader({ scoring }: { scoring: ScoringFunction }) {
  const { name, kind, state, version } = scoring;
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = (): void => setAsked(null);
  const changes = useFunctionChanges(scoring);
  const exportFunction = useExportFunction(name);
  const where = filterText({ function: name, op: ">=", value: scoring.threshold }) ?? "";
  const more: MenuItem[] = [
    ...(kind === "probe" ? [{ label: copy.learn.retrain, run: changes.retrain, isDisabled: changes.isBusy }] : []),
    ...(kind === "similarity" ? [{ label: copy.learn.makeProbe, run: () => setAsked("probe") }] : []),
    ...(kind === "probe"
      ? [{ label: copy.learn.makeSimilarity, run: () => changes.makeKind("similarity"), isDisabled: changes.isBusy }]
      : []),
    { label: copy.renameFunction, run: () => setAsked("rename") },
    // The scores of a combination are those of its parts.
    ...(kind === "combination" ? [] : [{ label: copy.rescore, run: changes.rescore, isDisabled: changes.isBusy }]),
    { label: copy.automate, run: () => void navigate({ to: "/automations", search: { create: "1", where } }) },
    { label: copy.learn.exportJson, run: () => exportFunction.mutate(version) },
  ];
  return (
    <header className="flex flex-wrap items-center gap-2">
      <StateBadge state={state} />
      <KindBadge kind={kind} />
      <span className="text-ink-mute text-xs">{copy.versionOf(version)}</span>
      <div className="ml-auto flex flex-wrap items-center gap-1.5 max-sm:ml-0">
        <Link to="/" search={{ where, sort: `-function:${name}` }} className={buttonLook("accent")}>
          {copy.useAsFilter}
        </Link>
        {kind === "combination" ? null : (
          <Link to="/functions/$name/review" params={{ name }} className={buttonLook()}>
            {scoring.hasDraft ? copy.learn.reviewDraft : copy.learn.review}
          </Link>
        )}
        <Button icon="edit" onClick={() => setAsked("edit")}>
          {copy.editFunction}
        </Button>
        <Menu trigger={<IconButton icon="more" label={copy.learn.more} />} items={more} />
        <IconButton icon="trash" label={copy.deleteFunction} onClick={() => setAsked("delete")} />
      </div>
      {asked === "edit" ? <EditFunctionDialog scoring={scoring} onClose={close} /> : null}
      {asked === "rename" ? <RenameDialog scoring={scoring} onClose={close} /> : null}
      {asked === "delete" ? <FunctionDeletion scoring={scoring} onClose={close} /> : null}
      {asked === "probe" ? (
        <ConfirmDialog
          title={copy.learn.makeProbeTitle(name)}
          action={copy.learn.makeProbe}
          isHarmless
          isBusy={changes.isBusy}
          onConfirm={() => {
            changes.makeKind("probe");
            close();
          }}
          onClose={close}
        >
          {copy.learn.makeProbeText}
        </ConfirmDialog>
      ) : null}
    </header>
  );
}
