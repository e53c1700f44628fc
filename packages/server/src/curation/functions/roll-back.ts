import type { ScoringFunction } from "@pomona/contract/functions";
import { Problem } from "@pomona/contract/problems";
import type { Transaction } from "../../store/database.ts";
import {
  type Combination,
  type FunctionRecord,
  functionByName,
  listFunctionRecords,
  updateFunction,
} from "../../store/function-table.ts";
import { listSpaces } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { addVersion } from "./add-version.ts";
import { readCombination } from "./combinations.ts";
import { getFunction } from "./describe-function.ts";
import { requiredVersion } from "./required-version.ts";
import { startVersion } from "./score-function.ts";

/**
 * Makes a new version with the definition and the threshold of an old one: the same vectors and weights, nothing is
 * trained anew, so that its scores are the same to the bit. The version that serves goes on serving until it is scored.
 */
export async function rollBackFunction(
  workspace: Workspace,
  name: string,
  request: { version: number; note?: string | undefined; by: string },
): Promise<ScoringFunction & { job: string | null }> {
  const record = await workspace.database.write(
    async (tx) => {
      const latest = await functionByName(tx, name);
      const old = await requiredVersion(tx, latest, request.version);
      if (old.version === latest.version)
        throw new Problem("bad-request", {
          detail: `Version ${old.version} is the newest one of "${name}": there is nothing to roll back.${latest.kind === "combination" ? "" : " pomona function rescore scores it again."}`,
          fields: { version: old.version },
        });
      if (old.space !== null && !(await listSpaces(tx)).some((space) => space.id === old.space))
        throw new Problem("space-not-found", {
          detail: `The space of version ${old.version} was deleted, so it cannot be scored any more.`,
          fields: { version: old.version },
        });
      if (old.parameters.kind === "combination") await checkParts(tx, latest, old.parameters);
      const { space, anchors, parameters, vectors, trained, threshold } = old;
      const changed: FunctionRecord = { ...latest, threshold, updated: workspace.clock() };
      const note = request.note ?? `As version ${old.version}.`;
      await addVersion(workspace, tx, changed, { space, anchors, parameters, vectors, trained, by: request.by, note });
      await updateFunction(tx, changed);
      return changed;
    },
    { sharesCheckpoint: true },
  );
  const job = await startVersion(workspace, record);
  return { ...(await getFunction(workspace, record.name)), job };
}

/** Refuses what cannot be combined any more: a part was deleted, or is made of this function by now. */
async function checkParts(tx: Transaction, self: FunctionRecord, { operator, parts }: Combination): Promise<void> {
  const names = new Map((await listFunctionRecords(tx)).map(({ id, name }) => [id, name]));
  const named = parts.map(({ function: id, weight }) => {
    const name = names.get(id);
    if (name === undefined)
      throw new Problem("combination-unusable", "A function that the version was made of was deleted.");
    return { function: name, weight };
  });
  await readCombination(tx, { operator, parts: named }, self);
}
