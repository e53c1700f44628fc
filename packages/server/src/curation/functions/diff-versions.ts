import type { VersionDiff } from "@pomona/contract/function-versions";
import { isProblem, Problem } from "@pomona/contract/problems";
import { inTurns } from "../../config/give-turn.ts";
import { type FunctionVersion, functionByName, listFunctionRecords } from "../../store/function-table.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces } from "../../store/space-table.ts";
import type { Workspace } from "../workspace.ts";
import { anchorView } from "./describe-function.ts";
import { diffAnchors } from "./diff-anchors.ts";
import { requiredVersion } from "./required-version.ts";
import { versionColumn } from "./version-column.ts";

/** What changed from one version to another, `to` absent being the newest. Cost: a scan of the vectors for each that does not serve. */
export async function diffVersions(
  workspace: Workspace,
  name: string,
  numbers: { from: number; to?: number | undefined },
): Promise<VersionDiff> {
  const { from, to, names } = await readSnapshot(workspace.database, async (sql) => {
    const record = await functionByName(sql, name);
    if (numbers.to === undefined && numbers.from === record.version)
      throw new Problem("bad-request", {
        detail: `Version ${record.version} is the newest one of "${name}": compare an earlier one with it, or name the other one (--to; to over HTTP).`,
        fields: { version: record.version },
      });
    return {
      from: await requiredVersion(sql, record, numbers.from),
      to: await requiredVersion(sql, record, numbers.to ?? record.version),
      names: {
        spaces: new Map((await listSpaces(sql)).map((space) => [space.id, space.name])),
        functions: new Map((await listFunctionRecords(sql)).map((one) => [one.id, one.name])),
      },
    };
  });
  const { added, removed, flipped } = diffAnchors(from, to);
  return {
    from: from.version,
    to: to.version,
    added: added.map(anchorView),
    removed: removed.map(anchorView),
    flipped: flipped.map(anchorView),
    parameters: changesOf(figuresOf(from, names), figuresOf(to, names)),
    rows: await rowsBetween(workspace, from, to),
  };
}

interface Names {
  spaces: ReadonlyMap<number, string>;
  functions: ReadonlyMap<number, string>;
}

/** What else a version is and what was found of it, by name. */
function figuresOf({ parameters, space, threshold, trained }: FunctionVersion, names: Names): Record<string, unknown> {
  const { kind } = parameters;
  const figures = { kind, space: space === null ? null : (names.spaces.get(space) ?? null), threshold };
  if (kind === "similarity")
    return { ...figures, combine: parameters.combine, negativeWeight: parameters.negativeWeight };
  if (kind === "combination") {
    const parts = parameters.parts.map(({ function: id, weight }) => ({
      function: names.functions.get(id) ?? null,
      weight,
    }));
    return { ...figures, operator: parameters.operator, parts };
  }
  const { thresholds: _thresholds, ...report } = trained?.report ?? {};
  const asked = Object.entries(parameters.probe).map(([name, value]) => [`asked.${name}`, value]);
  const found = Object.entries(report).map(([name, value]) => [`trained.${name}`, value]);
  return { ...figures, ...Object.fromEntries([...asked, ...found]) };
}

function changesOf(before: Record<string, unknown>, after: Record<string, unknown>): VersionDiff["parameters"] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    names
      .map((name) => [name, { before: before[name] ?? null, after: after[name] ?? null }] as const)
      .filter(([, change]) => JSON.stringify(change.before) !== JSON.stringify(change.after)),
  );
}

/** Rows across the threshold of each version; null where one cannot be scored any more. */
async function rowsBetween(
  workspace: Workspace,
  from: FunctionVersion,
  to: FunctionVersion,
): Promise<VersionDiff["rows"]> {
  try {
    const before = await versionColumn(workspace, from);
    const after = await versionColumn(workspace, to);
    // In one space every row has both scores, but for those that arrived or went between the two reads.
    const isOfBoth = from.space !== null && from.space === to.space;
    return await countCrossing(
      { column: before, threshold: from.threshold },
      { column: after, threshold: to.threshold },
      isOfBoth,
    );
  } catch (error) {
    if (isProblem(error, "space-not-found") || isProblem(error, "combination-unusable")) return null;
    throw error;
  }
}

interface Side {
  column: Float32Array;
  threshold: number;
}

async function countCrossing(before: Side, after: Side, isOfBoth: boolean): Promise<NonNullable<VersionDiff["rows"]>> {
  // Stored scores are compared with the threshold as a float.
  const [low, next] = [Math.fround(before.threshold), Math.fround(after.threshold)];
  let [staying, entering, leaving] = [0, 0, 0];
  await inTurns(Math.max(before.column.length, after.column.length), (start, end) => {
    for (let row = start; row < end; row++) {
      const [was, is] = [before.column[row] ?? Number.NaN, after.column[row] ?? Number.NaN];
      if (isOfBoth && (Number.isNaN(was) || Number.isNaN(is))) continue;
      if (was >= low && is >= next) staying++;
      else if (is >= next) entering++;
      else if (was >= low) leaving++;
    }
  });
  return { above: { before: staying + leaving, after: staying + entering }, entering, leaving };
}
