import type { Automation } from "@pomona/contract/automations";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useAction } from "../../api/use-action.ts";
import { copy } from "../../copy.ts";
import { Button, buttonLook, IconButton } from "../../ui/button.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { formatCount, formatMoment } from "../../ui/format.ts";
import { AutomationDialog, type FilterField } from "./automation-dialog.tsx";
import { Trouble, WhenThen } from "./automation-list.tsx";
import { AutomationLog } from "./automation-log.tsx";
import { AutomationState } from "./automation-state.tsx";
import { DeliveryList } from "./delivery-list.tsx";
import { PauseButton } from "./pause-button.tsx";
import { RunDialog } from "./run-dialog.tsx";

interface AutomationPanelProps {
  automation: Automation;
  describe: (filter: string) => string;
  FilterField: FilterField;
}

/** One automation: when it acts, what it did, and its calls. */
export function AutomationPanel({ automation, describe, FilterField }: AutomationPanelProps) {
  const { name, deliveries, action } = automation;
  const navigate = useNavigate();
  const [asked, setAsked] = useState<"edit" | "run" | "delete" | null>(null);
  const close = (): void => setAsked(null);
  return (
    <article aria-label={name} className="flex flex-col gap-6">
      <div>
        <header className="flex flex-wrap items-center gap-2">
          <AutomationState automation={automation} />
          <div className="ml-auto flex flex-wrap items-center gap-1.5">
            <Link to="/" search={automation.filter ? { where: automation.filter } : {}} className={buttonLook("plain")}>
              {copy.showRows}
            </Link>
            <PauseButton automation={automation} />
            <Button onClick={() => setAsked("run")}>{copy.automation.run}</Button>
            <Button icon="edit" onClick={() => setAsked("edit")}>
              {copy.edit}
            </Button>
            <IconButton icon="trash" label={copy.automation.deleteOf(name)} onClick={() => setAsked("delete")} />
          </div>
        </header>
        {automation.problem ? <Trouble text={automation.problem} /> : null}
        <div className="mt-2">
          <WhenThen automation={automation} describe={describe} />
        </div>
      </div>
      <Figures automation={automation} />
      {action.kind === "webhook" || deliveries.delivered + deliveries.pending + deliveries.dead > 0 ? (
        <DeliveryList automation={automation} />
      ) : null}
      <AutomationLog name={name} />
      {asked === "edit" ? (
        <AutomationDialog
          automation={automation}
          FilterField={FilterField}
          onClose={close}
          onDone={(saved) => {
            close();
            if (saved !== name) void navigate({ to: "/automations/$name", params: { name: saved }, replace: true });
          }}
        />
      ) : null}
      {asked === "run" ? <RunDialog automation={automation} onClose={close} /> : null}
      {asked === "delete" ? <Deletion automation={automation} onClose={close} /> : null}
    </article>
  );
}

function Figures({ automation }: { automation: Automation }) {
  const { acted, waiting, held, lastActed } = automation;
  const figures = [
    [copy.automation.figures.acted, formatCount(acted)],
    [copy.automation.figures.waiting, formatCount(waiting)],
    [copy.automation.figures.held, formatCount(held)],
    [copy.automation.figures.lastActed, lastActed ? formatMoment(lastActed) : copy.automation.notYet],
  ] as const;
  return (
    <dl className="m-0 grid grid-cols-2 gap-2 sm:grid-cols-4">
      {figures.map(([label, value]) => (
        <div key={label} className="rounded-lg bg-sunken px-3 py-2.5">
          <dt className="text-ink-soft text-xs">{label}</dt>
          <dd className="m-0 font-semibold text-base">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Deletion({ automation: { name, deliveries }, onClose }: { automation: Automation; onClose: () => void }) {
  const navigate = useNavigate();
  const remove = useAction({
    run: () => api.deleteAutomation({ name }),
    changes: [],
    onDone: () => void navigate({ to: "/automations", replace: true }),
  });
  return (
    <ConfirmDialog
      title={copy.automation.deleteTitle(name)}
      action={copy.delete}
      isBusy={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {copy.automation.deleteText(deliveries.pending)}
    </ConfirmDialog>
  );
}
