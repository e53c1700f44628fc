import { pause } from "@pomona/sdk/pause";
import { useSyncExternalStore } from "react";
import { api } from "../../api/client.ts";
import { type UploadFile, UploadSession, type UploadState } from "./upload-session.ts";

/** The files that are being sent: one upload at a time, which goes on while other pages are looked at. */
interface CurrentUpload {
  session: UploadSession;
  paths: string[];
}

let current: CurrentUpload | null = null;
const listeners = new Set<() => void>();

const isOpen = (): boolean => {
  const phase = current?.session.state().phase;
  return phase === "sending" || phase === "waiting";
};

const warn = (event: BeforeUnloadEvent): void => {
  if (isOpen()) event.preventDefault();
};

function change(next: CurrentUpload | null): void {
  current = next;
  if (next) window.addEventListener("beforeunload", warn);
  else window.removeEventListener("beforeunload", warn);
  for (const listener of listeners) listener();
}

/** Begins to send files; what was being sent before is given up. */
export function startUpload(files: readonly UploadFile[]): void {
  void forgetUpload();
  const session = new UploadSession(files, { client: api, pause });
  session.subscribe(() => {
    for (const listener of listeners) listener();
  });
  change({ session, paths: files.map(({ path }) => path) });
  void session.run();
}

/** Gives up what is sent, and removes it from the server. */
export async function forgetUpload(): Promise<void> {
  const before = current;
  change(null);
  await before?.session.cancel();
}

/** Lets go of an upload that an import has taken over. */
export const releaseUpload = (): void => change(null);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useCurrentUpload(): { upload: CurrentUpload | null; state: UploadState | null } {
  const upload = useSyncExternalStore(subscribe, () => current);
  const state = useSyncExternalStore(subscribe, () => current?.session.state() ?? null);
  return { upload, state };
}
