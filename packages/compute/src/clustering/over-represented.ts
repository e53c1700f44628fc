/** How often something occurs in a part and in the whole that the part is of. */
export interface Occurrence {
  /** Rows of the part that have it. */
  count: number;
  rows: number;
  /** The same of the whole, the part included. */
  totalCount: number;
  totalRows: number;
}

export interface OverRepresentation {
  /** Of the part's rows, 0 to 1. */
  share: number;
  /** That share over the share among all; 1 where the part is as the whole. */
  lift: number;
  /** Standard errors by which the log odds of the part exceed those of the rest. */
  certainty: number;
  /** What the part's rows tell of it, in bits per row: share x log2(lift). */
  weight: number;
}

/** Rows that the prior is worth: as if the part had so many more, mixed like the whole. */
const PRIOR_ROWS = 10;

/**
 * How much more of something a part has than the rest of the whole. `certainty` is the z-score of the log odds ratio with
 * an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", 2008, equations 16, 19 and 22), the prior
 * being 10 rows mixed like the whole: 3 out of 3 rows count for less than 300 out of 300.
 */
export function overRepresentation({ count, rows, totalCount, totalRows }: Occurrence): OverRepresentation {
  const prior = (PRIOR_ROWS * totalCount) / totalRows;
  const without = PRIOR_ROWS - prior;
  const [restCount, restRows] = [totalCount - count, totalRows - rows];
  const odds = (has: number, of: number): number =>
    Math.log(has + prior) - Math.log(Math.max(of - has + without, Number.EPSILON));
  const difference = odds(count, rows) - odds(restCount, restRows);
  const share = rows === 0 ? 0 : count / rows;
  const lift = totalCount === 0 ? 1 : share / (totalCount / totalRows);
  return {
    share,
    lift,
    certainty: difference / Math.sqrt(1 / (count + prior) + 1 / (restCount + prior)),
    weight: share === 0 ? 0 : share * Math.log2(lift),
  };
}
