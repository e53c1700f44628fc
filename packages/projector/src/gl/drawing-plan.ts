import type { DrawLists } from "../draw-lists.ts";
import { pointStyle } from "../point-style.ts";
import type { ClipBox } from "./view.ts";

/** Which points are drawn; the halo lies around the selected ones. */
export type PointList = keyof DrawLists | "halo";

/** Some points of a list, and how they are drawn. */
export interface PointsDraw {
  list: PointList;
  from: number;
  to: number;
  /** In device pixels. */
  diameter: number;
  opacity: number;
  /** Points within this box of clip space are left out: a picture lies there. */
  except?: ClipBox | undefined;
}

export interface PlanInput {
  counts: Record<keyof DrawLists, number>;
  /** Points of a square CSS pixel where the typical one lies: of all, and of those that are not dimmed. */
  density: { whole: number; passing: number };
  /** Device pixels per CSS pixel. */
  ratio: number;
  /** How many points may be drawn; fewer than there are: a fair sample of each list. */
  budget: number;
}

/** What is left of the opacity of a dimmed point, and the share of another colour in its own. */
export const DIMMED_OPACITY = 0.45;
export const DIMMED_MIXING = 0.65;
const SELECTED_TIMES = 1.4;
const SELECTED_SMALLEST_PX = 3;
const HALO_PX = 2;

/** What to draw in which order: dimmed points below, selected ones above all. A sample is drawn larger and less transparent. */
export function drawingPlan({ counts, density, ratio, budget }: PlanInput): PointsDraw[] {
  const total = counts.dimmed + counts.plain + 2 * counts.selected;
  const share = Math.min(1, budget / Math.max(1, total));
  const plain = pointStyle(density.passing * share);
  const dimmed = pointStyle(density.whole * share);
  const selectedPx = Math.max(SELECTED_SMALLEST_PX, plain.diameter * SELECTED_TIMES) * ratio;
  const draw = (list: PointList, count: number, diameter: number, opacity: number): PointsDraw => ({
    list,
    from: 0,
    to: Math.ceil(count * share),
    diameter,
    opacity,
  });
  return [
    draw("dimmed", counts.dimmed, dimmed.diameter * ratio, dimmed.opacity * DIMMED_OPACITY),
    draw("plain", counts.plain, plain.diameter * ratio, plain.opacity),
    draw("halo", counts.selected, selectedPx + HALO_PX * ratio, 0.9),
    draw("selected", counts.selected, selectedPx, 1),
  ].filter(({ to }) => to > 0);
}

/** Cuts the next `budget` points off a plan; gives them and leaves the rest. */
export function cutPlan(plan: readonly PointsDraw[], budget: number): { step: PointsDraw[]; rest: PointsDraw[] } {
  const [step, rest]: [PointsDraw[], PointsDraw[]] = [[], []];
  let left = budget;
  for (const draw of plan) {
    const taken = Math.min(left, draw.to - draw.from);
    left -= taken;
    if (taken > 0) step.push({ ...draw, to: draw.from + taken });
    if (draw.from + taken < draw.to) rest.push({ ...draw, from: draw.from + taken });
  }
  return { step, rest };
}

export const pointsOf = (plan: readonly PointsDraw[]): number => plan.reduce((sum, { from, to }) => sum + to - from, 0);
