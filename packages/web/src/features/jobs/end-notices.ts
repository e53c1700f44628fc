import { copy } from "../../copy.ts";

const STORED_AS = "pomona.notify";

/** Whether the browser can tell of things while its tab is hidden. */
export const canNotify = (): boolean => "Notification" in globalThis && window.isSecureContext;

export const isNotifying = (): boolean => {
  try {
    return canNotify() && Notification.permission === "granted" && localStorage.getItem(STORED_AS) === "on";
  } catch {
    return false;
  }
};

/** Turns notices on (the browser asks the person, once) or off; says whether they are on. Only to be called on a click. */
export async function setNotifying(isOn: boolean): Promise<boolean> {
  if (!canNotify()) return false;
  const isGranted = isOn && (await Notification.requestPermission()) === "granted";
  try {
    localStorage.setItem(STORED_AS, isGranted ? "on" : "off");
  } catch {
    return false;
  }
  return isGranted;
}

/** Tells of a job's end outside of the page, where the person has asked for that and does not look at it. */
export function notifyEnd(job: { id: string; title: string }, text: string): void {
  if (!document.hidden || !isNotifying()) return;
  const notice = new Notification(copy.noticeTitle(job.title), { body: text, tag: job.id, icon: "/favicon.svg" });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
}
