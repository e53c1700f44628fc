import type { Evaluation } from "@pomona/contract/evaluations";
import type { FunctionVersionView } from "@pomona/contract/function-versions";
import { type FunctionRecord, functionByName } from "../store/function-table.ts";
import { readSnapshot } from "../store/snapshot.ts";
import { listSpaces } from "../store/space-table.ts";
import { listVersionLines, type VersionLine } from "../store/version-lines.ts";
import type { Workspace } from "./workspace.ts";

/** Versions of a function, newest first. */
export const listVersions = ({ database }: Pick<Workspace, "database">, name: string): Promise<FunctionVersionView[]> =>
  readSnapshot(database, async (sql) => {
    const record = await functionByName(sql, name);
    const spaces = new Map((await listSpaces(sql)).map((space) => [space.id, space.name]));
    return (await listVersionLines(sql, record.id)).map((line) => versionView(record, line, spaces));
  });

function versionView(
  record: FunctionRecord,
  line: VersionLine,
  spaces: ReadonlyMap<number, string>,
): FunctionVersionView {
  const positives = line.anchors.filter(({ sign }) => sign === "+").length;
  return {
    version: line.version,
    kind: line.kind,
    space: line.space === null ? null : (spaces.get(line.space) ?? null),
    state: line.state,
    isServed: line.version === record.servedVersion,
    error: line.error,
    positives,
    negatives: line.anchors.length - positives,
    threshold: line.version === record.version ? record.threshold : line.threshold,
    note: line.note,
    by: line.by,
    created: line.created.toISOString(),
    completed: line.completed?.toISOString() ?? null,
    crossValidated: line.report?.averagePrecision ?? null,
    evaluated: line.evaluation && evaluatedView(line.evaluation),
  };
}

function evaluatedView({ rowsId, text }: NonNullable<VersionLine["evaluation"]>): FunctionVersionView["evaluated"] {
  const { figures } = JSON.parse(text) as Evaluation;
  return {
    averagePrecision: figures.averagePrecision,
    precision: figures.precision?.value ?? null,
    recall: figures.recall?.value ?? null,
    rowsId,
  };
}
