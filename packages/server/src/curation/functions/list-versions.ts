import type { FunctionVersionView } from "@pomona/contract/function-versions";
import type { Sql } from "../../store/database.ts";
import type { StoredEvaluation } from "../../store/evaluation-table.ts";
import {
  type FunctionRecord,
  functionByName,
  listFunctionRecords,
  type VersionParameters,
} from "../../store/function-table.ts";
import { type ServedPart, servedParts, servedSince } from "../../store/score-origins.ts";
import { readSnapshot } from "../../store/snapshot.ts";
import { listSpaces } from "../../store/space-table.ts";
import { listVersionLines, type VersionLine } from "../../store/version-lines.ts";
import { PART_DELETED } from "../../store/why-unscored.ts";
import { partIdsOf } from "../evaluations/evaluated-versions.ts";
import { isCurrent } from "../evaluations/evaluations.ts";
import type { Workspace } from "../workspace.ts";
import { combinationsById } from "./combinations.ts";

/** Versions of a function, newest first. */
export const listVersions = ({ database }: Pick<Workspace, "database">, name: string): Promise<FunctionVersionView[]> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const spaces = new Map((await listSpaces(sql)).map((space) => [space.id, space.name]));
    const canScore = await scorable(sql);
    const views: FunctionVersionView[] = [];
    for (const line of await listVersionLines(sql, record.id)) {
      const ids = partIdsOf(line.parameters);
      const now = { parts: await servedParts(sql, ids), since: await servedSince(sql, ids) };
      views.push(versionView(record, line, { spaces, now, isBroken: !canScore(line.parameters) }));
    }
    return views;
  });

/** Tells of parameters whether the parts that they need are there, also those of their parts. */
async function scorable(sql: Sql): Promise<(parameters: VersionParameters) => boolean> {
  const known = new Set((await listFunctionRecords(sql)).map(({ id }) => id));
  const combinations = await combinationsById(sql);
  const canScore = (parameters: VersionParameters): boolean => {
    if (parameters.kind !== "combination") return true;
    const can = parameters.parts.map(({ function: id }) => {
      const below = combinations.get(id);
      return known.has(id) && (below === undefined || canScore(below));
    });
    return parameters.operator === "or" ? can.includes(true) : !can.includes(false);
  };
  return canScore;
}

/** Of what a version is made of: the versions that serve, and since when. */
interface Now {
  parts: ServedPart[];
  since: Date | null;
}

function versionView(
  record: FunctionRecord,
  line: VersionLine,
  { spaces, now, isBroken }: { spaces: ReadonlyMap<number, string>; now: Now; isBroken: boolean },
): FunctionVersionView {
  const positives = line.anchors.filter(({ sign }) => sign === "+").length;
  return {
    version: line.version,
    kind: line.parameters.kind,
    space: line.space === null ? null : (spaces.get(line.space) ?? null),
    state: isBroken ? "failed" : line.state,
    isServed: line.version === record.servedVersion && !isBroken,
    error: isBroken ? PART_DELETED : line.error,
    positives,
    negatives: line.anchors.length - positives,
    threshold: line.version === record.version ? record.threshold : line.threshold,
    note: line.note,
    by: line.by,
    created: line.created.toISOString(),
    completed: line.completed?.toISOString() ?? null,
    crossValidated: line.report?.averagePrecision ?? null,
    evaluated: line.evaluation && evaluatedView(line.evaluation, now),
  };
}

function evaluatedView(
  { rowsId, text }: NonNullable<VersionLine["evaluation"]>,
  now: Now,
): FunctionVersionView["evaluated"] {
  const evaluation = JSON.parse(text) as StoredEvaluation;
  const { figures } = evaluation;
  return {
    averagePrecision: figures.averagePrecision,
    precision: figures.precision?.value ?? null,
    recall: figures.recall?.value ?? null,
    rowsId,
    isOutdated: !isCurrent(evaluation, now),
  };
}
