import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, DialogActions } from "../../ui/dialog.tsx";
import { showMessage } from "../../ui/toast.tsx";

/** The secret that a webhook is signed with, told this once. */
export function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const copySecret = (): void => {
    navigator.clipboard.writeText(secret).then(
      () => showMessage(copy.automation.secretCopied),
      () => showMessage(copy.keyNotCopied),
    );
  };
  return (
    <Dialog title={copy.automation.secretTitle} description={copy.tokenShownOnce} isOpen onClose={onClose}>
      <p className="m-0 mt-2 text-ink-soft">{copy.automation.secretText}</p>
      <code className="mt-3 block rounded-md border border-line bg-sunken px-3 py-2 font-mono break-all">{secret}</code>
      <DialogActions>
        <Button icon="copy" onClick={copySecret}>
          {copy.copyToken}
        </Button>
        <Button look="accent" onClick={onClose}>
          {copy.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
