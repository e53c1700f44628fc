import type { CompiledScorer } from "@pomona/compute/scorer";
import { probeParameters } from "@pomona/contract/probes";
import type { StoredAnchor } from "../../store/function-table.ts";
import { compileTrained } from "../functions/compile-version.ts";
import { trainVersion } from "../functions/train-probe.ts";
import { compileAnchors } from "../queries/similarity.ts";
import type { Workspace } from "../workspace.ts";
import { type AnchorRows, negativesOf, positivesOf } from "./proposal-anchors.ts";
import type { ProposalRows } from "./proposal-rows.ts";
import { type Separation, separateRows } from "./separate-rows.ts";

/** Groups whose scores are worked out in one scan: four megabytes each for a million rows. */
const SCANNED_TOGETHER = 8;
const EXAMPLES = 12;

/** A group as the probe sees it that would be trained on its anchors. Rows are ordinals. */
export interface MeasuredGroup {
  group: Uint32Array;
  positives: Uint32Array;
  negatives: Uint32Array;
  examples: Uint32Array;
  threshold: number;
  rows: number;
  others: number;
  lift: number;
}

/**
 * Chooses anchors of each group, trains on them the probe that creating the function would train, and measures it over
 * every row. Cost: two scans of the vectors for eight groups, and up to a second of training for each.
 */
export async function measureProposals(
  workspace: Workspace,
  rows: ProposalRows,
  groups: readonly Uint32Array[],
  { signal }: { signal: AbortSignal },
): Promise<MeasuredGroup[]> {
  const measured: MeasuredGroup[] = [];
  for (let start = 0; start < groups.length; start += SCANNED_TOGETHER)
    measured.push(...(await measureSome(workspace, rows, groups.slice(start, start + SCANNED_TOGETHER), signal)));
  return measured;
}

async function measureSome(
  workspace: Workspace,
  rows: ProposalRows,
  groups: readonly Uint32Array[],
  signal: AbortSignal,
): Promise<MeasuredGroup[]> {
  const { space } = rows;
  const positives = await Promise.all(groups.map((group) => positivesOf(workspace, space, group)));
  const middles = positives.map(({ rows: of, vectors }) =>
    compileAnchors(
      vectors,
      Array.from(of, () => "+" as const),
      space.dims,
      { combine: "centroid", negativeWeight: 0 },
    ),
  );
  const likeness = await scan(workspace, rows, middles, signal);
  const anchors: { positives: AnchorRows; negatives: AnchorRows }[] = [];
  const probes: CompiledScorer[] = [];
  for (const [i, group] of groups.entries()) {
    const own = positives[i] as AnchorRows;
    const scores = likeness[i] as Float32Array;
    const { threshold } = await separate(rows, scores, { group, anchors: own.rows });
    const negatives = await negativesOf(workspace, space, { scores, threshold, others: rows.others });
    anchors.push({ positives: own, negatives });
    probes.push(await trainProbeOf(workspace, rows, { positives: own, negatives }, signal));
  }
  const columns = await scan(workspace, rows, probes, signal);
  const measured: MeasuredGroup[] = [];
  for (const [i, group] of groups.entries()) {
    const { positives: own, negatives } = anchors[i] as (typeof anchors)[number];
    const found = await separate(rows, columns[i] as Float32Array, { group, anchors: own.rows });
    measured.push({
      group,
      positives: own.rows,
      negatives: negatives.rows,
      examples: group.slice(0, EXAMPLES),
      threshold: found.threshold,
      rows: found.rows,
      others: found.others,
      lift: liftOf(rows, found, own.rows.length),
    });
  }
  return measured;
}

function scan(
  workspace: Workspace,
  { space }: ProposalRows,
  scorers: CompiledScorer[],
  signal: AbortSignal,
): Promise<Float32Array[]> {
  return workspace.vectors.score(workspace.live.target(space.id, space.dims), scorers, { signal });
}

function separate(
  rows: ProposalRows,
  scores: Float32Array,
  { group, anchors }: { group: Uint32Array; anchors: Uint32Array },
): Promise<Separation> {
  const known = new Set(anchors);
  return separateRows(scores, {
    selected: rows.selected,
    others: rows.others,
    members: group.filter((row) => !known.has(row)),
    weight: rows.selectedCount / rows.drawn.selected.length,
    anchors: known,
  });
}

/** The share of the selection among rows that reach the threshold, over its share among all; anchors not counted. */
function liftOf({ selectedCount, otherCount }: ProposalRows, { held, others }: Separation, anchors: number): number {
  if (held === 0) return 0;
  const rest = selectedCount - anchors;
  return held / (held + others) / (rest / (rest + otherCount));
}

async function trainProbeOf(
  workspace: Workspace,
  { space }: ProposalRows,
  { positives, negatives }: { positives: AnchorRows; negatives: AnchorRows },
  signal: AbortSignal,
): Promise<CompiledScorer> {
  const keys = await workspace.keys.keysOf([...positives.rows, ...negatives.rows]);
  const anchorOf = (row: number, sign: "+" | "-"): StoredAnchor => ({
    sign,
    kind: "row",
    key: keys.get(row) ?? null,
    text: null,
  });
  const vectors = new Float32Array(positives.vectors.length + negatives.vectors.length);
  vectors.set(positives.vectors);
  vectors.set(negatives.vectors, positives.vectors.length);
  const anchors = [
    ...Array.from(positives.rows, (row) => anchorOf(row, "+")),
    ...Array.from(negatives.rows, (row) => anchorOf(row, "-")),
  ];
  const probe = probeParameters.parse({});
  const trained = await trainVersion(workspace, { space, anchors, vectors, parameters: probe }, signal);
  return compileTrained(trained, space);
}
