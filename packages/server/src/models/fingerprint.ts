import { sha256 } from "./package-files.ts";

/** Everything that decides what vectors a model gives. */
export interface ModelProvenance {
  /** Hex sha256 of the weights' bytes; several files: of their hashes. */
  weights: string;
  preprocessing: string;
  pooling: string;
  /** Raised when this code starts to give other vectors from the same weights. */
  codeVersion: number;
}

/** Hex sha256 that names a model's vectors: those of different fingerprints never mix. */
export const fingerprintOf = ({ weights, preprocessing, pooling, codeVersion }: ModelProvenance): string =>
  sha256(JSON.stringify([weights, preprocessing, pooling, codeVersion]));
