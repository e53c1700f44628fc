import { useStoredState } from "../../ui/stored-state.ts";

/** How many rows a round asks about, and what share of them is drawn at random. */
export interface RoundSize {
  count: number;
  randomShare: number;
}

const USUAL: RoundSize = { count: 20, randomShare: 0.2 };

/** The size of rounds as it was chosen last in this browser, and what chooses it. */
export const useRoundOptions = (): [RoundSize, (size: RoundSize) => void] =>
  useStoredState("review-round", USUAL, isRoundSize);

function isRoundSize(value: unknown): value is RoundSize {
  const { count, randomShare } = (value ?? {}) as Partial<RoundSize>;
  return (
    Number.isInteger(count) &&
    Number(count) >= 1 &&
    Number(count) <= 200 &&
    Number(randomShare) >= 0 &&
    Number(randomShare) <= 1
  );
}
