/** How points are drawn: diameter in CSS pixels, opacity 0 to 1, and how many points cover a place where they are typically dense. */
export interface PointStyle {
  diameter: number;
  opacity: number;
  coverage: number;
}

const SMALLEST = 1.5;
const LARGEST = 7;
/** Share of the ground that points should cover where they are typically dense. */
const IDEAL_COVERAGE = 0.35;
/** What points that lie above each other should hide of the ground. */
const OPAQUE = 0.9;
/** Below this, eight-bit blending loses colours. */
const FAINTEST = 0.16;
/** Points would cover each other: contours of their density help. */
const CROWDED = 1.2;

/** Size and opacity for points of which `density` lie on a square CSS pixel where the typical point lies. */
export function pointStyle(density: number): PointStyle {
  const ideal = Math.sqrt((IDEAL_COVERAGE * 4) / (Math.PI * Math.max(density, 1e-12)));
  const diameter = Math.min(LARGEST, Math.max(SMALLEST, ideal));
  const coverage = density * diameter * diameter;
  // n layers of opacity a hide 1 - (1 - a)^n of the ground.
  const opacity = coverage > 1 ? 1 - (1 - OPAQUE) ** (1 / coverage) : OPAQUE;
  return { diameter, opacity: Math.max(FAINTEST, opacity), coverage };
}

/** How strongly contours are drawn when left to the density: 0 where points stand apart, 1 where they cover each other. */
export const contourStrength = (coverage: number): number =>
  Math.min(1, Math.max(0, (Math.log2(Math.max(coverage, 1e-9)) - Math.log2(CROWDED)) / 1.5));
