import { randomBytes } from "node:crypto";
import type { AutomationAction } from "@pomona/contract/automations";
import { Problem } from "@pomona/contract/problems";
import { urlRefusal } from "../../media/checked-address.ts";
import type { StoredAction } from "../../store/automation-table.ts";
import type { Transaction } from "../../store/database.ts";
import { sliceByName } from "../../store/slice-table.ts";
import { ensureProject } from "../projects.ts";
import type { Workspace } from "../workspace.ts";

const SECRET_BYTES = 32;

/**
 * Refuses a webhook whose address is private or holds a password (Problem `url-refused`), and, from anyone but the owner, one
 * that may be private (`owner-only`). A name that cannot be looked up now is taken: it is looked up at each call.
 */
export async function checkAction(action: AutomationAction, { isOwner }: { isOwner: boolean }): Promise<void> {
  if (action.kind !== "webhook") return;
  if (action.allowPrivate && !isOwner)
    throw new Problem(
      "owner-only",
      "Only the owner of the data directory can let a webhook call private addresses: run pomona automation on this machine with --allow-private.",
    );
  const { username, password } = new URL(action.url);
  if (username || password)
    throw new Problem("url-refused", {
      detail:
        "The address has a user or a password in it, which lists of automations and of calls would show. Leave them out; each call is signed with the secret.",
      fields: { url: action.url.replace(/\/\/[^/]*@/, "//…@") },
    });
  const refusal = await urlRefusal(action.url, action);
  if (refusal === null) return;
  throw new Problem("url-refused", {
    detail: `The webhook cannot be called: ${refusal} The owner of the data directory can allow private addresses for it (--allow-private).`,
    fields: { url: action.url },
  });
}

/**
 * An action as it is kept: with a secret, which a webhook that is changed keeps, and with the project it sends rows to. Gives
 * the secret where it was made here. Problem `slice-not-found`.
 */
export async function actionToStore(
  workspace: Pick<Workspace, "clock">,
  tx: Transaction,
  action: AutomationAction,
  before: StoredAction | null,
): Promise<{ action: StoredAction; secret: string | null }> {
  if (action.kind === "review") await sliceByName(tx, action.slice);
  if (action.kind === "batch") await ensureProject(tx, action.project, workspace.clock());
  if (action.kind !== "webhook") return { action, secret: null };
  const kept = action.secret ?? (before?.kind === "webhook" ? before.secret : undefined);
  const secret = kept ?? randomBytes(SECRET_BYTES).toString("base64url");
  return { action: { ...action, secret }, secret: kept === undefined ? secret : null };
}
