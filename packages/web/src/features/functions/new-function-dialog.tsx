import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { copy } from "../../copy.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";

interface NewFunctionProps {
  isCombinable: boolean;
  onCombine: () => void;
  onClose: () => void;
}

/** The ways to a function: from examples in the catalog, of other functions, from what rows have in common. */
export function NewFunctionDialog({ isCombinable, onCombine, onClose }: NewFunctionProps) {
  const { ways } = copy.learn;
  const catalog = (
    <Link to="/" className={buttonLook("plain")} onClick={onClose}>
      {copy.toCatalog}
    </Link>
  );
  return (
    <Dialog title={copy.learn.newFunction} isOpen onClose={onClose}>
      <ul className="m-0 flex list-none flex-col gap-2 p-0">
        <Way title={ways.examples.title} hint={ways.examples.hint} action={catalog} />
        <Way
          title={ways.combination.title}
          hint={isCombinable ? ways.combination.hint : copy.learn.tooFewToCombine}
          action={
            <Button disabled={!isCombinable} onClick={onCombine}>
              {copy.learn.combine}
            </Button>
          }
        />
        <Way title={ways.proposals.title} hint={ways.proposals.hint} action={catalog} />
      </ul>
    </Dialog>
  );
}

function Way({ title, hint, action }: { title: string; hint: string; action: ReactNode }) {
  return (
    <li className="flex flex-col items-start gap-2 rounded-md border border-line p-3">
      <div>
        <h3 className="m-0 font-medium text-ink text-sm">{title}</h3>
        <p className="m-0 mt-0.5 text-ink-mute text-xs">{hint}</p>
      </div>
      {action}
    </li>
  );
}
