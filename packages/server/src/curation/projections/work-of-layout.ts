import { wantedLandmarks } from "@pomona/compute/projection/landmarks";
import type { JobStage } from "@pomona/contract/jobs";
import { layOutStage, type ProjectionParameters } from "@pomona/contract/projections";

/**
 * Microseconds a row on two cores, measured with 512 dimensions. They need not be right, only in proportion: how far a
 * layout is, and what time it still needs, is told by them.
 */
const READ_US = 30;
const NEIGHBOURS_US = 160;
const LAYOUT_US: Readonly<Record<ProjectionParameters["method"], number>> = { umap: 120, tsne: 1500, pca: 1 };
const PLACE_US = 200;
const CLUSTERS_US = 4;
const STORE_US = 3;
const NAMES_US = 3;
/** Whatever the number of rows: it is measured on a sample. */
const QUALITY_US = 800_000;

/** Share of the whole work at which each stage ends, for a number of rows. */
export function stageEnds(parameters: ProjectionParameters, rows: number): Readonly<Record<JobStage, number>> {
  const laidOut = Math.min(rows, wantedLandmarks(parameters, rows));
  const work: Record<JobStage, number> = {
    reduce: READ_US * rows,
    neighbours: NEIGHBOURS_US * laidOut,
    layout: LAYOUT_US[parameters.method] * laidOut,
    place: PLACE_US * (rows - laidOut),
    quality: QUALITY_US,
    clusters: CLUSTERS_US * rows,
    store: STORE_US * rows,
    names: NAMES_US * rows,
  };
  const total = layOutStage.options.reduce((sum, stage) => sum + work[stage], 0);
  const ends = { ...work };
  let done = 0;
  for (const stage of layOutStage.options) {
    done += work[stage];
    ends[stage] = done / total;
  }
  return ends;
}

/** The share of the whole work that is done when a share of a stage is. */
export function shareOfWork(ends: Readonly<Record<JobStage, number>>, stage: JobStage, share: number): number {
  const before = layOutStage.options[layOutStage.options.indexOf(stage) - 1];
  const start = before ? ends[before] : 0;
  return start + (ends[stage] - start) * share;
}
