import { createKernelMemory } from "@pomona/compute/kernels/kernels";
import { blockRows, ENGINE_BYTES, ScoreEngine } from "@pomona/compute/kernels/score-engine";
import { planScores, type ScorePlan } from "@pomona/compute/kernels/score-plan";
import { TopCollector } from "@pomona/compute/top-k";
import { damaged } from "../store/segment-file.ts";
import { ScanFiles } from "./scan-files.ts";
import type { ReadTask, ScanPiece, ScanTask, TaskResult, WorkerTask } from "./scan-task.ts";

/** A task under way on this thread. */
export interface RunningTask {
  task: WorkerTask;
  /** Does one block; false when none is left. */
  step(): boolean;
  result(): TaskResult;
}

/** Scores and reads segments on the thread that calls it. Owns its files and its kernel memory (5 MB). */
export class ScanRunner {
  readonly files = new ScanFiles();
  readonly #engine = new ScoreEngine(createKernelMemory(ENGINE_BYTES), 0);

  start(task: WorkerTask): RunningTask {
    return task.kind === "scan" ? this.#scan(task) : this.#read(task);
  }

  close(): void {
    this.files.close();
  }

  #scan(task: ScanTask): RunningTask {
    const plan = planScores(task.scorers);
    const top = new TopCollector(task.k);
    let rowCount = 0;
    return {
      task,
      step: () => {
        const block = Atomics.add(task.control, 0, 1) * 3;
        if (block >= task.blocks.length || Atomics.load(task.control, 1) !== 0) return false;
        const piece = task.pieces[task.blocks[block] as number] as ScanPiece;
        rowCount += this.#block(
          task,
          plan,
          top,
          piece,
          task.blocks[block + 1] as number,
          task.blocks[block + 2] as number,
        );
        return true;
      },
      result: () => ({ kind: "scan", ranked: top.result(), rowCount }),
    };
  }

  #block(task: ScanTask, plan: ScorePlan, top: TopCollector, piece: ScanPiece, first: number, length: number): number {
    const { block, blockAddress, positions, scores } = this.#engine;
    const { owners, mask, columns } = task;
    const rows = piece.rows.subarray(first, first + length);
    let count = 0;
    for (let i = 0; i < length; i++) {
      const row = rows[i] as number;
      if (owners[row] !== piece.segment) continue;
      if (mask && (((mask[row >>> 3] ?? 0) >>> (row & 7)) & 1) === 0) continue;
      positions[count++] = i;
    }
    if (count === 0) return 0;
    const rowBytes = task.dims * 4;
    this.files.readRows(piece.path, piece.vectorsOffset + first * rowBytes, rowBytes, positions, count, block);
    this.#engine.run(plan, blockAddress, count, (scorer, start, end) => {
      const column = columns[scorer];
      for (let i = start; i < end; i++) {
        const row = rows[positions[i] as number] as number;
        const score = scores[i] as number;
        if (!(score >= 0)) throw damaged(piece.path, `the vector of row ${row} has a value that is not finite`);
        if (column) column[row] = score;
        else top.push(row, score);
      }
    });
    return count;
  }

  #read(task: ReadTask): RunningTask {
    const { dims, ordinals } = task;
    const vectors = new Float32Array(ordinals.length * dims);
    const found = new Uint8Array(ordinals.length);
    const wanted = locate(task);
    const bytes = this.#engine.block;
    const block = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    const positions = this.#engine.positions;
    const most = blockRows(dims);
    let next = 0;
    const step = (): boolean => {
      const [piece, origin] = wanted[next] ?? [];
      if (!piece || origin === undefined || Atomics.load(task.control, 1) !== 0) return false;
      const from = next;
      while (
        next < wanted.length &&
        wanted[next]?.[0] === piece &&
        (wanted[next]?.[1] ?? 0) - origin < most &&
        next - from < most
      ) {
        positions[next - from] = (wanted[next]?.[1] ?? 0) - origin;
        next++;
      }
      this.files.readRows(piece.path, piece.vectorsOffset + origin * dims * 4, dims * 4, positions, next - from, bytes);
      for (let i = from; i < next; i++) {
        const at = positions[i - from] as number;
        const slot = wanted[i]?.[2] as number;
        vectors.set(block.subarray(at * dims, (at + 1) * dims), slot * dims);
        found[slot] = 1;
      }
      return true;
    };
    return { task, step, result: () => ({ kind: "read", vectors, found }) };
  }
}

/** Where the live vector of each row is: piece, position in it, slot in the answer; in storage order. */
function locate({ ordinals, owners, pieces }: ReadTask): [ScanPiece, number, number][] {
  const bySegment = new Map<number, [ScanPiece, number][]>();
  for (const [index, piece] of pieces.entries()) {
    const list = bySegment.get(piece.segment);
    if (list) list.push([piece, index]);
    else bySegment.set(piece.segment, [[piece, index]]);
  }
  const wanted: { piece: ScanPiece; order: number; position: number; slot: number }[] = [];
  for (const [slot, ordinal] of ordinals.entries()) {
    for (const [piece, order] of bySegment.get(owners[ordinal] ?? 0) ?? []) {
      const position = positionOf(piece.rows, ordinal);
      if (position >= 0) wanted.push({ piece, order, position, slot });
    }
  }
  wanted.sort((a, b) => a.order - b.order || a.position - b.position);
  return wanted.map(({ piece, position, slot }) => [piece, position, slot]);
}

/** Binary search in rising rows; -1 when it is not there. */
function positionOf(rows: Uint32Array, ordinal: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const row = rows[middle] as number;
    if (row === ordinal) return middle;
    if (row < ordinal) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
