const LEAST_CAPACITY = 1024;

/** Rows that may be among the best, with the upper bounds of their scores; columns that grow. */
export class Candidates {
  count = 0;
  segments = new Uint32Array(LEAST_CAPACITY);
  places = new Uint32Array(LEAST_CAPACITY);
  upper = new Float32Array(LEAST_CAPACITY);

  push(segment: number, place: number, upper: number): void {
    if (this.count === this.places.length) this.#grow();
    this.segments[this.count] = segment;
    this.places[this.count] = place;
    this.upper[this.count] = upper;
    this.count++;
  }

  /** Drops those that cannot reach `floor`, keeping the order of the others. */
  dropBelow(floor: number): void {
    let kept = 0;
    for (let i = 0; i < this.count; i++) if ((this.upper[i] as number) >= floor) this.#move(i, kept++);
    this.count = kept;
  }

  /** Takes out the `most` with the highest upper bounds, in the order they have here; ties beyond it stay. */
  takeBest(most: number): Candidates {
    if (this.count <= most) return this.takeAll();
    const sorted = this.upper.slice(0, this.count).sort();
    const least = sorted[this.count - most] as number;
    const best = new Candidates();
    let kept = 0;
    for (let i = 0; i < this.count; i++) {
      const upper = this.upper[i] as number;
      if (upper >= least && best.count < most) best.push(this.segments[i] as number, this.places[i] as number, upper);
      else this.#move(i, kept++);
    }
    this.count = kept;
    return best;
  }

  takeAll(): Candidates {
    const all = new Candidates();
    [all.segments, this.segments] = [this.segments, all.segments];
    [all.places, this.places] = [this.places, all.places];
    [all.upper, this.upper] = [this.upper, all.upper];
    [all.count, this.count] = [this.count, 0];
    return all;
  }

  #move(from: number, to: number): void {
    this.segments[to] = this.segments[from] as number;
    this.places[to] = this.places[from] as number;
    this.upper[to] = this.upper[from] as number;
  }

  #grow(): void {
    const length = this.places.length * 2;
    const { segments, places, upper } = this;
    this.segments = new Uint32Array(length);
    this.places = new Uint32Array(length);
    this.upper = new Float32Array(length);
    this.segments.set(segments);
    this.places.set(places);
    this.upper.set(upper);
  }
}
