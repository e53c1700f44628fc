import { createHash } from "node:crypto";
import type { CompiledScorer } from "@pomona/compute/scorer";
import type { Owners, ScanTarget, VectorStore } from "../../store/vector-store.ts";

/** What kept columns may take: a dozen of a million rows, one of ten million. */
const KEPT_BYTES = 48 * 1024 * 1024;

interface Kept {
  /** Identity of the state of the vectors that it was scored from. */
  owners: Owners;
  column: Promise<Float32Array>;
}

/**
 * Score columns of recent searches. The rows, the histogram and the counts of one search ask for the same column, one
 * after the other or at once: it is worked out once, and kept until the vectors of its space change.
 */
export class ScoreColumns {
  readonly #vectors: Pick<VectorStore, "score">;
  readonly #kept = new Map<string, Kept>();

  constructor(vectors: Pick<VectorStore, "score">) {
    this.#vectors = vectors;
  }

  /** The score of every row by ordinal, NaN where it has no vector. Not to be changed: others read it too. */
  get(target: ScanTarget, scorer: CompiledScorer): Promise<Float32Array> {
    const key = `${target.space} ${fingerprint(scorer)}`;
    const known = this.#kept.get(key);
    this.#kept.delete(key);
    if (known?.owners === target.owners) {
      this.#kept.set(key, known);
      return known.column;
    }
    const column = this.#vectors.score(target, [scorer]).then(([scores]) => scores ?? new Float32Array(0));
    column.catch(() => this.#forget(key, column));
    this.#kept.set(key, { owners: target.owners, column });
    this.#dropOldest();
    return column;
  }

  #forget(key: string, column: Promise<Float32Array>): void {
    if (this.#kept.get(key)?.column === column) this.#kept.delete(key);
  }

  #dropOldest(): void {
    let bytes = 0;
    for (const { owners } of this.#kept.values()) bytes += owners.byteLength;
    for (const [key, { owners }] of this.#kept) {
      if (bytes <= KEPT_BYTES || this.#kept.size === 1) return;
      this.#kept.delete(key);
      bytes -= owners.byteLength;
    }
  }
}

function fingerprint(scorer: CompiledScorer): string {
  const hash = createHash("sha256").update(JSON.stringify([scorer.dims, scorer.negativeWeight, scorer.bias ?? null]));
  for (const part of [scorer.positives, scorer.negatives])
    hash.update(`${part.length} `).update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest("base64");
}
