import { type DensityGrid, densityGrid } from "./density.ts";
import { boundsOf } from "./map-bounds.ts";
import type { MapBox, PointColours, PointPlaces } from "./point-cloud.ts";
import { type SpreadOrder, spreadOrder } from "./spread-order.ts";

type Part = "places" | "colours" | "lists" | "density";

/** The points of a cloud and what was said of them. What the graphics processor holds is made from this, also after its context was lost. */
export class PointSet {
  x: Float32Array = new Float32Array(0);
  y: Float32Array = new Float32Array(0);
  order: SpreadOrder = spreadOrder(0);
  bounds: MapBox | null = null;
  colours: PointColours | null = null;
  mask: Uint8Array | null = null;
  selected: Uint8Array | null = null;
  shown: number | null = null;
  /** Grows with every change of a part. */
  readonly versions: Record<Part, number> = { places: 0, colours: 0, lists: 0, density: 0 };
  #whole: DensityGrid | null = null;
  #passing: { version: number; grid: DensityGrid | null } = { version: -1, grid: null };

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
    this.order = spreadOrder(x.length);
    this.bounds = boundsOf(x, y);
    this.#whole = null;
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

  /** Density of all points, whatever passes the filter; null without points. */
  wholeDensity(): DensityGrid | null {
    const { x, y, bounds } = this;
    if (!bounds) return null;
    this.#whole ??= densityGrid({ x, y, bounds, mask: null, shownCount: this.count });
    return this.#whole;
  }

  /** Density of the points that are shown and not dimmed. */
  passingDensity(): DensityGrid | null {
    const { x, y, bounds, mask, shownCount } = this;
    if (!bounds || (!mask && shownCount === this.count)) return this.wholeDensity();
    if (this.#passing.version !== this.versions.density)
      this.#passing = { version: this.versions.density, grid: densityGrid({ x, y, bounds, mask, shownCount }) };
    return this.#passing.grid;
  }
}

function joined(before: Float32Array, after: Float32Array): Float32Array {
  const all = new Float32Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  return all;
}
