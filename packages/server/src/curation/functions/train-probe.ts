import type { ProbeParameters } from "@pomona/contract/probes";
import { Problem } from "@pomona/contract/problems";
import type { StoredAnchor, StoredProbe } from "../../store/function-table.ts";
import type { SpaceRecord } from "../../store/space-table.ts";
import { wasAsked } from "../reviews/draft-anchors.ts";
import type { Workspace } from "../workspace.ts";
import { ordinalsByKey } from "./anchors.ts";
import { drawBackground } from "./draw-background.ts";

/** Anchors with their vectors, in a space. */
export interface Trainable {
  space: SpaceRecord;
  anchors: readonly StoredAnchor[];
  /** anchors.length * dims float32, unit vectors. */
  vectors: Float32Array;
  parameters: ProbeParameters;
}

/**
 * Trains a probe on anchors and random rows of the space as it is today, anchors among them: these tell how many of its
 * class are known. The same bytes for the same anchors, parameters and rows. About a second. Problem `no-positive-anchor`,
 * or `no-evidence` where there is neither a negative nor another row.
 */
export async function trainVersion(
  workspace: Pick<Workspace, "vectors" | "live" | "keys" | "database" | "training">,
  { space, anchors, vectors, parameters }: Trainable,
  signal?: AbortSignal,
): Promise<StoredProbe> {
  const isPositive = Uint8Array.from(anchors, ({ sign }) => (sign === "+" ? 1 : 0));
  const isAsked = Uint8Array.from(anchors, ({ why }) => (wasAsked(why) ? 1 : 0));
  if (!isPositive.includes(1))
    throw new Problem("no-positive-anchor", "A probe needs at least one positive anchor to learn from.");
  const target = workspace.live.target(space.id, space.dims);
  const { backgroundRows: count, seed } = parameters;
  const ordinals = await drawBackground(target.owners, { count, seed });
  if (!isPositive.includes(0) && !(await hasOthers(workspace, { space, anchors, ordinals })))
    throw new Problem(
      "no-evidence",
      `There is nothing to tell the positive anchors from: no negative anchor is given, and ${
        count === 0 ? "no random rows are to be taken" : `the space "${space.name}" has no rows but the anchors`
      }. Give a negative anchor${count === 0 ? ", or let random rows be taken." : "."}`,
    );
  signal?.throwIfAborted();
  const background =
    ordinals.length > 0 ? (await workspace.vectors.read(target, ordinals)).vectors : new Float32Array(0);
  const trained = await workspace.training.train(
    { dims: space.dims, anchors: vectors.slice(), isPositive, isAsked, background },
    {
      seed,
      regularisation: parameters.regularisation,
      backgroundWeight: parameters.backgroundWeight,
      targets: { precisions: [parameters.precision], recalls: [parameters.recall] },
    },
  );
  signal?.throwIfAborted();
  return trained;
}

/** Whether some of the rows that were drawn are no anchors. */
async function hasOthers(
  workspace: Pick<Workspace, "keys" | "database" | "live">,
  { space, anchors, ordinals }: Pick<Trainable, "space" | "anchors"> & { ordinals: Uint32Array },
): Promise<boolean> {
  const keys = anchors.flatMap(({ key }) => (key === null ? [] : [key]));
  if (ordinals.length > keys.length) return true;
  const known = new Set((await ordinalsByKey(workspace, space, keys)).values());
  return ordinals.some((ordinal) => !known.has(ordinal));
}

const DEFAULT_PROBE_THRESHOLD = 0.5;
/**
 * Of a probe with too few positives for folds: what one random row in a hundred reaches. On 10 classes of banking77 one to
 * four positives gave an F1 of .34, .45, .49 and .53 on the other rows with it (.07, .16, .23 and .30 with 0.5), and the best
 * threshold of all .40 to .57; five gave .45.
 */
const FEW_EXAMPLES_THRESHOLD = 0.1;

/** The threshold of a probe that was given none: the one suggested for best F1, where there is one. */
export function thresholdOf({ report }: StoredProbe): number {
  const suggested = report.thresholds.find(({ aim }) => aim === "best-f1")?.threshold ?? null;
  if (suggested !== null) return suggested;
  return report.calibration.method === "prior" && report.backgroundRows > 0
    ? FEW_EXAMPLES_THRESHOLD
    : DEFAULT_PROBE_THRESHOLD;
}
