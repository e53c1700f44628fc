/** What every search asks for. */
export const K = 100;

/** The row that round `round` (from -1) searches with: another each time, the same for all contestants. */
export const anchorRow = (round, rows) => (1000 + 7919 * (round + 1)) % rows;

/** Peers are asked for one row more, as their answer has the anchor itself. */
export const withoutAnchor = (answer, anchor) => answer.filter((row) => row !== anchor).slice(0, K);
