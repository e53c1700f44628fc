import type { CompiledScorer } from "@pomona/compute/scorer";
import { Problem } from "@pomona/contract/problems";
import { queryFloats } from "../workers/scan-blocks.ts";
import type { Bitset, ScanTarget } from "./vector-store.ts";

export const rowCountOf = ({ segments }: ScanTarget): number =>
  segments.reduce((sum, { rowCount }) => sum + rowCount, 0);

export const multiplications = (target: ScanTarget, scorers: readonly CompiledScorer[]): number =>
  rowCountOf(target) * queryFloats(scorers);

export function checkDims({ dims: spaceDims }: ScanTarget, scorers: readonly CompiledScorer[]): void {
  for (const { dims } of scorers)
    if (dims !== spaceDims)
      throw new Problem("space-dims-mismatch", {
        detail: `The scorer has ${dims} dims, the space ${spaceDims}.`,
        fields: { dims, spaceDims },
      });
}

/** A copy that threads can see. */
export function shared(bytes: Bitset): Uint8Array<SharedArrayBuffer> {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

export function shareScorer(scorer: CompiledScorer): CompiledScorer {
  const share = (values: Float32Array): Float32Array => {
    const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
    copy.set(values);
    return copy;
  };
  return { ...scorer, positives: share(scorer.positives), negatives: share(scorer.negatives) };
}

export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
