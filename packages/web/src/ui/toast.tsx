import { Toast } from "@base-ui/react/toast";
import { isProblem, problems } from "@pomona/contract/problems";
import { copy } from "../copy.ts";
import { classNames } from "./class-names.ts";
import { Icon } from "./icon.tsx";

const toasts = Toast.createToastManager();

export interface ToastAction {
  label: string;
  run: () => void;
}

export function showMessage(title: string, description?: string, action?: ToastAction): void {
  toasts.add({
    title,
    description,
    timeout: 6000,
    ...(action ? { actionProps: { children: action.label, onClick: action.run } } : {}),
  });
}

/** Tells what went wrong and the cure, in the words of the problem; a lost connection has its own banner. */
export function showProblem(error: unknown): void {
  if (isProblem(error, "unreachable")) return;
  const title = isProblem(error) ? problems[error.code].title : copy.unexpected;
  toasts.add({
    title,
    description: error instanceof Error ? error.message : String(error),
    type: "error",
    timeout: 12_000,
    priority: "high",
  });
}

function ToastList() {
  const { toasts: shown } = Toast.useToastManager();
  return shown.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className={classNames(
        "float-in mt-2 w-full rounded-lg border bg-raised shadow-float",
        toast.type === "error" ? "border-danger/50" : "border-line",
      )}
    >
      <Toast.Content className="flex items-start gap-3 py-2.5 pr-2 pl-3.5">
        {toast.type === "error" ? (
          <span className="mt-0.5 text-danger">
            <Icon name="warning" />
          </span>
        ) : null}
        <div className="min-w-0 flex-1 py-0.5">
          <Toast.Title className="m-0 font-medium text-sm" />
          <Toast.Description className="m-0 mt-0.5 break-words text-ink-mute text-xs" />
          <Toast.Action className="mt-1.5 rounded font-medium text-accent text-xs hover:underline" />
        </div>
        <Toast.Close
          aria-label={copy.dismiss}
          className="inline-flex size-7 items-center justify-center rounded-md text-ink-mute hover:bg-hover hover:text-ink"
        >
          <Icon name="close" size={14} />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

/** Where messages appear: the lower right corner, above the selection bar. */
export function Toasts() {
  return (
    <Toast.Provider toastManager={toasts} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-28 z-[60] flex w-[min(24rem,calc(100vw-2rem))] flex-col outline-none">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}
