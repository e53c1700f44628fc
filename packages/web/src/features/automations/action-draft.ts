import type { Automation, CreateAutomationRequest } from "@pomona/contract/automations";

type AskedAction = CreateAutomationRequest["action"];

/** What the form of an action holds: the fields of every kind, so that none is lost when another kind is looked at. */
export interface ActionDraft {
  kind: AskedAction["kind"];
  tag: string;
  slice: string;
  project: string;
  batch: string;
  group: "day" | "all";
  /** Empty: no cap. */
  dailyCap: string;
  url: string;
  /** Empty: one is made, or stays. */
  secret: string;
  rowsPerCall: string;
  /** As it is: the owner alone can allow it, and a browser is never the owner. */
  allowPrivate: boolean;
}

export const NEW_ACTION: ActionDraft = {
  kind: "tag",
  tag: "",
  slice: "",
  project: "",
  batch: "",
  group: "day",
  dailyCap: "",
  url: "",
  secret: "",
  rowsPerCall: "1000",
  allowPrivate: false,
};

export function draftOf(action: Automation["action"]): ActionDraft {
  if (action.kind === "tag" || action.kind === "review") return { ...NEW_ACTION, ...action };
  if (action.kind === "batch") return { ...NEW_ACTION, ...action, dailyCap: String(action.dailyCap ?? "") };
  const { url, allowPrivate } = action;
  return { ...NEW_ACTION, kind: "webhook", url, allowPrivate, rowsPerCall: String(action.rowsPerCall) };
}

/** The action that a form asks for; null while something it needs is missing or cannot be. */
export function actionOf(draft: ActionDraft): AskedAction | null {
  const { kind, slice, group, allowPrivate } = draft;
  const [tag, project, batch, url] = [draft.tag, draft.project, draft.batch, draft.url].map((text) => text.trim());
  if (kind === "tag") return tag ? { kind, tag } : null;
  if (kind === "review") return slice ? { kind, slice } : null;
  if (kind === "batch") {
    const dailyCap = draft.dailyCap.trim() === "" ? null : wholeNumber(draft.dailyCap, 1_000_000);
    return project && batch && dailyCap !== undefined ? { kind, project, batch, group, dailyCap } : null;
  }
  const rowsPerCall = wholeNumber(draft.rowsPerCall, 10_000);
  if (!url || !isWebAddress(url) || rowsPerCall === undefined) return null;
  if (draft.secret !== "" && draft.secret.length < LEAST_SECRET) return null;
  return { kind, url, rowsPerCall, allowPrivate, ...(draft.secret ? { secret: draft.secret } : {}) };
}

export const LEAST_SECRET = 8;

function wholeNumber(text: string, most: number): number | undefined {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
}

export function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text).protocol);
  } catch {
    return false;
  }
}
