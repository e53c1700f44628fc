import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";

interface BatchResultProps {
  result: { name: string; project: string; rows: number; matched: number; alreadyInProject: number };
  onClose: () => void;
  onShow: () => void;
}

/** What became of the rows that were sent. */
export function BatchResult({ result, onClose, onShow }: BatchResultProps) {
  const figures = [
    { label: copy.batchRowsSent, value: result.rows },
    { label: copy.batchAlreadyThere, value: result.alreadyInProject },
    { label: copy.batchMatched, value: result.matched },
  ];
  return (
    <Dialog
      title={copy.batchMade(result.name)}
      description={copy.batchMadeHint(result.project)}
      isOpen
      onClose={onClose}
    >
      <dl className="m-0 mt-3 grid grid-cols-3 gap-2">
        {figures.map((figure) => (
          <div key={figure.label} className="rounded-lg bg-sunken px-3 py-2.5">
            <dt className="text-ink-mute text-xs">{figure.label}</dt>
            <dd className="m-0 font-semibold text-base">{formatCount(figure.value)}</dd>
          </div>
        ))}
      </dl>
      <DialogActions>
        <Button onClick={onShow}>{copy.showBatches}</Button>
        <Button look="accent" onClick={onClose}>
          {copy.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
