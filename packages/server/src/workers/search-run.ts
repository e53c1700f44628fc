import type { CodeEngine } from "@pomona/compute/kernels/code-engine";
import { type CodeQuery, codeQuery } from "@pomona/compute/kernels/code-query";
import type { ScoreEngine } from "@pomona/compute/kernels/score-engine";
import { planScores, type ScorePlan } from "@pomona/compute/kernels/score-plan";
import { TopCollector } from "@pomona/compute/top-k";
import { damaged } from "../store/segment-file.ts";
import type { Owners } from "../store/vector-store.ts";
import { Candidates } from "./candidates.ts";
import type { ScanSegment, Search, SearchResult } from "./scan-task.ts";
import type { VectorReader } from "./vector-reader.ts";

/** Candidates that are scored before more are collected: bounds memory where bounds decide nothing (equal vectors). */
const MOST_CANDIDATES = 1 << 17;

/** Rows scored at a stretch; some milliseconds of work. */
const STRETCH_ROWS = 2048;

export interface SearchRunTools {
  dims: number;
  segments: ScanSegment[];
  owners: Owners;
  codes: CodeEngine;
  scores: ScoreEngine;
  reader: VectorReader;
}

/**
 * One search on one thread. Every live row under the mask ends in one of three ways: its upper bound is below a score
 * that k rows reach (`floor`), or it is scored from its float32 vector. So the k best of the scored ones are the k best.
 */
export class SearchRun {
  readonly query: CodeQuery;
  /** Rows of the block under the mask; `places[0..count)`. */
  readonly places: Uint32Array;
  count = 0;
  rowCount = 0;
  scoredCount = 0;
  readonly #tools: SearchRunTools;
  readonly #search: Search;
  readonly #plan: ScorePlan;
  readonly #best: TopCollector;
  /** Lower bounds of the rows looked at: the k-th of them is a floor. */
  readonly #lower: TopCollector;
  #candidates = new Candidates();
  /** Being scored, from `#next` on. */
  #scoring = new Candidates();
  #next = 0;
  readonly #bits = new Int32Array(1);
  readonly #floats = new Float32Array(this.#bits.buffer);
  readonly #shared: Int32Array<SharedArrayBuffer>;
  readonly #slot: number;

  /** `shared[slot]` is the floor of all threads that run the search, as bits of a float32. */
  constructor(tools: SearchRunTools, search: Search, shared: Int32Array<SharedArrayBuffer>, slot: number) {
    this.#tools = tools;
    this.#search = search;
    this.query = codeQuery(search.scorer);
    this.places = new Uint32Array(tools.codes.positions.length);
    this.#plan = planScores([search.scorer]);
    this.#best = new TopCollector(search.k);
    this.#lower = new TopCollector(search.k);
    this.#shared = shared;
    this.#slot = slot;
  }

  /** Finds the live rows under the mask among `length` places from `first`. */
  findPlaces(segment: ScanSegment, first: number, length: number): void {
    const { rows, id } = segment;
    const { owners } = this.#tools;
    const { mask } = this.#search;
    const places = this.places;
    let count = 0;
    for (let place = first; place < first + length; place++) {
      // Where ordinals follow each other, eight that are not under the mask are passed over at once.
      if (mask !== null && (rows[place] as number) % 8 === 0 && mask[(rows[place] as number) >>> 3] === 0) {
        const next = place + 7;
        if (next < first + length && rows[next] === (rows[place] as number) + 7) {
          place = next;
          continue;
        }
      }
      const row = rows[place] as number;
      if (owners[row] !== id) continue;
      if (mask !== null && (((mask[row >>> 3] ?? 0) >>> (row & 7)) & 1) === 0) continue;
      places[count++] = place;
    }
    this.count = count;
    this.rowCount += count;
  }

  /** Takes in the block of codes that is loaded, whose first row is at place `first` of the segment. */
  lookAt(segmentIndex: number, first: number, rowCount: number): void {
    const { codes } = this.#tools;
    for (let i = 0; i < this.count; i++) codes.positions[i] = (this.places[i] as number) - first;
    const kept = codes.select(this.query, rowCount, this.count, this.#floor());
    for (let i = 0; i < kept; i++) {
      const place = this.places[codes.kept[i] as number] as number;
      this.#candidates.push(segmentIndex, place, codes.upper[i] as number);
      this.#lower.push(place, codes.lower[i] as number);
    }
    this.#raiseFloor(this.#lower.floor());
    if (this.#candidates.count < MOST_CANDIDATES) return;
    this.#candidates.dropBelow(this.#floor());
    if (this.#candidates.count < MOST_CANDIDATES / 2) return;
    const pile = this.#candidates.takeAll();
    this.#scoreRange(pile, 0, pile.count);
  }

  /** Scores the rows found in a block without looking at codes. */
  scorePlaces(segmentIndex: number): void {
    this.#scoreRun(segmentIndex, this.places, 0, this.count);
    this.#raiseFloor(this.#best.floor());
  }

  /** Scores a stretch of the candidates; false when none is left. First those with the best bounds, which raise the floor for the rest. */
  refine(): boolean {
    if (this.#next >= this.#scoring.count) {
      this.#candidates.dropBelow(this.#floor());
      if (this.#candidates.count === 0) return false;
      const most = this.scoredCount < 2 * this.#search.k ? Math.max(256, 2 * this.#search.k) : this.#candidates.count;
      this.#scoring = this.#candidates.takeBest(most);
      this.#next = 0;
    }
    const end = Math.min(this.#scoring.count, this.#next + STRETCH_ROWS);
    this.#scoreRange(this.#scoring, this.#next, end);
    this.#next = end;
    return true;
  }

  result(): SearchResult["rankings"][number] {
    return { ranked: this.#best.result(), rowCount: this.rowCount, scoredCount: this.scoredCount };
  }

  /** Scores candidates that may still be among the best; runs of a segment are read in order. */
  #scoreRange(candidates: Candidates, from: number, end: number): void {
    const floor = this.#floor();
    const places = new Uint32Array(end - from);
    for (let i = from; i < end; ) {
      const segment = candidates.segments[i] as number;
      let count = 0;
      for (; i < end && candidates.segments[i] === segment; i++)
        if ((candidates.upper[i] as number) >= floor) places[count++] = candidates.places[i] as number;
      // A thread claims blocks in order, so places rise but where it came to the segment again.
      this.#scoreRun(segment, places, 0, count);
    }
    this.#raiseFloor(this.#best.floor());
  }

  #scoreRun(segmentIndex: number, places: Uint32Array, from: number, end: number): void {
    const { dims, segments, scores: engine, reader } = this.#tools;
    const segment = segments[segmentIndex] as ScanSegment;
    for (let at = from; at < end; ) {
      const loaded = reader.load(segment, dims, places, at, end);
      engine.run(this.#plan, engine.blockAddress, loaded, (_, start, stop) => {
        for (let i = start; i < stop; i++) {
          const row = segment.rows[places[at + i] as number] as number;
          const score = engine.scores[i] as number;
          if (!(score >= 0)) throw damaged(segment.path, `the vector of row ${row} has a value that is not finite`);
          this.#best.push(row, score);
        }
      });
      at += loaded;
      this.scoredCount += loaded;
    }
  }

  #floor(): number {
    this.#bits[0] = Atomics.load(this.#shared, this.#slot);
    return this.#floats[0] as number;
  }

  /** Floors are >= 0, so their bits are in the same order. */
  #raiseFloor(floor: number): void {
    if (!(floor > 0)) return;
    this.#floats[0] = floor;
    const bits = this.#bits[0] as number;
    for (let known = Atomics.load(this.#shared, this.#slot); known < bits; ) {
      const before = Atomics.compareExchange(this.#shared, this.#slot, known, bits);
      if (before === known) return;
      known = before;
    }
  }
}
