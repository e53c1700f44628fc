import { problems } from "@pomona/contract/problems";
import { copy } from "../../copy.ts";
import { Button } from "../../ui/button.tsx";
import { formatBytes, formatCount, formatDuration } from "../../ui/format.ts";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import type { UploadState } from "./upload-session.ts";

const SHOWN_REFUSED = 100;

/** How far the sending of files is, and which of them were left out. */
export function UploadProgress({
  state,
  onRetry,
  onCancel,
}: {
  state: UploadState;
  onRetry: () => void;
  onCancel: () => void;
}) {
  const isOpen = state.phase === "sending" || state.phase === "waiting";
  return (
    <section aria-label={copy.sendingFiles} className="rounded-xl border border-line bg-surface p-4">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        <p className="m-0 font-medium" role="status">
          {copy.uploadPhases[state.phase]}
        </p>
        <p className="m-0 text-ink-mute text-xs">{progressText(state)}</p>
        <div className="ml-auto flex gap-2">
          {state.phase === "stopped" ? (
            <Button icon="again" onClick={onRetry}>
              {copy.tryAgain}
            </Button>
          ) : null}
          <Button look="quiet" onClick={onCancel}>
            {isOpen ? copy.cancel : copy.chooseOther}
          </Button>
        </div>
      </div>
      {isOpen || state.phase === "stopped" ? (
        <div className="mt-2">
          <ProgressBar label={copy.sendingFiles} done={state.doneBytes} total={state.bytes || null} />
        </div>
      ) : null}
      {state.problem ? (
        <p role="alert" className="m-0 mt-3 text-danger">
          <span className="font-medium">{problems[state.problem.code].title}.</span> {state.problem.message}
        </p>
      ) : null}
      {state.refused.length > 0 ? <Refused refused={state.refused} /> : null}
    </section>
  );
}

function progressText(state: UploadState): string {
  const count = copy.filesOf(formatCount(state.doneFiles), formatCount(state.files));
  if (state.phase === "done") return `${copy.fileCount(state.files)} · ${formatBytes(state.bytes)}`;
  const left = state.bytesPerSecond ? (state.bytes - state.doneBytes) / state.bytesPerSecond : null;
  return [
    count,
    `${formatBytes(state.doneBytes)} / ${formatBytes(state.bytes)}`,
    state.bytesPerSecond ? copy.ratePerSecond(formatBytes(state.bytesPerSecond)) : null,
    left !== null && left > 0 && state.phase === "sending" ? copy.timeLeft(formatDuration(left)) : null,
  ]
    .filter(Boolean)
    .join(" · ");
}

function Refused({ refused }: { refused: UploadState["refused"] }) {
  return (
    <details className="mt-3 text-xs">
      <summary className="text-danger">{copy.filesLeftOut(refused.length)}</summary>
      <ul className="m-0 mt-1 max-h-48 list-none overflow-y-auto rounded-md bg-sunken px-3 py-1.5">
        {refused.slice(0, SHOWN_REFUSED).map(({ path, message }) => (
          <li key={path} className="py-1">
            <span className="font-medium break-all">{path}</span>
            <span className="block text-ink-mute">{message}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
