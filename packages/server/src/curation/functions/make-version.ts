import { probeParameters } from "@pomona/contract/probes";
import type {
  Combination,
  FunctionVersion,
  StoredAnchor,
  StoredProbe,
  VersionParameters,
} from "../../store/function-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { compileChecked } from "../queries/similarity.ts";
import type { Workspace } from "../workspace.ts";
import { thresholdOf, trainVersion } from "./train-probe.ts";

/** What a new version is made of. */
export type NewVersion = Pick<
  FunctionVersion,
  "space" | "anchors" | "parameters" | "vectors" | "trained" | "by" | "note"
>;

/** A version to be, its anchors looked up in its space. */
export interface Definition {
  space: SpaceRecord;
  anchors: StoredAnchor[];
  vectors: Float32Array;
  parameters: Exclude<VersionParameters, Combination>;
  by: string | null;
  note: string | null;
}

/** Makes a version ready to score: checks that its anchors can be combined, or trains its probe. */
export async function makeVersion(
  workspace: Workspace,
  { space, ...version }: Definition,
  signal?: AbortSignal,
): Promise<NewVersion> {
  const { parameters, anchors, vectors } = version;
  let trained: StoredProbe | null = null;
  if (parameters.kind === "probe")
    trained = await trainVersion(workspace, { space, anchors, vectors, parameters: parameters.probe }, signal);
  else compileChecked(vectors, anchors, space, parameters);
  return { ...version, space: space.id, trained };
}

/** A version of a combination: it has neither anchors nor scores of its own. */
export const combinedVersion = (
  parameters: Combination,
  { by, note }: Pick<NewVersion, "by" | "note">,
): NewVersion => ({ space: null, anchors: [], vectors: new Float32Array(0), trained: null, parameters, by, note });

const DEFAULT_THRESHOLD = 0.8;

/** The threshold of a function that was given none. */
export const defaultThreshold = ({ trained }: Pick<NewVersion, "trained">): number =>
  trained ? thresholdOf(trained) : DEFAULT_THRESHOLD;

/** Of a similarity function that was given none. */
export const DEFAULT_LIKENESS = { combine: "nearest", negativeWeight: 0.5 } as const;

/** Of a probe that was given none. */
export const defaultProbe = (): ReturnType<typeof probeParameters.parse> => probeParameters.parse({});
