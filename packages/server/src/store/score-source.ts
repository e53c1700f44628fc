import type { CombinationOperator } from "@pomona/contract/combinations";

/** Where the scores of a function are read. Parts that are used twice are the same object. */
export type ScoreSource = { table: string } | CombinedSource;

/** Scores worked out from those of parts; see `combinationOperator` for the arithmetic. */
export interface CombinedSource {
  function: number;
  operator: CombinationOperator;
  parts: { source: ScoreSource; weight: number }[];
}

/** A function as filters see it. */
export interface ServedFunction {
  id: number;
  name: string;
  /**
   * What SQL reads its scores from: a table, or a parenthesised SELECT, with the columns `(row UINTEGER, score FLOAT)`.
   * Null while no version is served: unscored everywhere.
   */
  table: string | null;
  /** Of a combination that has scores: what they are worked out from. */
  combined?: CombinedSource;
}
