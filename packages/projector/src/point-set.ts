import { boundsOf } from "./camera.ts";
import { type DensityGrid, densityGrid } from "./density.ts";
import { type DrawLists, drawLists } from "./draw-lists.ts";
import type { MapBox, PointColours, PointPlaces } from "./point-cloud.ts";
import { spreadOrder } from "./spread-order.ts";

const WHOLE = { sampleCount: 40_000, side: 128 };

/** Points looked at for a density grid, at most, and its cells a side. */
export interface DensityOptions {
  sampleCount: number;
  side: number;
}

type Part = "places" | "colours" | "lists" | "density";

/** The points of a cloud and what was said of them. What the graphics processor holds is made from this, also after its context was lost. */
export class PointSet {
  x: Float32Array = new Float32Array(0);
  y: Float32Array = new Float32Array(0);
  bounds: MapBox | null = null;
  colours: PointColours | null = null;
  mask: Uint8Array | null = null;
  selected: Uint8Array | null = null;
  shown: number | null = null;
  /** Grows with every change of a part. */
  readonly versions: Record<Part, number> = { places: 0, colours: 0, lists: 0, density: 0 };
  #whole: { version: number; typical: number } | null = null;
  #lists: { version: number; lists: DrawLists } | null = null;

  get count(): number {
    return this.x.length;
  }

  get shownCount(): number {
    return Math.min(this.count, this.shown ?? this.count);
  }

  setPlaces({ x, y }: PointPlaces): void {
    if (x.length !== y.length) throw new Error(`There are ${x.length} x and ${y.length} y of points.`);
    this.x = x;
    this.y = y;
    this.bounds = boundsOf({ x, y });
    for (const part of Object.keys(this.versions) as Part[]) this.versions[part]++;
  }

  addPlaces({ x, y }: PointPlaces): void {
    this.setPlaces({ x: joined(this.x, x), y: joined(this.y, y) });
  }

  setColours(colours: PointColours): void {
    this.colours = colours;
    this.versions.colours++;
  }

  setMask(bits: Uint8Array | null): void {
    this.mask = bits;
    this.versions.lists++;
    this.versions.density++;
  }

  setSelected(bits: Uint8Array | null): void {
    this.selected = bits;
    this.versions.lists++;
  }

  setShown(count: number | null): void {
    this.shown = count === null ? null : Math.max(0, Math.floor(count));
    this.versions.lists++;
    this.versions.density++;
  }

  /** Which points are drawn how; kept until something of it changes. */
  lists(): DrawLists {
    if (this.#lists?.version !== this.versions.lists)
      this.#lists = { version: this.versions.lists, lists: drawLists(this) };
    return this.#lists.lists;
  }

  /**
   * Density of the points that are shown and not dimmed, or of all that are shown where none passes; from a sample of
   * them. Null without points.
   */
  density(options: DensityOptions): DensityGrid | null {
    const { x, y, bounds } = this;
    if (!bounds) return null;
    const { plain, dimmed } = this.lists();
    const grid = densityGrid({ x, y, bounds, points: plain.length > 0 ? plain : dimmed, ...options });
    if (plain.length === this.count) this.#whole = { version: this.versions.places, typical: grid.typical };
    return grid;
  }

  /** `DensityGrid.typical` of all points, whatever passes the filter; from a sample. */
  wholeTypical(): number {
    const { x, y, bounds, count } = this;
    if (!bounds) return 0;
    if (this.#whole?.version !== this.versions.places) {
      const points = spreadOrder(count, Math.min(count, WHOLE.sampleCount));
      const { typical } = densityGrid({ x, y, bounds, points, ...WHOLE });
      this.#whole = { version: this.versions.places, typical: (typical * count) / points.length };
    }
    return this.#whole.typical;
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const all = new Float32Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}
