import type { FunctionPart } from "@pomona/contract/function-versions";
import { Problem } from "@pomona/contract/problems";
import type { Sql } from "../../store/database.ts";
import { type FunctionRecord, type FunctionVersion, listFunctionRecords } from "../../store/function-table.ts";
import { listSpaces, type SpaceRecord } from "../../store/space-table.ts";
import { floatsToBytes } from "../../store/sql-values.ts";
import { PART_DELETED } from "../../store/why-unscored.ts";
import { anchorView, similarityView } from "./describe-function.ts";

/** What versions refer to by number, in one state of the catalog. */
export interface Referred {
  spaces: ReadonlyMap<number, SpaceRecord>;
  functions: ReadonlyMap<number, FunctionRecord>;
}

export const readReferred = async (sql: Pick<Sql, "all">): Promise<Referred> => ({
  spaces: new Map((await listSpaces(sql)).map((space) => [space.id, space])),
  functions: new Map((await listFunctionRecords(sql)).map((record) => [record.id, record])),
});

const base64 = (values: Float32Array): string => Buffer.from(floatsToBytes(values)).toString("base64");

/** A version as a file has it. Problem `space-not-found` or `combination-unusable` where what it is made on is gone. */
export function functionPart(
  { name, truth }: Pick<FunctionRecord, "name" | "truth">,
  version: FunctionVersion,
  { spaces, functions }: Referred,
): FunctionPart {
  const { parameters, trained, anchors, vectors } = version;
  const space = version.space === null ? null : spaces.get(version.space);
  if (space === undefined)
    throw new Problem("space-not-found", `The space of version ${version.version} of "${name}" was deleted.`);
  const dims = space?.dims ?? 0;
  return {
    name,
    kind: parameters.kind,
    version: version.version,
    space: space && { name: space.name, dims, model: space.model, fingerprint: space.fingerprint },
    anchors: anchors.map((anchor, place) => ({
      ...anchorView(anchor),
      vector: base64(vectors.subarray(place * dims, (place + 1) * dims)),
    })),
    parameters: similarityView(parameters),
    probe:
      parameters.kind === "probe" && trained
        ? {
            parameters: parameters.probe,
            weights: base64(trained.weights),
            bias: trained.bias,
            report: trained.report,
          }
        : null,
    combination:
      parameters.kind === "combination"
        ? {
            operator: parameters.operator,
            parts: parameters.parts.map(({ function: id, weight }) => {
              const part = functions.get(id);
              if (!part) throw new Problem("combination-unusable", PART_DELETED);
              return { function: part.name, weight };
            }),
          }
        : null,
    threshold: version.threshold,
    truth,
    note: version.note,
  };
}

/** A text that is equal for functions that give every vector the same score. */
export function definitionKey({ kind, space, anchors, parameters, probe, combination }: FunctionPart): string {
  if (kind === "combination") return JSON.stringify([kind, combination?.operator, combination?.parts]);
  const model = [kind, space?.fingerprint, space?.dims];
  if (kind === "probe") return JSON.stringify([model, probe?.weights, probe?.bias]);
  return JSON.stringify([
    model,
    parameters?.combine,
    parameters?.negativeWeight,
    anchors.map(({ sign, vector }) => [sign, vector]),
  ]);
}
