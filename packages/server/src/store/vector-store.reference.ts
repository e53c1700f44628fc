import { hasBit } from "@pomona/compute/bitset";
import { scoreVectors } from "@pomona/compute/score-vectors";
import type { CompiledScorer } from "@pomona/compute/scorer";
import { scaleToUnit } from "@pomona/compute/unit-vectors";
import { Problem } from "@pomona/contract/problems";
import type { ScanTarget, VectorStore } from "./vector-store.ts";

interface Stored {
  rows: number[];
  vectors: Map<number, Float32Array>;
}

/** A vector store in memory, one row at a time; for comparison in tests. */
export function createReferenceStore(): VectorStore {
  const files = new Map<string, Stored>();
  let written = 0;

  function* live({ space, dims, segments, owners }: ScanTarget) {
    for (const segment of segments) {
      const { rows, vectors } = files.get(`${space}/${segment.file}`) ?? {
        rows: [],
        vectors: new Map<number, Float32Array>(),
      };
      for (const row of rows)
        if (owners[row] === segment.id) yield { segment, row, vector: vectors.get(row) ?? new Float32Array(dims) };
    }
  }
  const check = async (target: ScanTarget, scorer: CompiledScorer, signal?: AbortSignal) => {
    if (scorer.dims !== target.dims) throw new Problem("space-dims-mismatch", "other dims");
    if (scorer.positives.length > 100_000) await new Promise((resolve) => setTimeout(resolve, 50));
    if (signal?.aborted) throw new Problem("cancelled", "cancelled");
  };
  const scoreOf = (vector: Float32Array, scorer: CompiledScorer): number =>
    scoreVectors(vector, scorer.dims, scorer)[0] as number;

  return {
    async write(space, dims, rows, vectors) {
      if (vectors.length !== rows.length * dims)
        throw new RangeError(`${vectors.length} values are not ${rows.length} vectors of ${dims} dims.`);
      const byRow = new Map<number, Float32Array>();
      rows.forEach((row, i) => {
        const vector = vectors.slice(i * dims, (i + 1) * dims);
        if (byRow.has(row)) throw new RangeError(`Row ${row} is in the segment twice.`);
        if (!vector.every(Number.isFinite))
          throw new RangeError(`The vector of row ${row} has a value that is not finite.`);
        byRow.set(row, vector);
      });
      const file = `${++written}`;
      files.set(`${space}/${file}`, { rows: [...byRow.keys()].sort((a, b) => a - b), vectors: byRow });
      return { file, rowCount: rows.length, bytes: vectors.byteLength, sha256: "" };
    },
    scaleToUnit: async (dims, vectors) => scaleToUnit(vectors, dims),
    async read(target, ordinals) {
      const found = new Uint8Array(ordinals.length);
      const vectors = new Float32Array(ordinals.length * target.dims);
      const byRow = new Map([...live(target)].map(({ row, vector }) => [row, vector]));
      ordinals.forEach((ordinal, i) => {
        const vector = byRow.get(ordinal);
        if (!vector) return;
        found[i] = 1;
        vectors.set(vector, i * target.dims);
      });
      return { vectors, found };
    },
    async score(target, scorers, options) {
      for (const scorer of scorers) await check(target, scorer, options?.signal);
      return scorers.map((scorer) => {
        const column = new Float32Array(new SharedArrayBuffer(target.owners.length * 4)).fill(Number.NaN);
        for (const { row, vector } of live(target)) column[row] = scoreOf(vector, scorer);
        return column;
      });
    },
    async top(target, scorer, k, options) {
      await check(target, scorer, options?.signal);
      const mask = options?.mask;
      const rows = [...live(target)]
        .filter(({ row }) => !mask || hasBit(mask, row))
        .map(({ row, vector }) => ({ row, score: scoreOf(vector, scorer) }));
      const best = rows.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, k);
      return {
        ordinals: Uint32Array.from(best, ({ row }) => row),
        scores: Float32Array.from(best, ({ score }) => score),
        ranked: rows.length,
        scored: rows.length,
      };
    },
    check: async () => ({ problem: null, isSidecarRebuilt: false }),
    async setAside(space, file) {
      files.delete(`${space}/${file}`);
      return "";
    },
    async remove(space, file) {
      files.delete(`${space}/${file}`);
    },
    async sweep(keep) {
      const kept = new Set(keep.map(({ space, file }) => `${space}/${file}`));
      const leftovers = [...files.keys()].filter((path) => !kept.has(path));
      for (const path of leftovers) files.delete(path);
      return leftovers.length;
    },
    bytes: async () =>
      [...files.values()].reduce(
        (sum, { rows, vectors }) => sum + rows.length * ([...vectors.values()][0]?.byteLength ?? 0),
        0,
      ),
    close: async () => undefined,
  };
}
